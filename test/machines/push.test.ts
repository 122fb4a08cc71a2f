/** Pushes as a table of every state and every fact. */

import { describe, expect, it } from 'vitest'
import {
  effectsOnEntry,
  isActive,
  outdatedEdit,
  pushStateSchema,
  remainingWait,
  returnGraceMs,
  returnWithinMs,
  startOf,
  transition,
} from '#shared/machines/push.ts'
import { aPlan, bad, edit, good, inputs, problem, states } from './push-matter.ts'

describe('every fact in every state', () => {
  it.each([
    ['applied', 'verifying! - - - - -'],
    ['applied, restarts', 'restarting! - - - - -'],
    ['applied, answer lost', 'restarting! - - - - -'],
    ['came-back', '- verifying! - - - -'],
    ['read-back', '- - done - - -'],
    ['read-back, starts', '- - starting! - - -'],
    ['read-back, refused', '- - failed - - -'],
    ['start-accepted', '- - - restarting! - -'],
    ['failed', 'failed failed failed failed - -'],
  ])('%s: %s', (name, row) => {
    const input = inputs[name]
    if (input === undefined) throw new Error(name)
    const leads = Object.values(states).map((state) => {
      const result = transition(pushStateSchema.parse(state), input, 2)
      if (!result.applies) {
        expect(result.why).toContain(state.at)
        return '-'
      }
      expect(pushStateSchema.parse(result.state)).toEqual(result.state)
      expect(result.state.since).toBe(2)
      // the effects of a transition are those of its state, so that a restart of the core runs them again
      expect(effectsOnEntry(result.state)).toEqual(result.effects)
      return `${result.state.at}${result.effects.length > 0 ? '!' : ''}`
    })
    expect(leads.join(' ')).toBe(row)
  })

  it('runs one effect in each active state', () => {
    expect(Object.values(states).map((state) => effectsOnEntry(state))).toEqual([
      [{ do: 'apply' }],
      [{ do: 'await-return', until: 9, leaves: false }],
      [{ do: 'read-back' }],
      [{ do: 'start', action: 'restart' }],
      [],
      [],
    ])
    expect(Object.values(states).map(isActive)).toEqual([true, true, true, true, false, false])
  })

  it('stores the deadline of the wait for a restart', () => {
    expect(transition(states.applying, { fact: 'applied', results: good, restarts: true }, 7)).toMatchObject({
      state: { at: 'restarting', until: 7 + returnWithinMs, results: good },
    })
  })

  it('reports a refused setting with the value found', () => {
    expect(transition(states.verifying, { fact: 'read-back', results: bad, start: null }, 2)).toMatchObject({
      state: {
        during: 'verifying',
        problem: { code: 'setting-refused', facts: { setting: 'b', found: '0' } },
        results: bad,
      },
    })
  })

  it('takes the URL of a later stage for the URL that was written: the device has fetched from it', () => {
    const url = {
      ...edit('a', 'refused'),
      after: 'http://192.0.2.1:8080/$mac.cfg',
      found: 'http://192.0.2.1:8080/device/ob/0123/lang_en',
    }
    expect(transition(states.verifying, { fact: 'read-back', results: [url], start: null }, 2)).toMatchObject(
      {
        state: { at: 'done', results: [{ result: 'set', found: url.found }] },
      },
    )
    const results = [{ ...url, before: url.found }]
    expect(transition(states.verifying, { fact: 'read-back', results, start: null }, 2)).toMatchObject({
      state: { at: 'failed', problem: { code: 'setting-refused' } },
    })
  })

  it('keeps a setting unchanged that had the planned value, when the reply to the write was lost', () => {
    const lost = { ...states.verifying, results: [edit('a', 'unknown')] }
    const results = [{ ...edit('a', 'set'), before: '3600' }]
    expect(transition(lost, { fact: 'read-back', results, start: null }, 2)).toMatchObject({
      state: { at: 'done', results: [{ result: 'unchanged' }] },
    })
  })

  it.each(['not-written', 'unknown'] as const)('does not end as done with a setting %s', (result) => {
    const results = [edit('a', result)]
    expect(transition(states.verifying, { fact: 'read-back', results, start: null }, 2)).toMatchObject({
      state: { at: 'failed' },
    })
  })

  it('keeps the result unchanged for a setting that had its value before the push', () => {
    const results = [edit('a', 'set'), edit('b', 'set'), edit('c', 'set')]
    const after = transition(states.verifying, { fact: 'read-back', results, start: null }, 2)
    expect(after).toMatchObject({
      state: { at: 'done', results: [{ result: 'set' }, { result: 'unchanged' }, { result: 'set' }] },
    })
    const refused = transition(
      states.verifying,
      { fact: 'read-back', results: [edit('b', 'refused')], start: null },
      2,
    )
    expect(refused).toMatchObject({ state: { at: 'failed', results: [{ result: 'refused' }] } })
  })

  it.each([
    ['applying', []],
    ['restarting', states.restarting.results],
    ['verifying', good],
    ['starting', good],
  ] as const)('a failure while %s keeps the results of the settings', (at, results) => {
    expect(transition(states[at], { fact: 'failed', problem }, 2)).toMatchObject({
      state: { at: 'failed', during: at, problem, results },
    })
  })
})

