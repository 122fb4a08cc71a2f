/** States and facts of an onboarding, one of each kind, and arbitrary ones. */

import type { OnboardingInput, OnboardingState } from '#shared/machines/onboarding.ts'
import fc from '#test/support/property.ts'

const t0 = 1_000_000
export const now = 2_000_000
export const later = 9_000_000
const identity = 'one@onboarding.test'
const reached = { found: t0 }
const problem = { code: 'timed-out', facts: { during: 'fetch' } } as const

/** The open states in the order of the walk. */
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

/** Facts that a whole walk consists of. */
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

const word = fc.constantFrom('one@onboarding.test', 'two@onboarding.test', 'three@practice.test')
const moment = fc.integer({ min: 0, max: 2 * later })
const problems = fc.constantFrom(
  { code: 'timed-out', facts: {} } as const,
  {
    code: 'verification-code-wrong',
    facts: { hardwareId: '0003717C0E0A' },
  } as const,
)

export const anyInput: fc.Arbitrary<OnboardingInput> = fc.oneof(
  fc.record({ fact: fc.constant('url-written' as const), url: fc.webUrl() }),
  fc.record({ fact: fc.constantFrom('configuration-fetched' as const, 'verification-accepted' as const) }),
  fc.record({ fact: fc.constant('registered-without-owner' as const), identity: word }),
  fc.record({ fact: fc.constant('verification-code-issued' as const), code: word, expiresAt: moment }),
  fc.record({ fact: fc.constant('verification-refused' as const), problem: problems }),
  fc.record({ fact: fc.constant('sign-in-code-issued' as const), code: word, expiresAt: moment, page: word }),
  fc.record({ fact: fc.constant('sign-in-code-expired' as const) }),
  fc.record({ fact: fc.constant('account-attached' as const), name: word, number: word }),
  fc.record({
    fact: fc.constant('registered-with-number' as const),
    identity: word,
    number: fc.option(word),
    name: fc.option(word),
  }),
  fc.record({ fact: fc.constant('signed-out' as const), identity: word }),
  fc.record({ fact: fc.constant('failed' as const), problem: problems }),
  fc.constant({ fact: 'offboarded' as const }),
  fc.constant({ fact: 'factory-reset' as const }),
  fc.constant({ fact: 'retried' as const }),
)
