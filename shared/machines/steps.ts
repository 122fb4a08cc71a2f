/**
 * The step that a screen shows for a state: one of six kinds, with its data and actions. A new state or
 * vendor needs words, not another component.
 *   tell: do this by hand. ask: type something in. choose: pick how to continue. wait: for the device or the service.
 *   done: nothing is left to do. stop: a problem must be fixed first.
 */
import type { Problem } from '../errors.ts'
import { verdictTone } from '../model/catalogue.ts'
import type { Endpoint, Mode } from '../model/job.ts'
import type { OnboardingState, SignInCode, VerificationCode } from './onboarding.ts'

/** Input of a step beside the state. */
export interface StepContext {
  readonly mode: Mode
  readonly kind: Endpoint['kind']
  /** False for a handset that was added by hand, until a base lists it. */
  readonly deviceKnown: boolean
  /** Whether a driver writes the provisioning URL; otherwise the technician enters it on the device. */
  readonly provisioned: 'by-driver' | 'by-hand'
  /** Whether the state can be read from the device's pages. */
  readonly readable: boolean
  /** The URL that the technician enters when no driver writes it; null while the gateway core is off. */
  readonly handUrl: string | null
  /** Whether the service refuses the firmware that the device runs: it is updated before the device is pointed at the gateway. */
  readonly firmwareFirst: boolean
  /** Whether other endpoints of the job are not signed in. */
  readonly othersWait: boolean
}

/** A phone or adapter port with firmware that the service refuses. The firmware of a handset comes from its base. */
export const needsFirmwareFirst = ({ kind, verdict }: Pick<Endpoint, 'kind' | 'verdict'>): boolean =>
  kind !== 'handset' && verdictTone[verdict.answer] === 'bad'

type StepKind = 'tell' | 'ask' | 'choose' | 'wait' | 'done' | 'stop'

export type StepId =
  | 'find-the-base'
  | 'update-firmware'
  | 'point-the-device'
  | 'point-by-hand'
  | 'first-fetch'
  | 'first-registration'
  | 'verification-code'
  | 'dial'
  | 'new-verification-code'
  | 'sign-in-code'
  | 'new-sign-in-code'
  | 'sign-in'
  | 'second-fetch'
  | 'signed-in'
  | 'start-again'
  | 'stuck'

/** A fact the technician can confirm by hand. */
export type ConfirmableFact =
  | 'url-written'
  | 'configuration-fetched'
  | 'registered-without-owner'
  | 'verification-accepted'
  | 'signed-in'

export type StepActionId =
  | `confirm-${ConfirmableFact}`
  | 'open-device'
  | 'open-sign-in-page'
  | 'verification-code'
  | 'sign-in-code'
  | 'check'
  | 'retry'
  | 'restart'
  | 'next-endpoint'
  | 'report'

export interface StepAction {
  readonly id: StepActionId
  /** The recommended action; at most one in a step. */
  readonly primary: boolean
  /** Input that the action needs. */
  readonly input?: 'verification-code' | 'sign-in-code'
}

/** Text in large print, to be dialled, typed or read aloud. */
export type StepSubject =
  /** `digits`: keys to press on the phone, `*55*123456`. */
  | { readonly show: 'dial'; readonly code: VerificationCode; readonly digits: string }
  | { readonly show: 'type'; readonly code: SignInCode }
  | { readonly show: 'url'; readonly url: string | null }
  | { readonly show: 'account'; readonly number: string | null; readonly name: string | null }

export interface StepWait {
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Usual duration, milliseconds; null when none is published. */
  readonly usualMs: number | null
  /** Duration after which something is probably wrong, milliseconds. Ours. */
  readonly worryAfterMs: number
}

export interface Step {
  readonly kind: StepKind
  readonly id: StepId
  readonly actions: readonly StepAction[]
  readonly subject: StepSubject | null
  readonly wait: StepWait | null
  /** The problem to fix, or the reason of the last refusal. */
  readonly problem: Problem | null
}

/** Feature code of the service before a verification code; documented. */
const verificationPrefix = '*55*'

const minute = 60_000

/** Source of the usual five minutes: Rove on Teams article, field report, for a desk phone that restarts on the way. */
const waits = {
  'first-fetch': { usualMs: null, worryAfterMs: 3 * minute },
  'first-registration': { usualMs: null, worryAfterMs: 5 * minute },
  'verification-code': { usualMs: null, worryAfterMs: minute },
  'second-fetch': { usualMs: 5 * minute, worryAfterMs: 10 * minute },
} as const satisfies Partial<Record<StepId, Omit<StepWait, 'since'>>>

const confirmedBy = {
  'first-fetch': 'configuration-fetched',
  'first-registration': 'registered-without-owner',
  'second-fetch': 'signed-in',
} as const

