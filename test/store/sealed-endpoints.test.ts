/** Codes of endpoints are stored sealed and read as they were, in every state that has one. */
import { describe, expect, it } from 'vitest'
import { createSealer, isSealed, memoryKeyring, type Sealer } from '#electron/platform/secrets.ts'
import { openStore } from '#electron/store/open.ts'
import { sealEndpointCodes } from '#electron/store/sealed-endpoints.ts'
import { foundAt, type OnboardingState } from '#shared/machines/onboarding.ts'
import { endpoint, entry, job } from './matter.ts'

const verification = { code: '123456', expiresAt: 9 }
const signIn = { code: 'ABCD1234', page: 'http://192.0.2.1/signin', expiresAt: 9 }
const onboarded = {
  at: 'onboarded',
  since: 2,
  reached: {},
  identity: 'a@b',
  verification,
  refused: null,
} as const
const signingIn = { at: 'signing-in', since: 3, reached: {}, identity: 'a@b', signIn, account: null } as const
const problem = { code: 'timed-out', facts: {} } as const

const withCode: [string, OnboardingState, string][] = [
  ['onboarded', onboarded, '123456'],
  ['signing-in', signingIn, 'ABCD1234'],
  ['stuck after onboarded', { at: 'stuck', since: 4, reached: {}, problem, before: onboarded }, '123456'],
  ['stuck while signing in', { at: 'stuck', since: 4, reached: {}, problem, before: signingIn }, 'ABCD1234'],
]
const withoutCode: [string, OnboardingState][] = [
  ['found', foundAt(1)],
  ['onboarded without a code', { ...onboarded, verification: null }],
  ['offboarded', { at: 'offboarded', since: 5, reached: {} }],
]

function stores(sealer: Sealer = createSealer(memoryKeyring())) {
  const store = openStore(':memory:')
  store.jobs.save(job('one'))
  return { store, plain: store.endpoints, sealed: sealEndpointCodes(store.endpoints, sealer) }
}
const inState = (onboarding: OnboardingState) => ({ ...endpoint('1', 'one'), onboarding })

/** Every value under `code`, outside of problems. */
const codesIn = (state: OnboardingState): string[] => {
  const { verification: first, signIn: second } = Object.assign(
    { verification: null, signIn: null },
    state.at === 'stuck' ? state.before : state,
  )
  return [first, second].flatMap((each: { code: string } | null) => (each === null ? [] : [each.code]))
}

describe.each(withCode)('an endpoint that is %s', (_, state, code) => {
  it('is stored with its code sealed, and read with its code', () => {
    const { store, plain, sealed } = stores()
    using _store = store
    const saved = inState(state)
    sealed.save(saved)
    expect(JSON.stringify(plain.get('1'))).not.toContain(code)
    expect(codesIn(plain.get('1')?.onboarding ?? foundAt(1)).map(isSealed)).toEqual([true])
    expect(sealed.get('1')).toEqual(saved)
    expect(sealed.ofJob('one')).toEqual([saved])
    expect(sealed.byHardwareId('one', saved.hardwareId)).toEqual(saved)
  })

  it('has its code sealed in a transition, too', () => {
    const { store, plain, sealed } = stores()
    using _store = store
    sealed.save(inState(foundAt(1)))
    const moved = sealed.saveTransition(inState(foundAt(1)), state, entry('one', 'onboarding.moved'))
    expect(moved.endpoint).toEqual(inState(state))
    expect(moved.entry).toMatchObject({ what: 'onboarding.moved' })
    expect(store.history.ofJob('one')).toEqual([moved.entry])
    expect(JSON.stringify(plain.get('1'))).not.toContain(code)
    expect(sealed.get('1')?.onboarding).toEqual(state)
  })

  it('of an earlier version has its code as text', () => {
    const { store, plain, sealed } = stores()
    using _store = store
    plain.save(inState(state))
    expect(sealed.get('1')).toEqual(inState(state))
  })

  it('without the key has an empty, expired code', () => {
    const { store, plain, sealed } = stores()
    using _store = store
    sealed.save(inState(state))
    const other = sealEndpointCodes(plain, createSealer(memoryKeyring()))
    const read = other.get('1')?.onboarding ?? foundAt(1)
    expect(codesIn(read)).toEqual([''])
    expect(JSON.stringify(read)).toContain('"expiresAt":0')
    expect(read).toMatchObject({ at: state.at, since: state.since })
  })
})

it.each(withoutCode)('an endpoint that is %s is stored as it is', (_, state) => {
  const { store, plain, sealed } = stores()
  using _store = store
  sealed.save(inState(state))
  expect(plain.get('1')).toEqual(inState(state))
  expect(sealed.get('1')).toEqual(inState(state))
})

it('an endpoint that is not stored is null', () => {
  const { store, sealed } = stores()
  using _store = store
  expect([sealed.get('1'), sealed.byHardwareId('one', 'x'), sealed.ofJob('one')]).toEqual([null, null, []])
})

it('a bug of the sealer is not taken for a lost key', () => {
  const broken: Sealer = {
    ...createSealer(memoryKeyring()),
    open() {
      throw new TypeError('a bug')
    },
  }
  const { store, sealed } = stores(broken)
  using _store = store
  sealed.save(inState(onboarded))
  expect(() => sealed.get('1')).toThrow(TypeError)
})
