/**
 * One push of settings to one device.
 *
 *   planned → applying → restarting → verifying → done
 *                     ↘ verifying ↗            ↘ failed(at, problem)
 *
 * Nothing is written before a plan was shown; after a kill, `applying` is taken up again by reading the device back.
 */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { editResultSchema, planSchema } from '../model/settings.ts'
import { moved, stayed, type Transition } from './transition.ts'

const planned = z.object({ at: z.literal('planned'), since: z.number() })
const applying = z.object({ at: z.literal('applying'), since: z.number() })
const restarting = z.object({
  at: z.literal('restarting'),
  since: z.number(),
  results: z.array(editResultSchema),
})
const verifying = z.object({
  at: z.literal('verifying'),
  since: z.number(),
  results: z.array(editResultSchema),
})
const done = z.object({ at: z.literal('done'), since: z.number(), results: z.array(editResultSchema) })
const failed = z.object({
  at: z.literal('failed'),
  since: z.number(),
  during: z.enum(['planned', 'applying', 'restarting', 'verifying']),
  problem: problemSchema,
  results: z.array(editResultSchema),
})
export const pushStateSchema = z.discriminatedUnion('at', [
  planned,
  applying,
  restarting,
  verifying,
  done,
  failed,
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
  | { readonly fact: 'approved' }
  | {
      readonly fact: 'applied'
      readonly results: z.infer<typeof editResultSchema>[]
      readonly restarts: boolean
    }
  | { readonly fact: 'came-back' }
  | { readonly fact: 'read-back'; readonly results: z.infer<typeof editResultSchema>[] }
  | { readonly fact: 'failed'; readonly problem: z.infer<typeof problemSchema> }

export type PushEffect =
  | { readonly do: 'apply' }
  | { readonly do: 'await-return' }
  | { readonly do: 'read-back' }

export function transition(
  state: PushState,
  input: PushInput,
  now: number,
): Transition<PushState, PushEffect> {
  switch (input.fact) {
    case 'approved':
      if (state.at !== 'planned' && state.at !== 'failed') return stayed(`already ${state.at}`)
      return moved({ at: 'applying', since: now }, { do: 'apply' })
    case 'applied':
      if (state.at !== 'applying') return stayed(`not applying but ${state.at}`)
      return input.restarts
        ? moved({ at: 'restarting', since: now, results: input.results }, { do: 'await-return' })
        : moved({ at: 'verifying', since: now, results: input.results }, { do: 'read-back' })
    case 'came-back':
      if (state.at !== 'restarting') return stayed(`not restarting but ${state.at}`)
      return moved({ at: 'verifying', since: now, results: state.results }, { do: 'read-back' })
    case 'read-back': {
      if (state.at !== 'verifying') return stayed(`not verifying but ${state.at}`)
      const refused = input.results.find((each) => each.result !== 'set' && each.result !== 'unchanged')
      if (refused === undefined) return moved({ at: 'done', since: now, results: input.results })
      return moved({
        at: 'failed',
        since: now,
        during: 'verifying',
        problem: { code: 'setting-refused', facts: { setting: refused.label, found: refused.found } },
        results: input.results,
      })
    }
    case 'failed':
      if (state.at === 'done' || state.at === 'failed') return stayed(`already ${state.at}`)
      return moved({
        at: 'failed',
        since: now,
        during: state.at,
        problem: input.problem,
        results: state.at === 'restarting' || state.at === 'verifying' ? state.results : [],
      })
  }
}

/** What a push that was found in the store wants running again. */
export function effectsOnEntry(state: PushState): PushEffect[] {
  switch (state.at) {
    case 'applying':
      return [{ do: 'apply' }]
    case 'restarting':
      return [{ do: 'await-return' }]
    case 'verifying':
      return [{ do: 'read-back' }]
    default:
      return []
  }
}
