/** Pushes as a table of every state and every fact, and what holds for any order of facts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  effectsOnEntry,
  type PushInput,
  type PushState,
  pushStateSchema,
  transition,
} from '#shared/machines/push.ts'
import type { EditResult } from '#shared/model/settings.ts'

const edit = (id: string, result: EditResult['result']): EditResult => ({
  id,
  page: 'System Management > Auto Provisioning',
  group: 'ITSP Provisioning',
  label: id,
  before: '0',
  after: '3600',
  secret: false,
  provenance: { source: 'a test', confidence: 'ours' },
  result,
  found: result === 'not-written' ? null : result === 'refused' ? '0' : '3600',
})
const problem = { code: 'timed-out', facts: {} } as const
const good = [edit('a', 'set'), edit('b', 'unchanged')]
const bad = [edit('a', 'set'), edit('b', 'refused')]

const states = {
  planned: { at: 'planned', since: 1 },
  applying: { at: 'applying', since: 1 },
  restarting: { at: 'restarting', since: 1, results: [edit('a', 'not-written')] },
  verifying: { at: 'verifying', since: 1, results: good },
  done: { at: 'done', since: 1, results: good },
  failed: { at: 'failed', since: 1, during: 'applying', problem, results: [] },
} as const satisfies Record<PushState['at'], unknown>
const inputs: Readonly<Record<string, PushInput>> = {
  approved: { fact: 'approved' },
  applied: { fact: 'applied', results: good, restarts: false },
  'applied, restarts': { fact: 'applied', results: good, restarts: true },
  'came-back': { fact: 'came-back' },
  'read-back': { fact: 'read-back', results: good },
  'read-back, refused': { fact: 'read-back', results: bad },
  failed: { fact: 'failed', problem },
}

describe('every fact in every state', () => {
  it.each([
    ['approved', 'applying! - - - - applying!'],
    ['applied', '- verifying! - - - -'],
    ['applied, restarts', '- restarting! - - - -'],
    ['came-back', '- - verifying! - - -'],
    ['read-back', '- - - done - -'],
    ['read-back, refused', '- - - failed - -'],
    ['failed', 'failed failed failed failed - -'],
  ])('%s: %s', (name, row) => {
    const input = inputs[name]
    if (input === undefined) throw new Error(name)
    const leads = Object.values(states).map((state) => {
      const result = transition(pushStateSchema.parse(state), input, 2)
      if (!result.applies) return '-'
      expect(pushStateSchema.parse(result.state)).toEqual(result.state)
      // what a move wants done is what the state wants when it is taken up again after a kill
      expect(effectsOnEntry(result.state)).toEqual(result.effects)
      return `${result.state.at}${result.effects.length > 0 ? '!' : ''}`
    })
    expect(leads.join(' ')).toBe(row)
  })

  it('a refused setting is named, with what was found', () => {
    expect(
      transition(pushStateSchema.parse(states.verifying), { fact: 'read-back', results: bad }, 2),
    ).toMatchObject({
      state: {
        during: 'verifying',
        problem: { code: 'setting-refused', facts: { setting: 'b', found: '0' } },
        results: bad,
      },
    })
  })
  it('what was not written is no success', () => {
    const results = [edit('a', 'not-written')]
    expect(
      transition(pushStateSchema.parse(states.verifying), { fact: 'read-back', results }, 2),
    ).toMatchObject({
      state: { at: 'failed' },
    })
  })
  it.each(['planned', 'applying', 'restarting', 'verifying'] as const)(
    'a failure while %s keeps its place',
    (at) => {
      expect(transition(pushStateSchema.parse(states[at]), { fact: 'failed', problem }, 2)).toMatchObject({
        state: { at: 'failed', during: at, problem },
      })
    },
  )
})

const anyInput: fc.Arbitrary<PushInput> = fc.oneof(
  fc.constantFrom(...Object.values(inputs)),
  fc
    .array(fc.constantFrom('set' as const, 'unchanged' as const, 'refused' as const, 'not-written' as const))
    .map(
      (outcomes): PushInput => ({
        fact: 'read-back',
        results: outcomes.map((outcome, index) => edit(String(index), outcome)),
      }),
    ),
)

describe('for any order of facts', () => {
  const run = (facts: readonly PushInput[]) =>
    facts.reduce<PushState>((state, input, index) => {
      const result = transition(state, input, index)
      return result.applies ? result.state : state
    }, pushStateSchema.parse(states.planned))

  it('nothing is written before the plan was approved', () => {
    fc.assert(
      fc.property(fc.array(anyInput), (facts) => {
        const unapproved = facts.filter(({ fact }) => fact !== 'approved')
        expect(['planned', 'failed']).toContain(run(unapproved).at)
      }),
    )
  })
  it('done means that every setting was read back as wanted', () => {
    fc.assert(
      fc.property(fc.array(anyInput, { maxLength: 30 }), (facts) => {
        const state = run([{ fact: 'approved' }, ...facts])
        if (state.at !== 'done') return
        expect(state.results.every(({ result }) => result === 'set' || result === 'unchanged')).toBe(true)
      }),
    )
  })
  it('an end stays the end, unless a failed push is approved again', () => {
    fc.assert(
      fc.property(fc.array(anyInput), anyInput, (facts, input) => {
        const state = run(facts)
        const result = transition(state, input, 99)
        if (state.at === 'done') expect(result.applies).toBe(false)
        if (state.at === 'failed') expect(result.applies).toBe(input.fact === 'approved')
      }),
    )
  })
  it('a state survives being stored', () => {
    fc.assert(
      fc.property(fc.array(anyInput), (facts) => {
        const state = run(facts)
        expect(pushStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
      }),
    )
  })
})
