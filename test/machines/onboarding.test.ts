/** Onboarding as a table of every state and every fact. */

import { describe, expect, it } from 'vitest'
import {
  deadlineOf,
  effectsOnEntry,
  foundAt,
  type OnboardingInput,
  type OnboardingState,
  onboardingInputSchema,
  onboardingStateSchema,
  stageOf,
  transition,
} from '#shared/machines/onboarding.ts'
import { inputs, later, now, open, states, walk } from './onboarding-matter.ts'

const step = (state: OnboardingState, input: OnboardingInput, at = now): OnboardingState => {
  const result = transition(state, input, at)
  return result.applies ? result.state : state
}
const run = (facts: readonly OnboardingInput[], from: OnboardingState = states.found) =>
  facts.reduce<OnboardingState>((state, input, index) => step(state, input, now + index), from)

/**
 * The state after each fact, and its effects in brackets. `-`: the fact does not apply, nothing changes.
 * f found, d directed, F fetched, o onboarded, v verified, s signing-in, S signed-in, x offboarded, k stuck;
 * e enrol, V issue-verification-code, C issue-sign-in-code, n send-check-sync.
 */
const table = `
  fact                      found   directed fetched onboarded verified signing-in signed-in offboarded stuck
  url-written               d       d        -       -         -        -          -         -          d
  configuration-fetched     F[e]    F[e]     -       -         -        -          -         -          F[e]
  registered-without-owner  o[eV]   o[eV]    o[V]    o         o[V]     o[V]       -         -          o[eV]
  verification-code-issued  -       -        -       o         -        -          -         -          -
  verification-refused      -       -        -       o         -        -          -         -          -
  verification-accepted     -       -        -       v[C]      -        -          -         -          -
  sign-in-code-issued       -       -        -       -         s        s          -         -          -
  sign-in-code-expired      -       -        -       -         -        v          -         -          -
  account-attached          -       -        -       -         -        s[n]       -         -          -
  registered-with-number    S       S        S       S         S        S          S         -          S
  signed-out                -       -        -       -         -        -          v[C]      -          -
  offboarded                x       x        x       x         x        x          x         -          x
  factory-reset             -       f        f       f         f        f          f         f          f
  failed                    k       k        k       k         k        k          k         -          -
  retried                   -       -        -       -         -        -          -         -          d
`
const letters: Readonly<Record<string, string>> = {
  f: 'found',
  d: 'directed',
  F: 'fetched',
  o: 'onboarded',
  v: 'verified',
  s: 'signing-in',
  S: 'signed-in',
  x: 'offboarded',
  k: 'stuck',
  e: 'enrol',
  V: 'issue-verification-code',
  C: 'issue-sign-in-code',
  n: 'send-check-sync',
}

