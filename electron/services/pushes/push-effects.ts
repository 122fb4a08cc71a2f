/** Runs the effects of a push on its device. */
import { type Problem, PunchdownError, toProblem } from '#shared/errors.ts'
import {
  outdatedEdit,
  type Push,
  type PushEffect,
  type PushInput,
  remainingWait,
  startOf,
} from '#shared/machines/push.ts'
import type { EditWriter, Session } from '../../drivers/driver.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Timing } from '../../platform/timing.ts'
import { requireCapability, type Sessions } from '../devices/index.ts'
import { waitForReturn } from './return-wait.ts'

export interface EffectParts {
  readonly clock: Clock
  readonly timing: Timing
  readonly sessions: Sessions
  readonly signal: AbortSignal
}

/** Runs one effect and returns the fact that follows. @throws PunchdownError plan-outdated and the codes of the session */
export async function performEffect(
  { clock, timing, sessions, signal }: EffectParts,
  push: Push,
  effect: PushEffect,
): Promise<PushInput> {
  const { deviceId, plan } = push
  const { kind } = plan.target
  const write = <Result>(work: (writer: EditWriter) => Promise<Result>): Promise<Result> =>
    sessions.use(deviceId, (session: Session) => work(requireCapability(session[kind], kind)), signal)
  switch (effect.do) {
    case 'apply': {
      const applied = await write((writer) => applyCurrent(writer, push))
      return { fact: 'applied', results: applied.results, restarts: applied.restarts }
    }
    case 'await-return': {
      const look = (): Promise<Problem | null> =>
        sessions.use(deviceId, (session) => session.describe(), signal).then(() => null, toProblem)
      const remainingMs = remainingWait(effect.until, clock.now())
      await waitForReturn({ timing, remainingMs, leaves: effect.leaves, look, signal })
      return { fact: 'came-back' }
    }
    case 'read-back': {
      const results = await write((writer) => writer.readBack(plan.edits))
      return { fact: 'read-back', results, start: startOf(push) }
    }
    case 'start': {
      const { action } = effect
      await sessions.use(deviceId, ({ actions }) => requireCapability(actions?.[action], action)(), signal)
      return { fact: 'start-accepted' }
    }
  }
}

/** Writes the plan if the settings have not changed since it was made. */
async function applyCurrent(writer: EditWriter, { plan }: Push) {
  const outdated = outdatedEdit(plan, await writer.readBack(plan.edits))
  if (outdated !== null) {
    const { label, before, found, secret } = outdated
    throw new PunchdownError('plan-outdated', {
      setting: label,
      ...(secret ? {} : { before, found }),
    })
  }
  return writer.apply(plan.edits)
}
