/** Pushes: writes a plan to its device and reads it back. Each state is stored before its effects run. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import {
  effectsOnEntry,
  type Push,
  type PushEffect,
  type PushInput,
  transition,
} from '#shared/machines/push.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import type { Store } from '../../store/store.ts'
import type { Sessions } from '../devices/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'
import { performEffect } from './push-effects.ts'

export interface Pushes {
  /**
   * Starts writing a plan. If its settings have changed since, the push fails with `plan-outdated` and writes nothing. With `start`, a device
   * that uses the settings only after its next start is started (`Plan.starts`).
   * @throws PunchdownError not-found | plan-outdated | push-active
   */
  apply(deviceId: string, planId: string, options: { readonly start: boolean }): Push
  /** Continues the device's push that a restart of the core interrupted. Call it after a sign-in. */
  resume(deviceId: string): void
  /** Resolves when the push is done or failed, or the service has stopped. */
  ended(pushId: string): Promise<Push>
  running(): Push[]
  stop(): void
}

export interface PushesParts {
  readonly store: Store
  readonly clock: Clock
  readonly timing: Timing
  readonly log: Log
  readonly changes: JobChanges
  readonly jobs: Jobs
  readonly sessions: Sessions
  /** Called when every setting was read back as planned. */
  readonly onDone: (push: Push) => void
  /** Called when the list of running pushes changed. */
  readonly onChange: () => void
}

interface Running {
  readonly parts: PushesParts
  /** By push id; resolves when the push stops running. */
  readonly working: Map<string, Promise<void>>
  readonly stopping: AbortController
}

export function createPushes(parts: PushesParts): Pushes {
  const running: Running = { parts, working: new Map(), stopping: new AbortController() }
  const { store } = parts
  return {
    apply(deviceId, planId, { start }) {
      const push = begin(parts, deviceId, planId, start)
      work(running, push.id, effectsOnEntry(push.state))
      return push
    },
    resume(deviceId) {
      const push = store.pushes.active(deviceId)
      if (push !== null) work(running, push.id, effectsOnEntry(push.state))
    },
    async ended(pushId) {
      await running.working.get(pushId)
      return stored(store, pushId)
    },
    running: () => [...running.working.keys()].map((id) => stored(store, id)),
    stop: () => running.stopping.abort(),
  }
}

function stored(store: Store, pushId: string): Push {
  const push = store.pushes.get(pushId)
  if (push === null) throw new PunchdownError('not-found', { what: 'push', id: pushId })
  return push
}

/** Stores the push in its first state with one write, so that every stored push was approved. */
function begin(parts: PushesParts, deviceId: string, planId: string, start: boolean): Push {
  const { store, clock, sessions } = parts
  return store.transaction(() => {
    const plan = store.pushes.plan(planId)
    if (plan === null || plan.deviceId !== deviceId) throw new PunchdownError('plan-outdated', { planId })
    const active = store.pushes.active(deviceId)
    if (active !== null)
      throw new PunchdownError('push-active', { pushId: active.id, state: active.state.at })
    const { jobId } = sessions.stored(deviceId)
    const push: Push = {
      id: randomUUID(),
      jobId,
      deviceId,
      plan,
      start,
      state: { at: 'applying', since: clock.now() },
    }
    save(parts, push)
    return push
  })
}

/** Stores a push with its line of history, then notifies watchers. */
function save({ store, jobs, changes, onChange }: PushesParts, push: Push): void {
  const { state } = push
  store.transaction(() => {
    store.pushes.save(push)
    jobs.note({
      jobId: push.jobId,
      what: `push.${state.at}`,
      deviceId: push.deviceId,
      endpointId: null,
      facts: {
        ...push.plan.target,
        ...(state.at === 'failed' ? { problem: state.problem.code } : {}),
      },
    })
  })
  changes.push(push.jobId, push.id)
  onChange()
}

/** Applies a fact to a push and returns the effects to run next. */
function advance(parts: PushesParts, pushId: string, input: PushInput): readonly PushEffect[] {
  const push = stored(parts.store, pushId)
  const moved = transition(push.state, input, parts.clock.now())
  if (!moved.applies) {
    parts.log.write('push.input-not-applicable', { pushId, fact: input.fact, why: moved.why })
    return []
  }
  const next: Push = { ...push, state: moved.state }
  save(parts, next)
  if (next.state.at === 'done') parts.onDone(next)
  return moved.effects
}

/** Runs effects until the push ends. A second call for a running push does nothing. */
function work({ parts, working, stopping }: Running, pushId: string, effects: readonly PushEffect[]): void {
  if (working.has(pushId)) return
  const run = async () => {
    let pending = effects
    while (!stopping.signal.aborted) {
      const [effect] = pending
      if (effect === undefined) return
      const input = await outcome(parts, stopping.signal, pushId, effect)
      // a stop leaves the push in its state; resume continues it
      if (stopping.signal.aborted) return
      pending = advance(parts, pushId, input)
    }
  }
  const ended = run()
    .catch((error: unknown) => parts.log.write('push.stopped', { pushId, problem: toProblem(error).code }))
    .finally(() => {
      working.delete(pushId)
      parts.onChange()
    })
  working.set(pushId, ended)
}

/** Runs an effect and returns its fact; a problem gives the fact `failed`. */
async function outcome(
  parts: PushesParts,
  signal: AbortSignal,
  pushId: string,
  effect: PushEffect,
): Promise<PushInput> {
  try {
    return await performEffect({ ...parts, signal }, stored(parts.store, pushId), effect)
  } catch (error) {
    return { fact: 'failed', problem: toProblem(error) }
  }
}