describe('every fact in every state', () => {
  const [head = [], ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  const columns = head.slice(1)
  it('is in the table', () => {
    expect(new Set(rows.map(([fact]) => fact))).toEqual(new Set(Object.keys(inputs)))
    expect(new Set(columns)).toEqual(new Set(Object.keys(states)))
    expect(onboardingInputSchema.options.map((option) => option.shape.fact.value)).toEqual(
      Object.keys(inputs),
    )
  })
  const cells = rows.flatMap(([fact = '', ...leads]) =>
    leads.map((lead, index) => ({ fact, state: columns[index] ?? '', lead })),
  )
  it.each(cells)('$state, $fact: $lead', ({ fact, state, lead }) => {
    const from = Object.values(states).find(({ at }) => at === state)
    const input = Object.values(inputs).find((each) => each.fact === fact)
    if (from === undefined || input === undefined) throw new Error('no such state or fact')
    const result = transition(from, input, now)
    if (lead === '-') return expect(result.applies).toBe(false)
    const [, to = '', todo = ''] = /^(\w)(?:\[(\w+)\])?$/.exec(lead) ?? []
    expect(result).toMatchObject({
      applies: true,
      state: { at: letters[to] },
      effects: [...todo].map((letter) => ({ do: letters[letter] })),
    })
    if (result.applies) expect(onboardingStateSchema.parse(result.state)).toEqual(result.state)
  })
})

describe('the data of a state', () => {
  it('ends signed in, with the number that was registered', () => {
    const stages: string[] = []
    let state: OnboardingState = states.found
    for (const input of walk) {
      state = step(state, input)
      stages.push(state.at)
    }
    expect(stages).toEqual([
      'directed',
      'fetched',
      'onboarded',
      'onboarded',
      'verified',
      'signing-in',
      'signing-in',
      'signed-in',
    ])
    expect(state).toMatchObject({ number: '+442079460101', name: 'Ada', since: now })
  })
  it('keeps a refusal until the next code', () => {
    const coded = run([inputs['verification-code-issued'], inputs['verification-refused']], open.onboarded)
    expect(coded).toMatchObject({ verification: { code: '123456' }, refused: { code: 'timed-out' } })
    expect(step(coded, inputs['verification-code-issued'])).toMatchObject({ refused: null })
  })
  it('keeps the time it was entered when a code is issued', () => {
    expect(step(open.onboarded, inputs['verification-code-issued'])).toMatchObject({
      since: open.onboarded.since,
    })
  })
  it.each([open.verified, open['signing-in']])(
    'the same temporary identity again changes nothing while $at',
    (state) => {
      const again = { fact: 'registered-without-owner', identity: state.identity } as const
      expect(transition(state, again, now).applies).toBe(false)
    },
  )
  it.each([open.verified, open['signing-in']])(
    'the identity is filled in when the base shows it after a confirmation by hand, while $at',
    (state) => {
      const told = { ...state, identity: '' }
      expect(step(told, inputs['registered-without-owner'])).toMatchObject({
        since: state.since,
        identity: 'two@onboarding.test',
      })
    },
  )
  it('a confirmation by hand keeps the identity that the base showed', () => {
    const told = { fact: 'registered-without-owner', identity: '' } as const
    expect(transition(open.onboarded, told, now).applies).toBe(false)
  })
  it('an attached account is kept when the code expires or another is issued', () => {
    const attached = step(open['signing-in'], inputs['account-attached'])
    expect(deadlineOf(open['signing-in'])).toBe(later)
    expect(deadlineOf(attached)).toBeNull()
    expect(step(attached, inputs['sign-in-code-expired'])).toBe(attached)
    expect(step(attached, inputs['sign-in-code-issued'])).toBe(attached)
  })
  it.each(Object.values(open))(
    'a retry returns from stuck to $at, with the effects of that state',
    (before) => {
      const stuck = step(before, inputs.failed)
      expect(stuck).toMatchObject({ at: 'stuck', since: now, problem: inputs.failed.problem, before })
      expect(transition(stuck, inputs.retried, now + 1)).toEqual({
        applies: true,
        state: { ...before, since: now + 1, reached: stuck.reached },
        effects: effectsOnEntry(before),
      })
    },
  )
  it.each([
    ['found', []],
    ['directed', []],
    ['fetched', ['enrol']],
    ['onboarded', ['enrol', 'issue-verification-code']],
    ['verified', ['issue-sign-in-code']],
    ['signing-in', []],
    ['signed-in', []],
    ['offboarded', []],
    ['stuck', []],
  ] as const)('%s has the effects %s after a restart', (at, wanted) => {
    expect(effectsOnEntry(states[at]).map((effect) => effect.do)).toEqual(wanted)
  })
})

describe('a repeated fact', () => {
  const coded = step(open.onboarded, inputs['verification-code-issued'])
  const signedIn = open['signed-in']
  const signIn = inputs['sign-in-code-issued']
  it.each<[string, OnboardingState, OnboardingInput, boolean]>([
    ['the same URL', open.directed, { fact: 'url-written', url: open.directed.url }, false],
    ['another URL', open.directed, inputs['url-written'], true],
    ['the same verification code', coded, inputs['verification-code-issued'], false],
    [
      'the same digits, valid longer',
      coded,
      { ...inputs['verification-code-issued'], expiresAt: later + 1 },
      true,
    ],
    ['the same sign-in code', step(open.verified, signIn), signIn, false],
    [
      'the same sign-in code, valid longer',
      step(open.verified, signIn),
      { ...signIn, expiresAt: later + 1 },
      true,
    ],
    [
      'the same identity',
      open.onboarded,
      { fact: 'registered-without-owner', identity: open.onboarded.identity },
      false,
    ],
    ['another identity', open.onboarded, inputs['registered-without-owner'], true],
    [
      'the same account',
      signedIn,
      { ...inputs['registered-with-number'], identity: signedIn.identity },
      false,
    ],
    ['another account', signedIn, inputs['registered-with-number'], true],
  ])('%s applies only when it says something new', (_, state, input, applies) => {
    expect(transition(state, input, now).applies).toBe(applies)
  })
})

describe('the effects after a restart of the core', () => {
  it('issue no second verification code', () => {
    expect(effectsOnEntry(step(open.onboarded, inputs['verification-code-issued']))).toEqual([])
  })
  it('ask the device again to fetch its account', () => {
    expect(effectsOnEntry(step(open['signing-in'], inputs['account-attached']))).toEqual([
      { do: 'send-check-sync' },
    ])
  })
})

describe('the times of the stages', () => {
  const at = (facts: readonly (readonly [number, OnboardingInput])[]): OnboardingState =>
    facts.reduce<OnboardingState>((state, [time, input]) => step(state, input, time), foundAt(1))
  const signIn = inputs['sign-in-code-issued']
  const toSignIn: readonly (readonly [number, OnboardingInput])[] = [
    [2, inputs['url-written']],
    [3, inputs['configuration-fetched']],
    [4, inputs['registered-without-owner']],
    [5, inputs['verification-code-issued']],
    [6, inputs['verification-refused']],
    [7, inputs['verification-accepted']],
    [8, signIn],
  ]
  const reached = { found: 1, directed: 2, fetched: 3, onboarded: 4, verified: 7, 'signing-in': 8 }

  it('are those at which each was first reached; no code, refusal or account changes them', () => {
    expect(at(toSignIn)).toMatchObject({ since: 8, reached })
    const more = [...toSignIn, [9, { ...signIn, code: 'NEXT' }], [10, inputs['account-attached']]] as const
    expect(at(more)).toMatchObject({ since: 8, reached, account: { attachedAt: 10 } })
    expect(at([...more, [11, inputs['registered-with-number']]])).toMatchObject({
      since: 11,
      reached: { ...reached, 'signed-in': 11 },
    })
  })
  it('are removed for later stages when an endpoint returns to a stage', () => {
    const expired = at([...toSignIn, [9, inputs['sign-in-code-expired']]])
    const { 'signing-in': _, ...before } = reached
    expect(expired).toMatchObject({ at: 'verified', since: 9 })
    expect(expired.reached).toEqual(before)
    expect(step(expired, { ...signIn, code: 'NEXT' }, 10).reached).toEqual({ ...before, 'signing-in': 10 })
  })
  it('are kept while it is stuck; a wait begins again at a retry', () => {
    const stuck = at([...toSignIn.slice(0, 2), [4, inputs.failed]])
    expect(stuck.reached).toEqual({ found: 1, directed: 2, fetched: 3 })
    expect(step(stuck, inputs.retried, 9)).toMatchObject({ at: 'fetched', since: 9, reached: { fetched: 3 } })
  })
  it('are kept when it is offboarded, which is not a stage', () => {
    const gone = at([...toSignIn, [9, inputs.offboarded]])
    expect([stageOf(gone), gone.reached]).toEqual([null, reached])
  })
  it('begin again with a factory reset', () => {
    expect(at([...toSignIn, [9, inputs['factory-reset']]])).toMatchObject({ since: 9, reached: { found: 9 } })
  })
  it('are missing for stages that were passed unobserved', () => {
    const { reached: seen } = at([[5, inputs['registered-without-owner']]])
    expect(seen).toEqual({ found: 1, onboarded: 5 })
  })
  it('begin again for another URL, not for the same code', () => {
    const directed = at([[2, inputs['url-written']]])
    expect(step(directed, { fact: 'url-written', url: 'http://127.0.0.1/c' }, 5)).toMatchObject({ since: 5 })
    const coded = at(toSignIn)
    expect(transition(coded, signIn, 9).applies).toBe(false)
    const dialling = at(toSignIn.slice(0, 4))
    expect(transition(dialling, inputs['verification-code-issued'], 9).applies).toBe(false)
  })
})
