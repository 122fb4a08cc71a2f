import { describe, expect, it } from 'vitest'
import {
  type Correction,
  fromPatch,
  leavesOf,
  toPatch,
  typedFactValue,
  withCorrections,
} from '#shared/model/vendor-facts.ts'
import fc from '#test/support/property.ts'

const maker = { source: 'manual, page 7', confidence: 'documented' as const }
const other = { source: 'a capture', confidence: 'seen-in-public-code' as const }
const here = { source: 'here', confidence: 'field-report' as const }
const document = {
  vendor: 'Maker',
  provenance: maker,
  requests: { restart: { path: '/restart', provenance: other }, 'a/b~c': { path: '/slash' } },
  names: ['one', 'two'],
}

describe('the facts of a document', () => {
  it('have a pointer each and the source of the nearest object', () => {
    expect(
      leavesOf(document).map(({ pointer, value, provenance }) => [pointer, value, provenance?.source]),
    ).toEqual([
      ['/vendor', 'Maker', maker.source],
      ['/requests/restart/path', '/restart', other.source],
      ['/requests/a~1b~0c/path', '/slash', maker.source],
      ['/names/0', 'one', maker.source],
      ['/names/1', 'two', maker.source],
    ])
  })

  it('without a source have none', () => {
    expect(leavesOf({ a: { b: 1 } })).toMatchObject([{ pointer: '/a/b', provenance: null }])
  })
})

describe('corrections', () => {
  it('replace the value and the source that stated it, and nothing else', () => {
    const { document: corrected, problems } = withCorrections(
      document,
      [
        { pointer: '/requests/restart/path', from: '/restart', to: '/reboot' },
        { pointer: '/requests/a~1b~0c/path', from: '/slash', to: '/other' },
      ],
      here,
    )
    expect(problems.size).toBe(0)
    expect(corrected).toEqual({
      ...document,
      provenance: here,
      requests: { restart: { path: '/reboot', provenance: here }, 'a/b~c': { path: '/other' } },
    })
    expect(document.requests.restart.path).toBe('/restart')
  })

  it.each([
    ['no-such-fact', { pointer: '/nothing', from: 1, to: 2 }],
    ['no-such-fact', { pointer: '/provenance/source', from: maker.source, to: 'x' }],
    ['built-in-changed', { pointer: '/vendor', from: 'Earlier', to: 'x' }],
  ] as const)('that do not fit are left out: %s', (problem, correction) => {
    const tried = withCorrections(document, [correction], here)
    expect([...tried.problems]).toEqual([[correction.pointer, problem]])
    expect(tried.document).toBe(document)
  })
})

describe('a JSON Patch', () => {
  it('holds a test and a replace of each correction', () => {
    expect(JSON.parse(toPatch([{ pointer: '/a', from: 1, to: null }]))).toEqual([
      { op: 'test', path: '/a', value: 1 },
      { op: 'replace', path: '/a', value: null },
    ])
  })

  it('is read back as it was written', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    const correction: fc.Arbitrary<Correction> = fc.record({
      pointer: fc.string({ maxLength: 30 }).map((text) => `/${text}`),
      from: value,
      to: value,
    })
    fc.assert(
      fc.property(fc.uniqueArray(correction, { selector: ({ pointer }) => pointer }), (corrections) => {
        expect(fromPatch(toPatch(corrections))).toEqual(corrections)
      }),
    )
  })

  it.each([
    ['no JSON', '{'],
    ['an object', '{}'],
    ['a replace without a test', '[{"op":"replace","path":"/a","value":1}]'],
    [
      'a test of another path',
      '[{"op":"test","path":"/b","value":1},{"op":"replace","path":"/a","value":1}]',
    ],
    ['another operation', '[{"op":"remove","path":"/a"}]'],
    ['a value that is an object', '[{"op":"test","path":"/a","value":{}}]'],
    ['a path that is no pointer', '[{"op":"test","path":"a","value":1}]'],
  ])('is refused with %s', (_, text) => {
    expect(fromPatch(text)).toBeNull()
  })
})

it.each([
  ['15000', 1, 15_000],
  ['', 1, ''],
  ['soon', 1, 'soon'],
  ['15000', 'a', '15000'],
  ['true', false, true],
  ['false', true, false],
  ['yes', true, 'yes'],
  ['x', null, 'x'],
])('the typed text %j for a fact like %j is %j', (text, like, value) => {
  expect(typedFactValue(text, like)).toBe(value)
})
