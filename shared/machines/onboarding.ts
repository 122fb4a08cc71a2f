/**
 * Onboarding of one endpoint, from found on its base to signed in with its own number.
 *
 *   found → directed → fetched → onboarded → verified → signing-in → signed-in
 *   any of these → stuck(at, problem); retried → at
 *   signing-in: code expired → verified; signed-in: signed out → verified
 *   verified, signing-in: registered under a fresh temporary identity → onboarded
 *   any → offboarded; factory-reset → found
 *
 * Stages of the service: "Configure SIP Gateway" (2024) and the facts numbered A6 to A8 in resources/gateway/service.json.
 */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { moved, stayed, type Transition } from './transition.ts'

/** Dialled as `*55*code`; valid for 24 hours, also when made in bulk (documented). */
export const verificationCodeSchema = z.object({ code: z.string(), expiresAt: z.number() })
/** Typed on a web page; lives for minutes (its lifetime is not published; ours is a setting). */
export const signInCodeSchema = z.object({ code: z.string(), expiresAt: z.number(), page: z.string() })
export type VerificationCode = z.infer<typeof verificationCodeSchema>
export type SignInCode = z.infer<typeof signInCodeSchema>

const found = z.object({ at: z.literal('found'), since: z.number() })
const directed = z.object({ at: z.literal('directed'), since: z.number(), url: z.string() })
const fetched = z.object({ at: z.literal('fetched'), since: z.number() })
const onboarded = z.object({
  at: z.literal('onboarded'),
  since: z.number(),
  /** The temporary SIP identity: `<unique>@onboarding.…`; empty while only the technician's word is known. */
  identity: z.string(),
  /** Null until one is issued (rehearsal) or typed in from Teams admin centre (live). */
  verification: verificationCodeSchema.nullable(),
  /** The last refusal, shown beside the code until the next attempt. */
  refused: problemSchema.nullable(),
})
const verified = z.object({ at: z.literal('verified'), since: z.number(), identity: z.string() })
const signingIn = z.object({
  at: z.literal('signing-in'),
  since: z.number(),
  identity: z.string(),
  signIn: signInCodeSchema,
  /** Set once an account was attached on the sign-in page; the device fetches and registers next. */
  account: z.object({ name: z.string(), number: z.string() }).nullable(),
})
const signedIn = z.object({
  at: z.literal('signed-in'),
  since: z.number(),
  identity: z.string(),
  number: z.string().nullable(),
  name: z.string().nullable(),
})
const offboarded = z.object({ at: z.literal('offboarded'), since: z.number() })

const openStates = [found, directed, fetched, onboarded, verified, signingIn, signedIn] as const
const openStateSchema = z.discriminatedUnion('at', [...openStates])
const stuck = z.object({
  at: z.literal('stuck'),
  since: z.number(),
  problem: problemSchema,
  /** The state to return to when somebody retries. */
  before: openStateSchema,
})
export const onboardingStateSchema = z.discriminatedUnion('at', [...openStates, offboarded, stuck])
export type OnboardingState = z.infer<typeof onboardingStateSchema>
export type OpenState = z.infer<typeof openStateSchema>

/** Past-tense facts. `by`: seen by our own gateway core or read from the device, or told by the technician (live mode). */
export const onboardingInputSchema = z.discriminatedUnion('fact', [
  z.object({ fact: z.literal('url-written'), url: z.string() }),
  z.object({ fact: z.literal('configuration-fetched') }),
  z.object({ fact: z.literal('registered-without-owner'), identity: z.string() }),
  z.object({ fact: z.literal('verification-code-issued'), code: z.string(), expiresAt: z.number() }),
  z.object({ fact: z.literal('verification-refused'), problem: problemSchema }),
  z.object({ fact: z.literal('verification-accepted') }),
  z.object({
    fact: z.literal('sign-in-code-issued'),
    code: z.string(),
    expiresAt: z.number(),
    page: z.string(),
  }),
  z.object({ fact: z.literal('sign-in-code-expired') }),
  z.object({ fact: z.literal('account-attached'), name: z.string(), number: z.string() }),
  z.object({
    fact: z.literal('registered-with-number'),
    identity: z.string(),
    number: z.string().nullable(),
    name: z.string().nullable(),
  }),
  z.object({ fact: z.literal('signed-out'), identity: z.string() }),
  z.object({ fact: z.literal('offboarded') }),
  z.object({ fact: z.literal('factory-reset') }),
  z.object({ fact: z.literal('failed'), problem: problemSchema }),
  z.object({ fact: z.literal('retried') }),
])
export type OnboardingInput = z.infer<typeof onboardingInputSchema>

/** Imperative data; the pairing service performs them against the gateway core (rehearsal) or skips them (live). */
export type OnboardingEffect =
  | { readonly do: 'enrol' }
  | { readonly do: 'issue-verification-code' }
  | { readonly do: 'issue-sign-in-code' }
  | { readonly do: 'send-check-sync' }

/** The next state, or that the input does not apply. Pure; `now` in milliseconds since the epoch. */
export function transition(
  state: OnboardingState,
  input: OnboardingInput,
  now: number,
): Transition<OnboardingState, OnboardingEffect> {
  switch (input.fact) {
    case 'failed':
      if (state.at === 'stuck' || state.at === 'offboarded') return stayed(`failed while ${state.at}`)
      return moved({ at: 'stuck', since: now, problem: input.problem, before: state })
    case 'retried':
      if (state.at !== 'stuck') return stayed('nothing is stuck')
      return moved(state.before, ...effectsOnEntry(state.before))
    case 'offboarded':
      return state.at === 'offboarded'
        ? stayed('already offboarded')
        : moved({ at: 'offboarded', since: now })
    case 'factory-reset':
      return state.at === 'found' ? stayed('already found') : moved({ at: 'found', since: now })
    default:
      return forward(state.at === 'stuck' ? state.before : state, input, now)
  }
}

