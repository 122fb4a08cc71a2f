/** Pushes: a plan that was shown becomes settings on a device, read back. Each step is stored before it is taken. */
import { randomUUID } from 'node:crypto'
import { type Problem, PunchdownError, toProblem } from '#shared/errors.ts'
import {
  effectsOnEntry,
  type Push,
  type PushEffect,
  type PushInput,
  transition,
} from '#shared/machines/push.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import { had, type Sessions } from '../devices/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'

export interface Pushes {
  /** Starts writing a plan. @throws PunchdownError not-found | plan-outdated */
  apply(deviceId: string, planId: string): Push
  /** Takes up the pushes of a device that a restart of the core interrupted; called when somebody has signed in again. */
  resume(deviceId: string): void
  /** Resolves when the push has ended, however. */
  ended(pushId: string): Promise<Push>
  running(): Push[]
  stop(): void
}

export interface PushesParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly changes: JobChanges
  readonly jobs: Jobs
  readonly sessions: Sessions
  /** Called when every edit was read back. */
  readonly onDone: (push: Push) => void
  readonly onChange: () => void
  /** Longest wait for a device to come back after a restart, milliseconds. */
  readonly returnWithinMs: number
  /** Pause between two looks at a device that restarts, milliseconds. */
  readonly lookEveryMs: number
}

export function createPushes(parts: PushesParts): Pushes {
  const { store, clock, changes, jobs, sessions, log } = parts
  const working = new Map<string, Promise<void>>()
  const stopping = new AbortController()

  const get = (pushId: string): Push => {
    const push = store.pushes.get(pushId)
    if (push === null) throw new PunchdownError('not-found', { what: 'push', id: pushId })
    return push
  }

  const put = (pushId: string, input: PushInput): readonly PushEffect[] => {
    const push = get(pushId)
    const moved = transition(push.state, input, clock.now())
    if (!moved.applies) {
      log.write('push.input-not-applicable', { pushId, fact: input.fact, why: moved.why })
      return []
    }
    const next: Push = { ...push, state: moved.state }
    store.transaction(() => {
      store.pushes.save(next)
      jobs.note({
        jobId: push.jobId,
        what: `push.${next.state.at}`,
        deviceId: push.deviceId,
        endpointId: null,
        facts: {
          ...push.plan.target,
          ...(next.state.at === 'failed' ? { problem: next.state.problem.code } : {}),
        },
      })
    })
    changes.push(push.jobId, pushId)
    parts.onChange()
    if (next.state.at === 'done') parts.onDone(next)
    return moved.effects
  }

  const perform = async (push: Push, effect: PushEffect): Promise<PushInput> => {
    const {
      edits,
      target: { kind },
    } = push.plan
    switch (effect.do) {
      case 'apply': {
        const applied = await sessions.use(
          push.deviceId,
          (session) => had(session[kind], kind).apply(edits),
          stopping.signal,
        )
        return { fact: 'applied', ...applied }
      }
      case 'await-return':
        await untilBack(push.deviceId)
        return { fact: 'came-back' }
      case 'read-back': {
        const results = await sessions.use(
          push.deviceId,
          (session) => had(session[kind], kind).readBack(edits),
          stopping.signal,
        )
        const applied = push.state.at === 'verifying' ? push.state.results : []
        return { fact: 'read-back', results: results.map((each) => keepUnchanged(each, applied)) }
      }
    }
  }

  /** Looks at the device until it answers as itself again. A refusal or the deadline ends it; silence is expected. */
  const untilBack = async (deviceId: string): Promise<void> => {
    const deadline = clock.now() + parts.returnWithinMs
    for (;;) {
      await pause(parts.lookEveryMs, stopping.signal)
      const problem = await sessions
        .use(deviceId, (session) => session.describe(), stopping.signal)
        .then((): Problem | null => null, toProblem)
      if (problem === null) return
      const silent = [
        'unreachable',
        'timed-out',
        'connection-lost',
        'device-busy',
        'http-malformed',
        'unexpected-page',
      ]
      if (!silent.includes(problem.code)) throw new PunchdownError(problem.code, problem.facts)
      if (clock.now() > deadline)
        throw new PunchdownError('timed-out', { during: 'restart', lastly: problem.code })
    }
  }

  const work = (pushId: string, effects: readonly PushEffect[]): void => {
    if (working.has(pushId)) return
    const run = async () => {
      let pending = effects
      while (pending.length > 0 && !stopping.signal.aborted) {
        const [effect] = pending
        if (effect === undefined) return
        let input: PushInput
        try {
          input = await perform(get(pushId), effect)
        } catch (error) {
          if (stopping.signal.aborted) return
          input = { fact: 'failed', problem: toProblem(error) }
        }
        pending = put(pushId, input)
      }
    }
    working.set(
      pushId,
      run().finally(() => {
        working.delete(pushId)
        parts.onChange()
      }),
    )
  }

  return {
    apply(deviceId, planId) {
      const plan = store.pushes.plan(planId)
      if (plan === null || plan.deviceId !== deviceId) throw new PunchdownError('plan-outdated', { planId })
      const push: Push = {
        id: randomUUID(),
        jobId: sessions.stored(deviceId).jobId,
        deviceId,
        plan,
        state: { at: 'planned', since: clock.now() },
      }
      store.pushes.save(push)
      work(push.id, put(push.id, { fact: 'approved' }))
      return get(push.id)
    },
    resume(deviceId) {
      for (const push of store.pushes.unfinished()) {
        if (push.deviceId === deviceId) work(push.id, effectsOnEntry(push.state))
      }
    },
    async ended(pushId) {
      await working.get(pushId)
      return get(pushId)
    },
    running: () => [...working.keys()].map(get),
    stop: () => stopping.abort(),
  }
}

/** A setting that already held its value stays "unchanged" after it was read back. */
function keepUnchanged<Result extends { id: string; result: string }>(
  found: Result,
  applied: readonly { id: string; result: string }[],
): Result {
  const before = applied.find((each) => each.id === found.id)
  return found.result === 'set' && before?.result === 'unchanged' ? { ...found, result: 'unchanged' } : found
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
