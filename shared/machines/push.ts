/**
 * One push of settings to one device.
 *
 *   applying → restarting → verifying → done
 *           ↘ verifying ↗         ↘ starting → restarting → done
 *   each of them → failed(during, problem)
 *
 * `starting`: the settings are verified and the device uses them at its next start, which the push requests when it was asked to.
 * A push is created in `applying`: it exists once a plan was shown and approved. After a restart of the core, effectsOnEntry
 * gives the effect to run again; each effect reads the device before it writes.
 */
import { z } from 'zod'
import { type ProblemCode, problemSchema } from '../errors.ts'
import { hasMovedOn } from '../model/provisioning-stage.ts'
import {
  type EditResult,
  editResultSchema,
  type Plan,
  planSchema,
  type StartAction,
  startActionSchema,
} from '../model/settings.ts'
import { moved, stayed, type Transition } from './transition.ts'

const results = z.array(editResultSchema)

export const pushStateSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('applying'), since: z.number() }),
  /** `until`: when waiting for the device ends, milliseconds since the epoch. */
  z.object({
    at: z.literal('restarting'),
    since: z.number(),
    until: z.number(),
    results,
    /** The settings were verified before the restart. */
    verified: z.literal(true).optional(),
  }),
  z.object({ at: z.literal('verifying'), since: z.number(), results }),
  z.object({ at: z.literal('starting'), since: z.number(), action: startActionSchema, results }),
  z.object({ at: z.literal('done'), since: z.number(), results }),
  z.object({
    at: z.literal('failed'),
    since: z.number(),
    during: z.enum(['applying', 'restarting', 'verifying', 'starting']),
    problem: problemSchema,
    results,
  }),
])
export type PushState = z.infer<typeof pushStateSchema>

export const pushSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  deviceId: z.string(),
  plan: planSchema,
  /** Whether the push starts the device with `plan.starts` once the settings are verified. */
  start: z.boolean().optional(),
  state: pushStateSchema,
})
export type Push = z.infer<typeof pushSchema>

export type PushInput =
  | {
      readonly fact: 'applied'
      readonly results: EditResult[]
      /** The device has to come back before its settings can be read. */
      readonly restarts: boolean
    }
  | { readonly fact: 'came-back' }
  /** `start`: see startOf. */
  | { readonly fact: 'read-back'; readonly results: EditResult[]; readonly start: StartAction | null }
  | { readonly fact: 'start-accepted' }
  | { readonly fact: 'failed'; readonly problem: z.infer<typeof problemSchema> }

export type PushEffect =
  | { readonly do: 'apply' }
  /** `leaves`: the device still answers when the wait begins. */
  | { readonly do: 'await-return'; readonly until: number; readonly leaves: boolean }
  | { readonly do: 'read-back' }
  | { readonly do: 'start'; readonly action: StartAction }

/** How long a device may take to answer again after a restart. */
export const returnWithinMs = 5 * 60_000
/** A wait that begins again, after a restart of the core or a suspend, lasts at least this long. */
export const returnGraceMs = 60_000

/** Problems that a restarting device is expected to show. Any other ends the wait. */
export const expectedWhileRestarting: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'unreachable',
  'timed-out',
  'connection-lost',
  'device-busy',
  'http-malformed',
  'unexpected-page',
])

export const isActive = (state: PushState): boolean => state.at !== 'done' && state.at !== 'failed'

export function transition(
  state: PushState,
  input: PushInput,
  now: number,
): Transition<PushState, PushEffect> {
  switch (input.fact) {
    case 'applied': {
      if (state.at !== 'applying') return stayed(`not applying but ${state.at}`)
      const { results } = input
      // an unknown result is determined by reading the setting back, once the device answers again
      const next: PushState =
        input.restarts || results.some(({ result }) => result === 'unknown')
          ? { at: 'restarting', since: now, until: now + returnWithinMs, results }
          : { at: 'verifying', since: now, results }
      return moved(next, ...effectsOnEntry(next))
    }
    case 'came-back':
      if (state.at !== 'restarting') return stayed(`not restarting but ${state.at}`)
      if (state.verified) return moved({ at: 'done', since: now, results: state.results })
      return moved({ at: 'verifying', since: now, results: state.results }, { do: 'read-back' })
    case 'read-back': {
      if (state.at !== 'verifying') return stayed(`not verifying but ${state.at}`)
      const next = verified(state, input, now)
      return moved(next, ...effectsOnEntry(next))
    }
    case 'start-accepted': {
      if (state.at !== 'starting') return stayed(`not starting but ${state.at}`)
      const { action, results } = state
      const next: PushState =
        action === 'restart'
          ? { at: 'restarting', since: now, until: now + returnWithinMs, results, verified: true }
          : { at: 'done', since: now, results }
      return moved(next, ...effectsOnEntry(next))
    }
    case 'failed':
      if (state.at === 'done' || state.at === 'failed') return stayed(`already ${state.at}`)
      return moved({
        at: 'failed',
        since: now,
        during: state.at,
        problem: input.problem,
        results: state.at === 'applying' ? [] : state.results,
      })
  }
}

