/**
 * What a screen shows for a state: one of six step kinds. A new state or vendor needs words, not another component.
 *   tell: do this with your hands. ask: type something in. choose: pick how to go on. wait: the other side works.
 *   done: nothing is left. stop: it cannot go on until something is mended.
 */
import type { Problem } from '../errors.ts'
import type { Mode } from '../model/job.ts'
import type { OnboardingState, SignInCode, VerificationCode } from './onboarding.ts'

export type Step =
  | { readonly kind: 'tell'; readonly id: 'point-the-base' }
  | {
      readonly kind: 'tell'
      readonly id: 'dial'
      readonly code: VerificationCode
      /** What is pressed on the handset: `*55*123456`. */
      readonly digits: string
      readonly refused: Problem | null
    }
  | { readonly kind: 'tell'; readonly id: 'sign-in'; readonly code: SignInCode }
  | { readonly kind: 'ask'; readonly id: 'verification-code' | 'sign-in-code' }
  | { readonly kind: 'choose'; readonly id: 'new-verification-code'; readonly expiredAt: number }
  | { readonly kind: 'choose'; readonly id: 'new-sign-in-code' }
  | { readonly kind: 'choose'; readonly id: 'start-again' }
  | {
      readonly kind: 'wait'
      readonly id: 'first-fetch' | 'first-registration' | 'verification-code' | 'second-fetch'
      readonly since: number
    }
  | {
      readonly kind: 'done'
      readonly id: 'signed-in'
      readonly number: string | null
      readonly name: string | null
    }
  | { readonly kind: 'stop'; readonly id: 'stuck'; readonly problem: Problem }

/** Feature code of the service before a verification code; documented. */
const verificationPrefix = '*55*'

/** Pure; `now` in milliseconds since the epoch. */
export function stepFor(state: OnboardingState, mode: Mode, now: number): Step {
  switch (state.at) {
    case 'found':
      return { kind: 'tell', id: 'point-the-base' }
    case 'directed':
      return { kind: 'wait', id: 'first-fetch', since: state.since }
    case 'fetched':
      return { kind: 'wait', id: 'first-registration', since: state.since }
    case 'onboarded': {
      const { verification, refused, since } = state
      if (verification === null) {
        return mode === 'live'
          ? { kind: 'ask', id: 'verification-code' }
          : { kind: 'wait', id: 'verification-code', since }
      }
      if (verification.expiresAt <= now) {
        return { kind: 'choose', id: 'new-verification-code', expiredAt: verification.expiresAt }
      }
      const digits = `${verificationPrefix}${verification.code}`
      return { kind: 'tell', id: 'dial', code: verification, digits, refused }
    }
    case 'verified':
      return mode === 'live'
        ? { kind: 'ask', id: 'sign-in-code' }
        : { kind: 'choose', id: 'new-sign-in-code' }
    case 'signing-in':
      if (state.account !== null) return { kind: 'wait', id: 'second-fetch', since: state.since }
      if (state.signIn.expiresAt <= now) return { kind: 'choose', id: 'new-sign-in-code' }
      return { kind: 'tell', id: 'sign-in', code: state.signIn }
    case 'signed-in':
      return { kind: 'done', id: 'signed-in', number: state.number, name: state.name }
    case 'offboarded':
      return { kind: 'choose', id: 'start-again' }
    case 'stuck':
      return { kind: 'stop', id: 'stuck', problem: state.problem }
  }
}

/** The stages of the walk in order, as a list beside the step; a stuck endpoint stands where it was. */
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

/** Stage a state stands at; null once offboarded. */
export function stageOf(state: OnboardingState): Stage | null {
  if (state.at === 'offboarded') return null
  return state.at === 'stuck' ? state.before.at : state.at
}
