/**
 * Onboarding of one endpoint (a phone, an adapter's port or a DECT handset), from found to signed in with its own number.
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
/** Typed on a web page; valid for minutes (Microsoft publishes no lifetime; the gateway's is a setting). */
export const signInCodeSchema = z.object({ code: z.string(), expiresAt: z.number(), page: z.string() })
export type VerificationCode = z.infer<typeof verificationCodeSchema>
export type SignInCode = z.infer<typeof signInCodeSchema>

/** The stages in order. A stuck endpoint keeps its stage; an offboarded one has no stage. */
export const stages = [
  'found',
  'directed',
  'fetched',
  'onboarded',
  'verified',
  'signing-in',
  'signed-in',
] as const
export type Stage = (typeof stages)[number]

/** When each stage was first reached, milliseconds since the epoch. A stage that was passed unobserved has no time. */
const reachedSchema = z.partialRecord(z.enum(stages), z.number())
type Reached = z.infer<typeof reachedSchema>

const times = {
  /** When the state was entered. An input that does not change the state does not change it. */
  since: z.number(),
  reached: reachedSchema,
}

const found = z.object({ at: z.literal('found'), ...times })
const directed = z.object({ at: z.literal('directed'), ...times, url: z.string() })
const fetched = z.object({ at: z.literal('fetched'), ...times })
const onboarded = z.object({
  at: z.literal('onboarded'),
  ...times,
  /** The temporary SIP identity, `<unique>@onboarding.…`; empty when the technician confirmed the registration by hand. */
  identity: z.string(),
  /** Null until one is issued (rehearsal) or typed in from Teams admin centre (live). */
  verification: verificationCodeSchema.nullable(),
  /** The last refusal, shown beside the code until the next attempt. */
  refused: problemSchema.nullable(),
})
const verified = z.object({ at: z.literal('verified'), ...times, identity: z.string() })
const signingIn = z.object({
  at: z.literal('signing-in'),
  ...times,
  identity: z.string(),
  signIn: signInCodeSchema,
  /** Set once an account was attached on the sign-in page; the device fetches and registers next. */
  account: z.object({ name: z.string(), number: z.string(), attachedAt: z.number() }).nullable(),
})
const signedIn = z.object({
  at: z.literal('signed-in'),
  ...times,
  identity: z.string(),
  number: z.string().nullable(),
  name: z.string().nullable(),
})
const offboarded = z.object({ at: z.literal('offboarded'), ...times })

const openStates = [found, directed, fetched, onboarded, verified, signingIn, signedIn] as const
const openStateSchema = z.discriminatedUnion('at', [...openStates])
const stuck = z.object({
  at: z.literal('stuck'),
  ...times,
  problem: problemSchema,
  /** The state a retry returns to. */
  before: openStateSchema,
})
export const onboardingStateSchema = z.discriminatedUnion('at', [...openStates, offboarded, stuck])
export type OnboardingState = z.infer<typeof onboardingStateSchema>
export type OpenState = z.infer<typeof openStateSchema>

/** Past-tense facts: reported by the gateway core, read from the device, or confirmed by the technician. */
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

/** Imperative data; the onboarding service performs them against the gateway core (rehearsal) or skips them (live). */
export type OnboardingEffect =
  | { readonly do: 'enrol' }
  | { readonly do: 'issue-verification-code' }
  | { readonly do: 'issue-sign-in-code' }
  | { readonly do: 'send-check-sync' }

/** A state as `decide` returns it: `transition` adds the times. */
type Untimed<State> = State extends OnboardingState
  ? Omit<State, 'reached' | 'since' | 'before'> & Before<State>
  : never
type Before<State> = State extends { before: OpenState } ? { before: OpenState } : unknown
type NextState = Untimed<OnboardingState>
type Decision = Transition<NextState, OnboardingEffect>

/** The next state, or that the input does not apply. Pure; `now` in milliseconds since the epoch. */
export function transition(
  state: OnboardingState,
  input: OnboardingInput,
  now: number,
): Transition<OnboardingState, OnboardingEffect> {
  const decision = decide(state, input, now)
  if (!decision.applies) return decision
  const next = decision.state
  const isFresh = next.at !== state.at || input.fact === 'url-written'
  return {
    ...decision,
    state: { ...next, since: isFresh ? now : state.since, reached: reachedAfter(state, next, input, now) },
  }
}

/** A stage keeps the time it was first reached. Returning to a stage removes the times of later ones; a factory reset removes all. */
function reachedAfter(
  before: OnboardingState,
  next: NextState,
  input: OnboardingInput,
  now: number,
): Reached {
  if (input.fact === 'factory-reset') return { found: now }
  const stage = stageOf(next)
  if (stage === null) return before.reached
  const last = stages.indexOf(stage)
  const kept = stages.slice(0, last + 1).flatMap((each) => {
    const at = each === stage ? (before.reached[each] ?? now) : before.reached[each]
    return at === undefined ? [] : [[each, at] as const]
  })
  return Object.fromEntries(kept)
}

/** Stage of a state; null once offboarded. */
export function stageOf(state: NextState | OnboardingState): Stage | null {
  if (state.at === 'offboarded') return null
  return state.at === 'stuck' ? state.before.at : state.at
}

/** The state of an endpoint that was just found. */
export const foundAt = (now: number): Extract<OpenState, { at: 'found' }> => ({
  at: 'found',
  since: now,
  reached: { found: now },
})