describe('a device that uses its settings at its next start', () => {
  it('is waited for after the restart, and its settings are not read a second time', () => {
    const restarting = transition(states.starting, { fact: 'start-accepted' }, 3)
    expect(restarting).toMatchObject({
      state: { at: 'restarting', until: 3 + returnWithinMs, verified: true, results: good },
      effects: [{ do: 'await-return', until: 3 + returnWithinMs, leaves: true }],
    })
    if (!restarting.applies) throw new Error('not restarting')
    expect(transition(restarting.state, { fact: 'came-back' }, 4)).toMatchObject({
      state: { at: 'done', since: 4, results: good },
      effects: [],
    })
  })

  it('is done when it accepted to fetch its configuration', () => {
    const fetching = { ...states.starting, action: 'fetch-now' } as const
    expect(transition(fetching, { fact: 'start-accepted' }, 3)).toMatchObject({
      state: { at: 'done', since: 3, results: good },
    })
  })

  const changed = edit('a', 'set')
  const kept = { ...edit('b', 'set'), before: '3600' }
  it.each([
    ['with a changed setting', { edits: [kept, changed], starts: 'restart' }, true, 'restart'],
    ['with the action of its plan', { edits: [changed], starts: 'fetch-now' }, true, 'fetch-now'],
    ['not without the approval', { edits: [changed], starts: 'restart' }, false, null],
    [
      'not in a push from before there was a choice',
      { edits: [changed], starts: 'restart' },
      undefined,
      null,
    ],
    ['not when nothing changes', { edits: [kept], starts: 'restart' }, true, null],
    ['not when the device needs no start', { edits: [changed] }, true, null],
  ] as const)('is started %s', (_, { edits, ...starts }, start, expected) => {
    const plan = { ...aPlan, edits: [...edits], ...starts }
    expect(startOf({ plan, ...(start === undefined ? {} : { start }) })).toBe(expected)
  })
})

describe('the wait for a restart that begins again', () => {
  it.each([
    ['with time left', 1_000_000, 1_000_000 - 100_000, 100_000],
    ['with less than the grace left', 1_000_000, 1_000_000 - 10, returnGraceMs],
    ['a day after its deadline', 1_000_000, 1_000_000 + 86_400_000, returnGraceMs],
    ['with the wall clock set back by a day', 1_000_000, 1_000_000 - 86_400_000, returnWithinMs],
  ])('%s', (_, until, now, left) => {
    expect(remainingWait(until, now)).toBe(left)
  })
})

describe('a plan is outdated', () => {
  const holds = (id: string, found: string | null, before: string | null = '0') => ({
    edit: { ...edit(id, 'set'), before },
    read: { ...edit(id, found === '3600' ? 'set' : 'refused'), before, found },
  })
  it.each([
    ['not while every setting holds what it held', [holds('a', '0'), holds('b', '0')], null],
    ['not where a setting holds the planned value already', [holds('a', '3600'), holds('b', '0')], null],
    ['where one holds a third value', [holds('a', '0'), holds('b', '60')], 'b'],
    ['where one was emptied', [holds('a', '')], 'a'],
    ['not where the device does not show the value', [holds('a', 'x', null), holds('b', null)], null],
  ] as const)('%s', (_, settings, expected) => {
    const plan = { edits: settings.map((each) => each.edit) }
    expect(
      outdatedEdit(
        plan,
        settings.map((each) => each.read),
      )?.id ?? null,
    ).toBe(expected)
  })
  it('not for a setting that the plan does not have', () => {
    expect(outdatedEdit({ edits: [] }, [{ ...edit('a', 'refused'), found: '60' }])).toBeNull()
  })
  it('not when the device reports unchanged', () => {
    const read = { ...edit('a', 'unchanged'), found: 'another form of 3600' }
    expect(outdatedEdit({ edits: [edit('a', 'set')] }, [read])).toBeNull()
  })
})
