/**
 * Setting up one device by hand with its guided card.
 *
 *   open(ticks) → done-by-hand → confirmed
 *   open with ticks → confirmed, when the device fetches before the technician marks the card
 *   done-by-hand, confirmed → open, when the technician undoes the mark
 *
 * Only evidence from the device confirms. A confirmed card stays confirmed.
 */
import { z } from 'zod'
import { moved, stayed, type Transition } from './transition.ts'

const tickSchema = z.object({
  /** Id of the step. */
  step: z.string(),
  by: z.string(),
  at: z.number(),
})
export type Tick = z.infer<typeof tickSchema>

/** `fetched`: the device fetched from the gateway. `registered`: it registered there. `url-read`: the URL on its page was read back. */
const evidenceSchema = z.object({
  kind: z.enum(['fetched', 'registered', 'url-read']),
  /** What was seen, without secrets: the User-Agent, the identity or the URL. */
  seen: z.string(),
  at: z.number(),
})
export type GuidedEvidence = z.infer<typeof evidenceSchema>

const ticks = z.array(tickSchema)
/** The technician's mark: by whom, when, and with which URL. */
const markSchema = z.object({ by: z.string(), at: z.number(), url: z.string() })

export const guidedStateSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('open'), since: z.number(), ticks }),
  z.object({ at: z.literal('done-by-hand'), since: z.number(), ticks, mark: markSchema }),
  z.object({
    at: z.literal('confirmed'),
    since: z.number(),
    ticks,
    /** Null when the device was seen before the technician marked the card. */
    mark: markSchema.nullable(),
    evidence: evidenceSchema,
  }),
])
export type GuidedState = z.infer<typeof guidedStateSchema>

/** The stored progress of a device's card. */
export const guidedSetupSchema = z.object({
  /** The id of the device. */
  id: z.string(),
  jobId: z.string(),
  /** The id of the card. */
  card: z.string(),
  state: guidedStateSchema,
})
export type GuidedSetup = z.infer<typeof guidedSetupSchema>

export type GuidedInput =
  | { readonly fact: 'step-ticked'; readonly step: string; readonly by: string }
  | { readonly fact: 'step-unticked'; readonly step: string }
  | { readonly fact: 'marked-done'; readonly by: string; readonly url: string }
  | { readonly fact: 'mark-undone' }
  | {
      readonly fact: 'evidence-seen'
      readonly kind: GuidedEvidence['kind']
      readonly seen: string
    }

/** `direct-endpoints`: the device's endpoints were pointed at the URL. */
export type GuidedEffect = { readonly do: 'direct-endpoints'; readonly url: string }

export const openedAt = (now: number): GuidedState => ({ at: 'open', since: now, ticks: [] })

export function transition(
  state: GuidedState,
  input: GuidedInput,
  now: number,
): Transition<GuidedState, GuidedEffect> {
  switch (input.fact) {
    case 'step-ticked': {
      if (state.ticks.some(({ step }) => step === input.step)) return stayed('the step is ticked')
      const tick = { step: input.step, by: input.by, at: now }
      return moved({ ...state, ticks: [...state.ticks, tick] })
    }
    case 'step-unticked': {
      const kept = state.ticks.filter(({ step }) => step !== input.step)
      if (kept.length === state.ticks.length) return stayed('the step is not ticked')
      return moved({ ...state, ticks: kept })
    }
    case 'marked-done': {
      if (state.at !== 'open') return stayed(`already ${state.at}`)
      const next: GuidedState = {
        ...{ at: 'done-by-hand', since: now, ticks: state.ticks },
        mark: { by: input.by, at: now, url: input.url },
      }
      return moved(next, ...effectsOnEntry(next))
    }
    case 'mark-undone':
      if (state.at === 'open') return stayed('nothing is marked')
      return moved({ at: 'open', since: now, ticks: state.ticks })
    case 'evidence-seen': {
      if (state.at === 'confirmed') return stayed('already confirmed')
      // the device may have fetched before this setup began
      if (state.at === 'open' && state.ticks.length === 0) return stayed('nothing was done by hand')
      const { kind, seen } = input
      return moved({
        ...{ at: 'confirmed', since: now, ticks: state.ticks },
        mark: state.at === 'open' ? null : state.mark,
        evidence: { kind, seen, at: now },
      })
    }
  }
}

/** Effects to run again for a setup found in the store after a restart of the core. */
export function effectsOnEntry(state: GuidedState): GuidedEffect[] {
  return state.at === 'done-by-hand' ? [{ do: 'direct-endpoints', url: state.mark.url }] : []
}
