/** Restarts with a clock of the test; core processes are played. */
import { describe, expect, it } from 'vitest'
import type { ToCore } from '#electron/host/core-messages.ts'
import { type CoreProcessEvents, superviseCore } from '#electron/host/core-supervisor.ts'
import type { Problem } from '#shared/errors.ts'

interface Played {
  readonly events: CoreProcessEvents
  readonly posted: ToCore[]
  killed: boolean
  ready(): void
}

/** A clock that moves when it is told; timers due on the way are run in order. */
function manualTiming() {
  let now = 0
  let timers: { readonly at: number; readonly then: () => void }[] = []
  return {
    now: () => now,
    after(ms: number, then: () => void) {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
    advance(ms: number) {
      const until = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((each) => each !== next)
        now = next.at
        next.then()
      }
      now = until
    },
  }
}

function supervised() {
  const timing = manualTiming()
  const started: Played[] = []
  const told: (string | Problem)[] = []
  const supervisor = superviseCore({
    dataFolder: '/data',
    timing,
    start(events) {
      const played: Played & { post(message: ToCore): void; kill(): void } = {
        events,
        posted: [],
        killed: false,
        ready: () => events.message({ kind: 'ready' }),
        post: (message) => void played.posted.push(message),
        kill() {
          played.killed = true
        },
      }
      started.push(played)
      return played
    },
    onReady: () => told.push('ready'),
    onLost: () => told.push('lost'),
    onFailed: (problem) => told.push(problem),
  })
  const newest = (): Played => {
    const found = started.at(-1)
    if (found === undefined) throw new Error('no process')
    return found
  }
  return { supervisor, timing, started, told, newest }
}

describe('a core that ends', () => {
  it('is started again, five times within a minute and no more', async () => {
    const { supervisor, timing, started, told, newest } = supervised()
    for (let nth = 1; nth <= 5; nth++) {
      newest().ready()
      newest().events.exit()
      timing.advance(1_000)
      expect(started).toHaveLength(nth + 1)
    }
    newest().ready()
    newest().events.exit()
    timing.advance(10 * 60_000)
    expect(started).toHaveLength(6)
    const problem = { code: 'core-keeps-stopping', facts: { times: 6, path: '/data' } }
    expect(told.at(-1)).toEqual(problem)
    expect(await supervisor.settled()).toEqual({ kind: 'failed', problem })
  })

  it('is started again for ever when a minute holds five ends at most', () => {
    const { timing, started, newest } = supervised()
    for (let nth = 1; nth <= 50; nth++) {
      newest().ready()
      newest().events.exit()
      timing.advance(12_001)
      expect(started).toHaveLength(nth + 1)
    }
  })

  it('is started at once the first time, then after growing pauses', () => {
    const { timing, started, newest } = supervised()
    const pauses = [0, 100, 250, 500, 1_000]
    pauses.forEach((pause, nth) => {
      newest().events.exit()
      if (pause > 0) {
        timing.advance(pause - 1)
        expect(started).toHaveLength(nth + 1)
        timing.advance(1)
      }
      expect(started).toHaveLength(nth + 2)
    })
  })

  it('before it was ready is not lost a second time', () => {
    const { told, newest } = supervised()
    newest().ready()
    newest().events.exit()
    newest().events.exit()
    expect(told).toEqual(['ready', 'lost'])
  })

  it('leaves those who wait for it waiting until the next one is ready', async () => {
    const { supervisor, newest } = supervised()
    const waiting = supervisor.settled()
    newest().events.exit()
    newest().ready()
    expect((await waiting).kind).toBe('ready')
  })
})

describe('a core that cannot start', () => {
  it('is not started again, and tells why', async () => {
    const { supervisor, timing, started, told, newest } = supervised()
    const problem = { code: 'database-newer', facts: { found: 9, known: 1 } } as const
    newest().events.message({ kind: 'failed', problem })
    expect(newest().killed).toBe(true)
    newest().events.exit()
    timing.advance(10 * 60_000)
    expect(started).toHaveLength(1)
    expect(told).toEqual([problem])
    expect(await supervisor.settled()).toEqual({ kind: 'failed', problem })
  })
})

describe('stopping', () => {
  it('lets the core close and starts no other', async () => {
    const { supervisor, timing, started, newest } = supervised()
    newest().ready()
    const stopped = supervisor.stop()
    expect(newest().posted).toEqual([{ kind: 'stop' }])
    newest().events.exit()
    await stopped
    timing.advance(10 * 60_000)
    expect(newest().killed).toBe(false)
    expect(started).toHaveLength(1)
  })

  it('kills a core that does not end in time', () => {
    const { supervisor, timing, newest } = supervised()
    newest().ready()
    void supervisor.stop()
    timing.advance(2_999)
    expect(newest().killed).toBe(false)
    timing.advance(1)
    expect(newest().killed).toBe(true)
  })

  it('cancels a restart that is due', async () => {
    const { supervisor, timing, started, newest } = supervised()
    newest().events.exit()
    newest().events.exit()
    await supervisor.stop()
    timing.advance(10 * 60_000)
    expect(started).toHaveLength(2)
  })
})

it('messages that are not of the protocol change nothing', () => {
  const { told, newest } = supervised()
  for (const message of [null, 'ready', { kind: 'unknown' }, { kind: 'failed', problem: { code: 'x' } }]) {
    newest().events.message(message)
  }
  expect(told).toEqual([])
})