type ForwardInput = Exclude<OnboardingInput, { fact: 'failed' | 'retried' | 'offboarded' | 'factory-reset' }>

/** Facts seen on the wire also free a stuck endpoint: what happened, happened. */
function forward(
  state: Exclude<OnboardingState, { at: 'stuck' }>,
  input: ForwardInput,
  now: number,
): Transition<OnboardingState, OnboardingEffect> {
  switch (input.fact) {
    case 'url-written':
      if (state.at === 'found') return moved({ at: 'directed', since: now, url: input.url })
      if (state.at === 'directed' && state.url !== input.url)
        return moved({ at: 'directed', since: now, url: input.url })
      return stayed(`already ${state.at}`)
    case 'configuration-fetched':
      if (state.at === 'found' || state.at === 'directed')
        return moved({ at: 'fetched', since: now }, { do: 'enrol' })
      return stayed(`already ${state.at}`)
    case 'registered-without-owner':
      return registeredWithoutOwner(state, input.identity, now)
    case 'verification-code-issued':
      if (state.at !== 'onboarded') return stayed(`no verification code is due while ${state.at}`)
      return moved({
        ...state,
        verification: { code: input.code, expiresAt: input.expiresAt },
        refused: null,
      })
    case 'verification-refused':
      if (state.at !== 'onboarded') return stayed(`no verification code is due while ${state.at}`)
      return moved({ ...state, refused: input.problem })
    case 'verification-accepted':
      if (state.at !== 'onboarded') return stayed(`nothing to verify while ${state.at}`)
      return moved({ at: 'verified', since: now, identity: state.identity }, { do: 'issue-sign-in-code' })
    case 'sign-in-code-issued':
      if (state.at !== 'verified' && state.at !== 'signing-in') return stayed(`no sign-in while ${state.at}`)
      if (state.at === 'signing-in' && state.account !== null) return stayed('an account is attached already')
      return moved({
        at: 'signing-in',
        since: now,
        identity: state.identity,
        signIn: { code: input.code, expiresAt: input.expiresAt, page: input.page },
        account: null,
      })
    case 'sign-in-code-expired':
      if (state.at !== 'signing-in' || state.account !== null) return stayed('no sign-in code is running')
      return moved({ at: 'verified', since: now, identity: state.identity })
    case 'account-attached':
      if (state.at !== 'signing-in') return stayed(`no sign-in while ${state.at}`)
      return moved(
        { ...state, account: { name: input.name, number: input.number } },
        { do: 'send-check-sync' },
      )
    case 'registered-with-number':
      if (state.at === 'signed-in' && state.identity === input.identity) return stayed('already signed in')
      if (state.at === 'offboarded') return stayed('offboarded')
      return moved({
        at: 'signed-in',
        since: now,
        identity: input.identity,
        number: input.number,
        name: input.name,
      })
    case 'signed-out':
      if (state.at !== 'signed-in') return stayed(`not signed in but ${state.at}`)
      return moved({ at: 'verified', since: now, identity: input.identity }, { do: 'issue-sign-in-code' })
  }
}

function registeredWithoutOwner(
  state: Exclude<OnboardingState, { at: 'stuck' }>,
  identity: string,
  now: number,
): Transition<OnboardingState, OnboardingEffect> {
  switch (state.at) {
    case 'found':
    case 'directed':
      // seen only in live mode or after a restart of the core: the fetch itself was not observed
      return moved(
        { at: 'onboarded', since: now, identity, verification: null, refused: null },
        { do: 'enrol' },
        { do: 'issue-verification-code' },
      )
    case 'fetched':
      return moved(
        { at: 'onboarded', since: now, identity, verification: null, refused: null },
        { do: 'issue-verification-code' },
      )
    case 'onboarded':
      return state.identity === identity || identity === ''
        ? stayed('already onboarded')
        : moved({ ...state, identity })
    case 'verified':
    case 'signing-in':
      if (state.identity === identity) return stayed(`already ${state.at}`)
      // told by the technician before the base showed it (live): now it is known which one it was
      if (state.identity === '') return moved({ ...state, identity })
      // a verification done for the old temporary identity no longer matches the fresh one (seen in public code, A6.4)
      return moved(
        { at: 'onboarded', since: now, identity, verification: null, refused: null },
        { do: 'issue-verification-code' },
      )
    case 'signed-in':
    case 'offboarded':
      return stayed(`registered without owner while ${state.at}`)
  }
}

/** Effects that a state wants running whenever it is entered again: after a retry and after a restart of the core. */
export function effectsOnEntry(state: OnboardingState): OnboardingEffect[] {
  switch (state.at) {
    case 'fetched':
      return [{ do: 'enrol' }]
    case 'onboarded':
      return state.verification === null ? [{ do: 'enrol' }, { do: 'issue-verification-code' }] : []
    case 'verified':
      return [{ do: 'issue-sign-in-code' }]
    case 'signing-in':
      return state.account === null ? [] : [{ do: 'send-check-sync' }]
    default:
      return []
  }
}

/** When the state wants to be looked at again, milliseconds since the epoch; null when it waits for facts only. */
export function deadlineOf(state: OnboardingState): number | null {
  return state.at === 'signing-in' && state.account === null ? state.signIn.expiresAt : null
}
