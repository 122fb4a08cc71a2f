/** Scans of a job over a fake engine: when progress is stored, and how a pause reaches the engine. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { type Script, scanBench, update } from './scan-bench.ts'

afterEach(() => void vi.useRealTimers())

describe('the progress of a scan', () => {
  /** Settled targets that are stored after each event of a scan. */
  const storedDuring = async (on: ReturnType<typeof scanBench>, script: Script) => {
    const settled: (number | undefined)[] = []
    on.engine.script = script
    await on.run({}, { each: () => settled.push(on.store.scans.ofJob('one')[0]?.settled) })
    return settled
  }

  it('is stored at most every half second', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    using on = scanBench()
    const settled = await storedDuring(on, async function* () {
      yield { kind: 'started', addresses: 9, done: 0 }
      on.advance(499)
      yield update(1)
      on.advance(1)
      yield update(2)
      on.advance(499)
      yield update(3)
      on.advance(1)
      yield update(4)
    })
    expect(settled).toEqual([0, 0, 2, 2, 4, undefined])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is stored half a second after the last update', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    using on = scanBench()
    const settled: (number | undefined)[] = []
    const look = () => settled.push(on.store.scans.ofJob('one')[0]?.settled)
    await storedDuring(on, async function* () {
      yield { kind: 'started', addresses: 9, done: 0 }
      yield update(1)
      yield update(2)
      expect(vi.getTimerCount()).toBe(1)
      vi.advanceTimersByTime(499)
      look()
      vi.advanceTimersByTime(1)
      look()
      yield update(3)
      vi.advanceTimersByTime(500)
      look()
    })
    expect(settled).toEqual([0, 2, 3])
  })

  it('that cannot be stored ends the scan with the problem', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
      yield update(1)
    })
    const { scans } = on.store
    const settle = vi.spyOn(scans, 'settle').mockImplementation(() => {
      throw new PunchdownError('disk-full')
    })
    const events = await on.run({}, { each: ({ kind }) => kind === 'started' && on.advance(500) })
    expect(events.at(-1)).toMatchObject({ kind: 'failed', problem: { code: 'disk-full' } })
    expect(settle).toHaveBeenCalled()
    expect(on.unfinished()).toHaveLength(1)
  })
})

describe('a pause', () => {
  /** An engine whose control notes what it is told. */
  const withControl = (told: string[]): Script =>
    async function* ({ attach }) {
      attach?.({ pause: () => told.push('pause'), resume: () => told.push('resume'), paused: false })
      yield { kind: 'started', addresses: 4, done: 0 }
      yield update(4)
    }

  it('is passed to the engine, and so is its end', async () => {
    const told: string[] = []
    using on = scanBench(withControl(told))
    await on.run(
      {},
      {
        each(event) {
          if (event.kind === 'started') on.scans.pause(event.scanId)
          if (event.kind === 'progress') on.scans.resume(event.scanId)
        },
      },
    )
    expect(told).toEqual(['pause', 'resume'])
  })

  it.each([
    [['pause'], ['pause']],
    [['pause', 'resume'], []],
  ] as const)('before the engine is ready: %j', async (before, expected) => {
    const told: string[] = []
    using on = scanBench((asked) => {
      const [work] = on.scans.running()
      for (const act of before) on.scans[act](work?.id ?? '')
      return withControl(told)(asked)
    })
    await on.run()
    expect(told).toEqual(expected)
  })

  it.each(['pause', 'resume'] as const)('of a scan that does not run: %s', (act) => {
    using on = scanBench()
    expect(() => on.scans[act]('unknown')).toThrow(
      expect.objectContaining({ code: 'not-found', facts: { scanId: 'unknown' } }),
    )
  })
})
