/**
 * One push of settings to one device.
 *
 *   applying → restarting → verifying → done
 *           ↘ verifying ↗          ↘ failed(during, problem)
 *
 * A push is created in `applying`: it exists once a plan was shown and approved. After a restart of the core, effectsOnEntry
 * gives the effect to run again; each effect reads the device before it writes.
 */
import { z } from 'zod'
import { type ProblemCode, problemSchema } from '../errors.ts'
import { type EditResult, editResultSchema, type Plan, planSchema } from '../model/settings.ts'
import { moved, stayed, type Transition } from './transition.ts'

const results = z.array(editResultSchema)

export const pushStateSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('applying'), since: z.number() }),
  /** `until`: when waiting for the device ends, milliseconds since the epoch. */
  z.object({ at: z.literal('restarting'), since: z.number(), until: z.number(), results }),
  z.object({ at: z.literal('verifying'), since: z.number(), results }),
  z.object({ at: z.literal('done'), since: z.number(), results }),
  z.object({
    at: z.literal('failed'),
    since: z.number(),
    during: z.enum(['applying', 'restarting', 'verifying']),
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
  | { readonly fact: 'read-back'; readonly results: EditResult[] }
  | { readonly fact: 'failed'; readonly problem: z.infer<typeof problemSchema> }

export type PushEffect =
  | { readonly do: 'apply' }
  | { readonly do: 'await-return'; readonly until: number }
  | { readonly do: 'read-back' }

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
      return moved({ at: 'verifying', since: now, results: state.results }, { do: 'read-back' })
    case 'read-back':
      if (state.at !== 'verifying') return stayed(`not verifying but ${state.at}`)
      return moved(verified(state.results, input.results, now))
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

/** `done` when every setting has its planned value; otherwise `failed`, with the first setting that does not. */
function verified(applied: readonly EditResult[], read: readonly EditResult[], now: number): PushState {
  const results = read.map((each) => keepUnchanged(each, applied))
  const wrong = results.find(({ result }) => result !== 'set' && result !== 'unchanged')
  if (wrong === undefined) return { at: 'done', since: now, results }
  return {
    at: 'failed',
    since: now,
    during: 'verifying',
    problem: { code: 'setting-refused', facts: { setting: wrong.label, found: wrong.found } },
    results,
  }
}

/** A setting that had its value before the push stays `unchanged` after it was read back. */
function keepUnchanged(read: EditResult, applied: readonly EditResult[]): EditResult {
  const before = applied.find(({ id }) => id === read.id)
  return read.result === 'set' && before?.result === 'unchanged' ? { ...read, result: 'unchanged' } : read
}

/** Effects to run again for a push found in the store after a restart of the core. */
export function effectsOnEntry(state: PushState): PushEffect[] {
  switch (state.at) {
    case 'applying':
      return [{ do: 'apply' }]
    case 'restarting':
      return [{ do: 'await-return', until: state.until }]
    case 'verifying':
      return [{ do: 'read-back' }]
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
