/** The machine of a setup by hand, as a table. */
import { describe, expect, it } from 'vitest'
import {
  effectsOnEntry,
  type GuidedInput,
  type GuidedState,
  guidedStateSchema,
  transition,
} from '#shared/machines/guided.ts'

const tick = { step: 'open', by: 'Ada', at: 1 }
const mark = { by: 'Ada', at: 2, url: 'http://192.0.2.1/' }
const evidence = { kind: 'fetched', seen: 'ALE M5', at: 3 } as const
const open: GuidedState = { at: 'open', since: 0, ticks: [] }
const begun: GuidedState = { at: 'open', since: 0, ticks: [tick] }
const done: GuidedState = { at: 'done-by-hand', since: 2, ticks: [tick], mark }
const confirmed: GuidedState = { at: 'confirmed', since: 3, ticks: [tick], mark, evidence }

const ticked: GuidedInput = { fact: 'step-ticked', step: 'open', by: 'Ada' }
const unticked: GuidedInput = { fact: 'step-unticked', step: 'open' }
const marked: GuidedInput = { fact: 'marked-done', by: 'Ada', url: mark.url }
const undone: GuidedInput = { fact: 'mark-undone' }
const seen: GuidedInput = { fact: 'evidence-seen', kind: 'fetched', seen: 'ALE M5' }

describe('setting up by hand', () => {
  it.each<[string, GuidedState, GuidedInput, GuidedState | null]>([
    ['a step is ticked with its name and time', open, ticked, { ...open, ticks: [{ ...tick, at: 9 }] }],
    ['a ticked step keeps its time', begun, ticked, null],
    [
      'a step is ticked after the mark',
      { ...done, ticks: [] },
      ticked,
      { ...done, ticks: [{ ...tick, at: 9 }] },
    ],
    ['a tick is taken back', begun, unticked, open],
    ['an open step has no tick to take back', open, unticked, null],
    [
      'the card is marked, with or without ticks',
      open,
      marked,
      { at: 'done-by-hand', since: 9, ticks: [], mark: { ...mark, at: 9 } },
    ],
    ['a marked card is not marked again', done, marked, null],
    ['a confirmed card is not marked again', confirmed, marked, null],
    ['a mark is undone and keeps the ticks', done, undone, { ...begun, since: 9 }],
    ['a confirmation is undone with its mark', confirmed, undone, { ...begun, since: 9 }],
    ['an open card has nothing to undo', begun, undone, null],
    ['evidence confirms a mark', done, seen, { ...confirmed, since: 9, evidence: { ...evidence, at: 9 } }],
    [
      'evidence before the mark confirms a setup that has begun',
      begun,
      seen,
      { ...confirmed, since: 9, mark: null, evidence: { ...evidence, at: 9 } },
    ],
    ['evidence says nothing about a setup that has not begun', open, seen, null],
    ['the first evidence is kept', confirmed, seen, null],
  ])('%s', (_, state, input, expected) => {
    const result = transition(state, input, 9)
    expect(result.applies ? result.state : null).toEqual(expected)
    if (result.applies) expect(guidedStateSchema.parse(result.state)).toEqual(result.state)
  })

  it('points the endpoints when the card is marked, and again after a restart', () => {
    const effects = [{ do: 'direct-endpoints', url: mark.url }]
    expect(transition(open, marked, 9)).toMatchObject({ effects })
    expect([open, done, confirmed].map(effectsOnEntry)).toEqual([[], effects, []])
  })
})
