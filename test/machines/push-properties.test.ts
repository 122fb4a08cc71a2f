/** What holds for any order of the facts of a push. */
import { describe, expect, it } from 'vitest'
import {
  isActive,
  type PushInput,
  type PushState,
  pushStateSchema,
  transition,
} from '#shared/machines/push.ts'
import type { EditResult } from '#shared/model/settings.ts'
import fc from '#test/support/property.ts'
import { edit, inputs, states } from './push-matter.ts'

const anyInput: fc.Arbitrary<PushInput> = fc.oneof(
  fc.constantFrom(...Object.values(inputs)),
  fc
    .array(fc.constantFrom<EditResult['result'][]>('set', 'unchanged', 'refused', 'not-written', 'unknown'))
    .map(
      (outcomes): PushInput => ({
        fact: 'read-back',
        results: outcomes.map((outcome, index) => edit(String(index), outcome)),
        start: null,
      }),
    ),
)

describe('for any order of facts', () => {
  const run = (facts: readonly PushInput[]) =>
    facts.reduce<PushState>((state, input, index) => {
      const result = transition(state, input, index)
      return result.applies ? result.state : state
    }, states.applying)

  it('done means that every setting was read back as planned', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (facts) => {
        const state = run(facts)
        if (state.at !== 'done') return
        expect(state.results.every(({ result }) => result === 'set' || result === 'unchanged')).toBe(true)
      }),
    )
  })
  it('a final state does not change', () => {
    fc.assert(
      fc.property(fc.array(anyInput), anyInput, (facts, input) => {
        const state = run(facts)
        if (!isActive(state)) expect(transition(state, input, 99).applies).toBe(false)
      }),
    )
  })
  it('a state is equal after it was stored', () => {
    fc.assert(
      fc.property(fc.array(anyInput), (facts) => {
        const state = run(facts)
        expect(pushStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
      }),
    )
  })
})
