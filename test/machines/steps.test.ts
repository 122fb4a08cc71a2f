/** What a screen shows for each state, in rehearsal and live. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OnboardingState, transition } from '#shared/machines/onboarding.ts'
import { stageOf, stages, stepFor } from '#shared/machines/steps.ts'
import { modeSchema } from '#shared/model/job.ts'
import { anyInput, inputs, later, now, open, states } from './onboarding-matter.ts'

const coded: OnboardingState = { ...open.onboarded, verification: { code: '123456', expiresAt: later } }
const refused: OnboardingState = { ...coded, refused: inputs.failed.problem }
const attached: OnboardingState = { ...open['signing-in'], account: { name: 'Ada', number: '+442079460101' } }

describe('the step of a state', () => {
  const rows: readonly [string, OnboardingState, number, string, string?][] = [
    ['found', states.found, now, 'tell point-the-base'],
    ['directed', states.directed, now, 'wait first-fetch'],
    ['fetched', states.fetched, now, 'wait first-registration'],
    ['onboarded', states.onboarded, now, 'wait verification-code', 'ask verification-code'],
    ['onboarded with a code', coded, now, 'tell dial'],
    ['onboarded, refused', refused, now, 'tell dial'],
    ['onboarded, one millisecond before the code expires', coded, later - 1, 'tell dial'],
    ['onboarded, as the code expires', coded, later, 'choose new-verification-code'],
    ['verified', states.verified, now, 'choose new-sign-in-code', 'ask sign-in-code'],
    ['signing-in', states['signing-in'], now, 'tell sign-in'],
    ['signing-in, as the code expires', states['signing-in'], later, 'choose new-sign-in-code'],
    ['signing-in with an account', attached, now, 'wait second-fetch'],
    ['signing-in with an account, the code long gone', attached, later + 1, 'wait second-fetch'],
    ['signed-in', states['signed-in'], now, 'done signed-in'],
    ['offboarded', states.offboarded, now, 'choose start-again'],
    ['stuck', states.stuck, now, 'stop stuck'],
  ]
  it.each(rows)('%s', (_name, state, at, rehearsal, live = rehearsal) => {
    const shown = (mode: 'rehearsal' | 'live') => {
      const step = stepFor(state, mode, at)
      return `${step.kind} ${step.id}`
    }
    expect([shown('rehearsal'), shown('live')]).toEqual([rehearsal, live])
  })
  it('says what to press, and why the last try was refused', () => {
    expect(stepFor(refused, 'rehearsal', now)).toMatchObject({
      digits: '*55*123456',
      refused: { code: 'timed-out' },
    })
    expect(stepFor(coded, 'live', now)).toMatchObject({ digits: '*55*123456', refused: null })
  })
})

describe('for any state', () => {
  const anyState = fc.array(anyInput, { maxLength: 14 }).map((facts) =>
    facts.reduce<OnboardingState>((state, input) => {
      const result = transition(state, input, now)
      return result.applies ? result.state : state
    }, states.found),
  )
  it('there is one step of the six kinds, in both modes, at any time', () => {
    fc.assert(
      fc.property(anyState, fc.constantFrom(...modeSchema.options), fc.nat(2 * later), (state, mode, at) => {
        const { kind } = stepFor(state, mode, at)
        expect(['tell', 'ask', 'choose', 'wait', 'done', 'stop']).toContain(kind)
        expect(kind === 'done').toBe(state.at === 'signed-in')
        expect(kind === 'stop').toBe(state.at === 'stuck')
      }),
    )
  })
  it('nobody is told to use a code that has expired', () => {
    fc.assert(
      fc.property(anyState, fc.nat(2 * later), (state, at) => {
        const step = stepFor(state, 'rehearsal', at)
        if ('code' in step) expect(step.code.expiresAt).toBeGreaterThan(at)
      }),
    )
  })
  it('stands at a stage; stuck where it was', () => {
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
