/** Which bases live polling reads, and when. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { createLivePolling } from '#electron/services/onboarding/index.ts'
import { PunchdownError } from '#shared/errors.ts'
import { found, handset, withHandset } from './house.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('live polling', () => {
  const polling = (mode: 'live' | 'rehearsal', signedIn: boolean) => {
    const made = withHandset(mode)
    made.jobs.open('one')
    const read: string[] = []
    const state = { fails: false }
    const log = createLog()
    const { stop } = createLivePolling({
      ...{ jobs: made.jobs, store: made.store, log, everyMs: 15_000 },
      sessions: { isSignedIn: () => signedIn },
      devices: {
        async handsets(deviceId) {
          read.push(deviceId)
          if (state.fails) throw new PunchdownError('unreachable')
          return []
        },
      },
    })
    return {
      ...{ ...made, read, state, log, stop },
      [Symbol.dispose]() {
        stop()
        made[Symbol.dispose]()
      },
    }
  }
  it('reads a base once in each round while one of its handsets waits', async () => {
    using it = polling('live', true)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(it.read).toEqual([])
    it.onboarding.handsetsRead(it.base, [handset('03717C0E1B')])
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    await vi.advanceTimersByTimeAsync(14_999)
    expect(it.read).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(it.read).toEqual(['1'])
    await vi.advanceTimersByTimeAsync(15_000)
    expect(it.read).toEqual(['1', '1'])
    it.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(it.read).toHaveLength(2)
  })
  it.each([
    ['rehearsal', true],
    ['live', false],
  ] as const)('reads nothing in %s, signed in: %s', async (mode, signedIn) => {
    using it = polling(mode, signedIn)
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(it.read).toEqual([])
  })
  it('does not read phones, and continues after a failed reading', async () => {
    using it = polling('live', true)
    it.put(found('2', 'phone'))
    for (const endpoint of it.endpoints()) {
      if (endpoint.kind === 'phone') await it.onboarding.directed(found('2', 'phone'), 'http://192.0.2.9/')
    }
    await vi.advanceTimersByTimeAsync(15_000)
    expect(it.read).toEqual([])
    await it.onboarding.directed(it.base, 'http://192.0.2.9/')
    it.state.fails = true
    await vi.advanceTimersByTimeAsync(30_000)
    expect(it.read).toEqual(['1', '1'])
    expect(it.log.lines().map(({ path }) => path)).toContain('live.look-failed')
  })
})
