/** What holds for any order of the facts of onboarding. */
import { describe, expect, it } from 'vitest'
import {
  deadlineOf,
  type OnboardingInput,
  type OnboardingState,
  onboardingStateSchema,
  stageOf,
  stages,
  transition,
} from '#shared/machines/onboarding.ts'
import { type StepContext, stepFor } from '#shared/machines/steps.ts'
import { type Mode, modeSchema } from '#shared/model/job.ts'
import fc from '#test/support/property.ts'
import { inputs, later, now, states, walk } from './onboarding-matter.ts'

const word = fc.constantFrom('one@onboarding.test', 'two@onboarding.test', 'three@practice.test')
const moment = fc.integer({ min: 0, max: 2 * later })
const problems = fc.constantFrom(
  { code: 'timed-out', facts: {} } as const,
  {
    code: 'verification-code-wrong',
    facts: { hardwareId: '0003717C0E0A' },
  } as const,
)

const anyInput: fc.Arbitrary<OnboardingInput> = fc.oneof(
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

const step = (state: OnboardingState, input: OnboardingInput, at = now): OnboardingState => {
  const result = transition(state, input, at)
  return result.applies ? result.state : state
}
const run = (facts: readonly OnboardingInput[], from: OnboardingState = states.found) =>
  facts.reduce<OnboardingState>((state, input, index) => step(state, input, now + index), from)

const contextOf = (mode: Mode): StepContext => ({
  ...{ mode, kind: 'handset', deviceKnown: true, provisioned: 'by-driver', readable: true },
  ...{ handUrl: null, firmwareFirst: false, othersWait: true },
})

const anyState = fc.array(anyInput, { maxLength: 14 }).map((facts) => run(facts))

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner)
    Object.freeze(value)
  }
  return value
}

describe('for any order of facts', () => {
  it('a state is valid by the schema, and equal after it was stored', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(onboardingStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
      }),
    )
  })
  it('a transition is pure: equal inputs give equal results, and inputs are not changed', () => {
    fc.assert(
      fc.property(anyState, anyInput, fc.nat(), (state, input, at) => {
        const first = transition(frozen(state), frozen(input), at)
        expect(transition(state, input, at)).toEqual(first)
      }),
    )
  })
  it('a repeated fact changes nothing', () => {
    fc.assert(
      fc.property(anyState, anyInput, (state, input) => {
        const once = step(state, input)
        const twice = step(once, input)
        if (input.fact === 'retried' || input.fact === 'failed') return
        expect(twice).toEqual(once)
      }),
    )
  })
  it('an endpoint is signed in only after it registered with an account', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 20 }), (facts) => {
        const state = run(facts)
        const at = state.at === 'stuck' ? state.before.at : state.at
        if (at === 'signed-in') expect(facts.map(({ fact }) => fact)).toContain('registered-with-number')
      }),
    )
  })
  it('a problem never replaces another, and keeps the state before it', () => {
    fc.assert(
      fc.property(anyState, anyInput, (state, input) => {
        const next = step(step(state, inputs.failed), input)
        if (next.at === 'stuck') expect(next.before.at).not.toBe('stuck')
      }),
    )
  })
  it('after a factory reset every stage can be reached again', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(run(walk, step(state, inputs['factory-reset'])).at).toBe('signed-in')
      }),
    )
  })
  it('has a deadline only while a sign-in code is valid', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const running = state.at === 'signing-in' && state.account === null
        expect(deadlineOf(state) !== null).toBe(running)
      }),
    )
  })
  it('the times of the stages are in the order of the stages', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const times = stages.flatMap((stage) => state.reached[stage] ?? [])
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const stage = stageOf(state)
        if (stage !== null) expect(state.reached[stage]).toBeDefined()
      }),
    )
  })
})

describe('the step of any state', () => {
  it('there is one step of the six kinds, in both modes, at any time', () => {
    fc.assert(
      fc.property(anyState, fc.constantFrom(...modeSchema.options), fc.nat(2 * later), (state, mode, at) => {
        const { kind } = stepFor(state, contextOf(mode), at)
        expect(['tell', 'ask', 'choose', 'wait', 'done', 'stop']).toContain(kind)
        expect(kind === 'done').toBe(state.at === 'signed-in')
        expect(kind === 'stop').toBe(state.at === 'stuck')
      }),
    )
  })
  it('shows no code that has expired', () => {
    fc.assert(
      fc.property(anyState, fc.nat(2 * later), (state, at) => {
        const step = stepFor(state, contextOf('rehearsal'), at)
        const { subject } = step
        if (subject?.show === 'dial' || subject?.show === 'type')
          expect(subject.code.expiresAt).toBeGreaterThan(at)
      }),
    )
  })
  it('has a stage; a stuck endpoint keeps its stage', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const stage = stageOf(state)
        if (state.at === 'offboarded') {
          expect(stage).toBeNull()
          return
        }
        expect(stages).toContain(stage)
        const result = transition(state, inputs.failed, now)
        if (result.applies) expect(stageOf(result.state)).toBe(stage)
      }),
    )
  })
})