/** `done` or `starting` when every setting has its planned value; otherwise `failed`, with the first setting that does not. */
function verified(
  { results: applied }: Extract<PushState, { at: 'verifying' }>,
  { results: read, start }: Extract<PushInput, { fact: 'read-back' }>,
  now: number,
): PushState {
  const results = read.map((each) => keepUnchanged(withProgress(each), applied))
  const wrong = results.find(({ result }) => result !== 'set' && result !== 'unchanged')
  if (wrong === undefined)
    return start === null
      ? { at: 'done', since: now, results }
      : { at: 'starting', since: now, action: start, results }
  return {
    at: 'failed',
    since: now,
    during: 'verifying',
    problem: { code: 'setting-refused', facts: { setting: wrong.label, found: wrong.found } },
    results,
  }
}

/** A device that restarted may have fetched before it was read, and holds the URL of the next stage instead of the written one. */
function withProgress(read: EditResult): EditResult {
  const { result, before, after, found } = read
  // with the value that it had before, it refused the new one
  const isNew = result === 'refused' && found !== null && found !== before
  return isNew && hasMovedOn(after, found) ? { ...read, result: 'set' } : read
}

/**
 * A setting that had its value before the push stays `unchanged` after it was read back, also when the reply to the write was lost. A value that
 * the device does not show may have changed.
 */
function keepUnchanged(read: EditResult, applied: readonly EditResult[]): EditResult {
  const before = applied.find(({ id }) => id === read.id)
  const isKept = before?.result === 'unchanged' || read.before === read.after
  return read.result === 'set' && isKept ? { ...read, result: 'unchanged' } : read
}

/**
 * The action that starts the device after its settings were verified; null when the push was not asked to, or changes nothing. It follows from
 * the plan alone, because a push that was interrupted finds its own values unchanged.
 */
export function startOf({ plan, start = false }: Pick<Push, 'plan' | 'start'>): StartAction | null {
  const changes = plan.edits.some(({ before, after }) => before !== after)
  return start && changes ? (plan.starts ?? null) : null
}

/** Effects to run again for a push found in the store after a restart of the core. */
export function effectsOnEntry(state: PushState): PushEffect[] {
  switch (state.at) {
    case 'applying':
      return [{ do: 'apply' }]
    case 'restarting':
      return [{ do: 'await-return', until: state.until, leaves: state.verified ?? false }]
    case 'verifying':
      return [{ do: 'read-back' }]
    case 'starting':
      return [{ do: 'start', action: state.action }]
    default:
      return []
  }
}

/**
 * Remaining time of a wait, in milliseconds, when it begins. The wall clock may have jumped since the deadline was stored, so the result
 * is at least the grace and at most a whole wait.
 */
export const remainingWait = (until: number, now: number): number =>
  Math.min(returnWithinMs, Math.max(returnGraceMs, until - now))

/**
 * The first edit whose setting has neither its value at the time of the plan nor the planned one; null when the plan is current.
 * A value the device does not show cannot be compared.
 */
export function outdatedEdit(plan: Pick<Plan, 'edits'>, read: readonly EditResult[]): EditResult | null {
  return (
    read.find(({ id, result, found }) => {
      const edit = plan.edits.find((each) => each.id === id)
      if (edit === undefined || edit.before === null || found === null) return false
      return result !== 'set' && result !== 'unchanged' && found !== edit.before
    }) ?? null
  )
}