const primary = (id: StepActionId): StepAction => ({ id, primary: true })
const secondary = (id: StepActionId): StepAction => ({ id, primary: false })

/** Pure; `now` in milliseconds since the epoch. */
export function stepFor(state: OnboardingState, context: StepContext, now: number): Step {
  switch (state.at) {
    case 'found':
      if (context.kind === 'handset' && !context.deviceKnown)
        return step('tell', 'find-the-base', [primary('open-device')])
      if (context.firmwareFirst)
        return step('tell', 'update-firmware', [
          primary('open-device'),
          ...(context.provisioned === 'by-hand' ? [secondary('confirm-url-written')] : []),
        ])
      if (context.provisioned === 'by-driver')
        return step('tell', 'point-the-device', [primary('open-device')])
      return {
        ...step('tell', 'point-by-hand', [primary('confirm-url-written'), secondary('open-device')]),
        subject: { show: 'url', url: context.handUrl },
      }
    case 'directed':
      return waitStep('first-fetch', state.since, context)
    case 'fetched':
      return waitStep('first-registration', state.since, context)
    case 'onboarded':
      return verificationStep(state, context, now)
    case 'verified':
      return signInCodeStep(context)
    case 'signing-in':
      if (state.account !== null) return waitStep('second-fetch', state.account.attachedAt, context)
      return state.signIn.expiresAt <= now ? newSignInCodeStep(context) : signInStep(state.signIn, context)
    case 'signed-in': {
      const { number, name } = state
      const subject = { show: 'account', number, name } as const
      const actions = context.othersWait
        ? [primary('next-endpoint'), secondary('report')]
        : [primary('report')]
      return { ...step('done', 'signed-in', actions), subject }
    }
    case 'offboarded':
      return step('choose', 'start-again', [primary('restart')])
    case 'stuck':
      return {
        ...step('stop', 'stuck', [primary('retry'), secondary('open-device')]),
        problem: state.problem,
      }
  }
}

const step = (kind: StepKind, id: StepId, actions: readonly StepAction[]): Step => ({
  ...{ kind, id, actions, subject: null, wait: null, problem: null },
})

/** Reads the state from the device's pages. Not needed in rehearsal, where the gateway core reports it. */
const checks = ({ mode, readable }: StepContext): StepAction[] =>
  mode === 'live' && readable ? [secondary('check')] : []

const isLive = ({ mode }: StepContext): boolean => mode === 'live'

function waitStep(id: keyof typeof confirmedBy, since: number, context: StepContext): Step {
  const confirm = isLive(context) ? [secondary(`confirm-${confirmedBy[id]}`)] : []
  const actions = [...confirm, ...checks(context), secondary('open-device')]
  return { ...step('wait', id, actions), wait: { since, ...waits[id] } }
}

function verificationStep(
  { verification, refused, since }: Extract<OnboardingState, { at: 'onboarded' }>,
  context: StepContext,
  now: number,
): Step {
  if (verification === null) {
    if (isLive(context))
      return step('ask', 'verification-code', [codeAction('verification-code', true, context)])
    return { ...step('wait', 'verification-code', []), wait: { since, ...waits['verification-code'] } }
  }
  if (verification.expiresAt <= now) {
    return step('choose', 'new-verification-code', [codeAction('verification-code', true, context)])
  }
  return {
    ...step('tell', 'dial', [
      ...(isLive(context) ? [primary('confirm-verification-accepted')] : []),
      ...checks(context),
      codeAction('verification-code', false, context),
    ]),
    subject: { show: 'dial', code: verification, digits: `${verificationPrefix}${verification.code}` },
    problem: refused,
  }
}

/** Gets a code: issued by the gateway core in rehearsal, typed in from Teams admin centre in live mode. */
const codeAction = (
  id: 'verification-code' | 'sign-in-code',
  isPrimary: boolean,
  context: StepContext,
): StepAction => ({ id, primary: isPrimary, ...(isLive(context) ? { input: id } : {}) })

const signInCodeStep = (context: StepContext): Step =>
  isLive(context)
    ? step('ask', 'sign-in-code', [codeAction('sign-in-code', true, context)])
    : newSignInCodeStep(context)

const newSignInCodeStep = (context: StepContext): Step =>
  step('choose', 'new-sign-in-code', [codeAction('sign-in-code', true, context)])

const signInStep = (code: SignInCode, context: StepContext): Step => ({
  ...step('tell', 'sign-in', [
    primary('open-sign-in-page'),
    ...(isLive(context) ? [secondary('confirm-signed-in')] : []),
    ...checks(context),
    codeAction('sign-in-code', false, context),
  ]),
  subject: { show: 'type', code },
})
