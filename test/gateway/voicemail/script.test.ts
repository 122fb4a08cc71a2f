/** What callers of the voicemail hear and do. */
import { describe, expect, it } from 'vitest'
import {
  type Script,
  type ScriptEffect,
  type ScriptInput,
  type ScriptStep,
  script,
  startDeposit,
  startOwner,
} from '#electron/gateway/voicemail/script.ts'
import fc from '#test/support/property.ts'

const short = (effect: ScriptEffect): string => {
  if (effect.do === 'play') return effect.prompt
  return 'id' in effect ? `${effect.do} ${effect.id}` : effect.do
}

/** `.` played, `~` no key, `!` full, `x` hung up; any other character is a key. */
const inputOf = (character: string): ScriptInput => {
  const facts = new Map<string, ScriptInput>([
    ['.', { fact: 'played' }],
    ['~', { fact: 'no-key' }],
    ['!', { fact: 'full' }],
    ['x', { fact: 'hung-up' }],
  ])
  return facts.get(character) ?? { fact: 'key', key: character }
}

function run(start: ScriptStep, inputs: string): { at: Script['at']; effects: string } {
  let { script: state, effects } = start
  const all = [...effects]
  for (const character of inputs) {
    ;({ script: state, effects } = script(state, inputOf(character)))
    all.push(...effects)
  }
  return { at: state.at, effects: all.map(short).join(', ') }
}

describe('leaving a message', () => {
  it.each([
    ['', 'greeting', 'greeting'],
    ['.', 'beep', 'greeting, beep'],
    ['5', 'beep', 'greeting, beep'],
    ['..', 'recording', 'greeting, beep, record'],
    ['..5', 'recording', 'greeting, beep, record'],
    ['..#', 'ended', 'greeting, beep, record, store-message, hang-up'],
    ['..!', 'ended', 'greeting, beep, record, store-message, hang-up'],
    ['..x', 'ended', 'greeting, beep, record, store-message'],
    ['..#x', 'ended', 'greeting, beep, record, store-message, hang-up'],
    ['x', 'ended', 'greeting'],
    ['.x', 'ended', 'greeting, beep'],
    ['.5!', 'beep', 'greeting, beep'],
  ])('"%s" → %s', (inputs, at, effects) => {
    expect(run(startDeposit(), inputs)).toEqual({ at, effects })
  })
})

describe('the owner of a mailbox', () => {
  const a = 'play-message a'
  const b = 'play-message b'
  it.each<[string[], string, string, string]>([
    [[], '', 'choosing', 'no-messages'],
    [[], '.~.', 'ended', 'no-messages, wait-for-key, farewell, hang-up'],
    [[], '.5', 'choosing', 'no-messages, wait-for-key'],
    [['a'], '..', 'choosing', `${a}, choose, wait-for-key`],
    [['a'], '..1', 'playing', `${a}, choose, wait-for-key, ${a}`],
    [['a'], '2.', 'ended', `${a}, save a, farewell, hang-up`],
    [['a', 'b'], '.3', 'playing', `${a}, choose, delete a, ${b}`],
    [['a', 'b'], '#', 'playing', `${a}, ${b}`],
    [['a', 'b'], '##.', 'ended', `${a}, ${b}, farewell, hang-up`],
    [['a'], '9', 'playing', a],
    [['a'], '~', 'playing', a],
    [['a'], '..x', 'ended', `${a}, choose, wait-for-key`],
    [['a', 'b'], '0.#', 'playing', `${a}, beep, record, store-greeting, ${b}`],
    [['a'], '0.!.', 'ended', `${a}, beep, record, store-greeting, farewell, hang-up`],
    [['a'], '0.x', 'ended', `${a}, beep, record`],
    [['a'], '05.5', 'greeting-recording', `${a}, beep, record`],
    [[], '0.#.', 'ended', 'no-messages, beep, record, store-greeting, farewell, hang-up'],
  ])('with %j: "%s" → %s', (queue, inputs, at, effects) => {
    expect(run(startOwner(queue), inputs)).toEqual({ at, effects })
  })
})

it('hangs up once, stores once after each record, and does nothing after the end', () => {
  const inputs = fc.string({ unit: fc.constantFrom(...'.~!x0123#*'), maxLength: 40 })
  const start = fc.constantFrom(startDeposit(), startOwner([]), startOwner(['a', 'b', 'c']))
  fc.assert(
    fc.property(start, inputs, (begin, text) => {
      const effects = run(begin, text).effects.split(', ')
      expect(effects.filter((each) => each === 'hang-up').length).toBeLessThanOrEqual(1)
      const records = effects.filter((each) => each === 'record').length
      expect(effects.filter((each) => each.startsWith('store-')).length).toBeLessThanOrEqual(records)
      expect(run(begin, `${text}x`).at).toBe('ended')
      expect(run(begin, `${text}x.#!0`).effects).toBe(run(begin, `${text}x`).effects)
    }),
  )
})
