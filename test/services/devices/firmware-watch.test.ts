/** Reading the firmware after a firmware push. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { createFirmwareWatch } from '#electron/services/devices/firmware-watch.ts'
import { type ProblemCode, PunchdownError, problemCodes } from '#shared/errors.ts'
import { description } from './fakes.ts'

const codeOf = (text: string): ProblemCode => problemCodes.find((code) => code === text) ?? 'bug'

/** Timers that fire in `pass`. */
function handTiming() {
  let now = 0
  let timers: { at: number; then: () => void }[] = []
  return {
    timing: {
      now: () => now,
      after(ms: number, then: () => void) {
        const timer = { at: now + ms, then }
        timers.push(timer)
        return () => {
          timers = timers.filter((each) => each !== timer)
        }
      },
    },
    waiting: () => timers.length,
    async pass(ms: number) {
      now += ms
      const due = timers.filter(({ at }) => at <= now)
      timers = timers.filter(({ at }) => at > now)
      for (const { then } of due) then()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function watching(answers: readonly (string | ProblemCode)[]) {
  const hand = handTiming()
  const asked: string[] = []
  const log = createLog()
  const watch = createFirmwareWatch({
    async describe(deviceId) {
      asked.push(deviceId)
      const answer = answers[asked.length - 1] ?? '1'
      if (/^\d/.test(answer)) return { ...description, firmware: answer }
      throw new PunchdownError(codeOf(answer))
    },
    timing: hand.timing,
    log,
    ...{ everyMs: 10, withinMs: 100 },
  })
  const ended = () => log.lines().map(({ path, fields }) => ({ path, ...fields }))
  return { ...hand, watch, asked, ended }
}

describe('a device that updates itself', () => {
  it.each([
    ...['unreachable', 'timed-out', 'connection-lost', 'device-busy', 'http-malformed', 'unexpected-page'],
  ])('is read again after %s', async (code) => {
    const on = watching([code, '2'])
    on.watch.expect('base', '2')
    await on.pass(10)
    await on.pass(10)
    expect(on.asked).toHaveLength(2)
    expect(on.ended()).toMatchObject([{ firmware: '2' }])
  })

  it('is read until it runs the version', async () => {
    const on = watching(['1', 'unreachable', 'timed-out', 'unexpected-page', '2', '2'])
    on.watch.expect('base', '2')
    for (let round = 0; round < 8; round++) await on.pass(10)
    expect(on.asked).toHaveLength(5)
    expect(on.waiting()).toBe(0)
    expect(on.ended()).toEqual([
      { path: 'devices.firmware-watch-ended', deviceId: 'base', version: '2', firmware: '2' },
    ])
  })

  it.each(['sign-in-refused', 'sign-in-needed', 'device-moved', 'certificate-changed'])(
    'is not read again after %s',
    async (code) => {
      const on = watching([code])
      on.watch.expect('base', '2')
      await on.pass(10)
      await on.pass(10)
      expect(on.asked).toHaveLength(1)
      expect(on.waiting()).toBe(0)
      expect(on.ended()).toEqual([
        { path: 'devices.firmware-watch-ended', deviceId: 'base', version: '2', problem: code },
      ])
    },
  )

  it('is read until the time limit', async () => {
    const on = watching([])
    on.watch.expect('base', '2')
    for (let round = 0; round < 30; round++) await on.pass(10)
    expect(on.asked).toHaveLength(10)
    expect(on.ended()).toMatchObject([{ firmware: '1' }])
  })

  it('is read once per interval after two pushes, and not after stopping', async () => {
    const on = watching([])
    on.watch.expect('base', '2')
    on.watch.expect('base', '3')
    on.watch.expect('other', '2')
    await on.pass(10)
    expect(on.asked).toEqual(['base', 'other'])
    on.watch.stop()
    await on.pass(10)
    expect(on.asked).toHaveLength(2)
    expect(on.waiting()).toBe(0)
  })
})
