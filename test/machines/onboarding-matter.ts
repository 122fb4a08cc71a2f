/** One state and one fact of each kind of onboarding. */
import type { OnboardingInput, OnboardingState } from '#shared/machines/onboarding.ts'

const t0 = 1_000_000
export const now = 2_000_000
export const later = 9_000_000
const identity = 'one@onboarding.test'
const reached = { found: t0 }
const problem = { code: 'timed-out', facts: { during: 'fetch' } } as const

/** The open states in order. */
export const open = {
  found: { at: 'found', since: t0, reached },
  directed: { at: 'directed', since: t0, reached, url: 'http://127.0.0.1/a' },
  fetched: { at: 'fetched', since: t0, reached },
  onboarded: { at: 'onboarded', since: t0, reached, identity, verification: null, refused: null },
  verified: { at: 'verified', since: t0, reached, identity },
  'signing-in': {
    at: 'signing-in',
    since: t0,
    reached,
    identity,
    signIn: { code: 'BCDF', expiresAt: later, page: 'http://127.0.0.1/login' },
    account: null,
  },
  'signed-in': { at: 'signed-in', since: t0, reached, identity, number: '+442079460101', name: 'Ada' },
} as const satisfies Partial<Record<OnboardingState['at'], OnboardingState>>

export const states = {
  ...open,
  offboarded: { at: 'offboarded', since: t0, reached },
  stuck: { at: 'stuck', since: t0, reached, problem, before: open.directed },
} as const satisfies Record<OnboardingState['at'], OnboardingState>

export const inputs = {
  'url-written': { fact: 'url-written', url: 'http://127.0.0.1/b' },
  'configuration-fetched': { fact: 'configuration-fetched' },
  'registered-without-owner': { fact: 'registered-without-owner', identity: 'two@onboarding.test' },
  'verification-code-issued': { fact: 'verification-code-issued', code: '123456', expiresAt: later },
  'verification-refused': { fact: 'verification-refused', problem },
  'verification-accepted': { fact: 'verification-accepted' },
  'sign-in-code-issued': {
    fact: 'sign-in-code-issued',
    code: 'GHJK',
    expiresAt: later,
    page: 'http://127.0.0.1/',
  },
  'sign-in-code-expired': { fact: 'sign-in-code-expired' },
  'account-attached': { fact: 'account-attached', name: 'Ada', number: '+442079460101' },
  'registered-with-number': {
    fact: 'registered-with-number',
    identity: '+442079460101@practice.test',
    number: '+442079460101',
    name: 'Ada',
  },
  'signed-out': { fact: 'signed-out', identity: 'three@onboarding.test' },
  offboarded: { fact: 'offboarded' },
  'factory-reset': { fact: 'factory-reset' },
  failed: { fact: 'failed', problem },
  retried: { fact: 'retried' },
} as const satisfies Record<OnboardingInput['fact'], OnboardingInput>

/** The facts that take an endpoint from found to signed in. */
export const walk: readonly OnboardingInput[] = [
  inputs['url-written'],
  inputs['configuration-fetched'],
  inputs['registered-without-owner'],
  inputs['verification-code-issued'],
  inputs['verification-accepted'],
  inputs['sign-in-code-issued'],
  inputs['account-attached'],
  inputs['registered-with-number'],
]