function decide(state: OnboardingState, input: OnboardingInput, now: number): Decision {
  switch (input.fact) {
    case 'failed':
      if (state.at === 'stuck' || state.at === 'offboarded') return stayed(`failed while ${state.at}`)
      return moved({ at: 'stuck', problem: input.problem, before: state })
    case 'retried':
      if (state.at !== 'stuck') return stayed('nothing is stuck')
      return moved(state.before, ...effectsOnEntry(state.before))
    case 'offboarded':
      return state.at === 'offboarded' ? stayed('already offboarded') : moved({ at: 'offboarded' })
    case 'factory-reset':
      return state.at === 'found' ? stayed('already found') : moved({ at: 'found' })
    default:
      // the gateway core repeats what it holds after a restart of the core; `effectsOnEntry` repeats the effect
      if (input.fact === 'account-attached' && isAttached(state, input)) return stayed('the same account')
      return forward(state.at === 'stuck' ? state.before : state, input, now)
  }
}

function isAttached(state: OnboardingState, { name, number }: { name: string; number: string }): boolean {
  return state.at === 'signing-in' && state.account?.name === name && state.account.number === number
}

type ForwardInput = Exclude<OnboardingInput, { fact: 'failed' | 'retried' | 'offboarded' | 'factory-reset' }>

/** Facts that were observed on the network also apply to a stuck endpoint. */
function forward(
  state: Exclude<OnboardingState, { at: 'stuck' }>,
  input: ForwardInput,
  now: number,
): Decision {
  switch (input.fact) {
    case 'url-written':
      if (state.at === 'found') return moved({ at: 'directed', url: input.url })
      if (state.at === 'directed' && state.url !== input.url) return moved({ at: 'directed', url: input.url })
      return stayed(`already ${state.at}`)
    case 'configuration-fetched':
      if (state.at === 'found' || state.at === 'directed')
        return moved({ at: 'fetched', since: now }, { do: 'enrol' })
      return stayed(`already ${state.at}`)
    case 'registered-without-owner':
      return registeredWithoutOwner(state, input.identity)
    case 'verification-code-issued':
      if (state.at !== 'onboarded') return stayed(`no verification code is due while ${state.at}`)
      if (state.refused === null && isSameCode(state.verification, input)) return stayed('the same code')
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
      return moved({ at: 'verified', identity: state.identity }, { do: 'issue-sign-in-code' })
    case 'sign-in-code-issued':
      if (state.at !== 'verified' && state.at !== 'signing-in') return stayed(`no sign-in while ${state.at}`)
      if (state.at === 'signing-in' && state.account !== null) return stayed('an account is attached already')
      if (state.at === 'signing-in' && isSameCode(state.signIn, input)) return stayed('the same code')
      return moved({
        at: 'signing-in',

        identity: state.identity,
        signIn: { code: input.code, expiresAt: input.expiresAt, page: input.page },
        account: null,
      })
    case 'sign-in-code-expired':
      if (state.at !== 'signing-in' || state.account !== null) return stayed('no sign-in code is running')
      return moved({ at: 'verified', identity: state.identity })
    case 'account-attached':
      if (state.at !== 'signing-in') return stayed(`no sign-in while ${state.at}`)
      return moved(
        {
          ...state,
          account: { name: input.name, number: input.number, attachedAt: state.account?.attachedAt ?? now },
        },
        { do: 'send-check-sync' },
      )
    case 'registered-with-number':
      if (state.at === 'signed-in' && state.identity === input.identity) return stayed('already signed in')
      if (state.at === 'offboarded') return stayed('offboarded')
      return moved({
        at: 'signed-in',

        identity: input.identity,
        number: input.number,
        name: input.name,
      })
    case 'signed-out':
      if (state.at !== 'signed-in') return stayed(`not signed in but ${state.at}`)
      return moved({ at: 'verified', identity: input.identity }, { do: 'issue-sign-in-code' })
  }
}

const isSameCode = (
  known: { readonly code: string; readonly expiresAt: number } | null,
  issued: { readonly code: string; readonly expiresAt: number },
): boolean => known?.code === issued.code && known.expiresAt === issued.expiresAt

function registeredWithoutOwner(
  state: Exclude<OnboardingState, { at: 'stuck' }>,
  identity: string,
): Decision {
  switch (state.at) {
    case 'found':
    case 'directed':
      // in live mode, or after a restart of the core: the fetch itself was not observed
      return moved(
        { at: 'onboarded', identity, verification: null, refused: null },
        { do: 'enrol' },
        { do: 'issue-verification-code' },
      )
    case 'fetched':
      return moved(
        { at: 'onboarded', identity, verification: null, refused: null },
        { do: 'issue-verification-code' },
      )
    case 'onboarded':
      return state.identity === identity || identity === ''
        ? stayed('already onboarded')
        : moved({ ...state, identity })
    case 'verified':
    case 'signing-in':
      if (state.identity === identity) return stayed(`already ${state.at}`)
      // the technician confirmed it before the base showed it (live); the identity is known now
      if (state.identity === '') return moved({ ...state, identity })
      // a verification done for the old temporary identity no longer matches the fresh one (seen in public code, A6.4)
      return moved(
        { at: 'onboarded', identity, verification: null, refused: null },
        { do: 'issue-verification-code' },
      )
    case 'signed-in':
    case 'offboarded':
      return stayed(`registered without owner while ${state.at}`)
  }
}

/** Effects to run again when a state is entered again: after a retry and after a restart of the core. */
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

/** When the state changes by itself, milliseconds since the epoch; null when it waits for facts only. */
export function deadlineOf(state: OnboardingState): number | null {
  return state.at === 'signing-in' && state.account === null ? state.signIn.expiresAt : null
}
