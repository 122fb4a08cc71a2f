import { describe, expect, it } from 'vitest'
import { jsonIn, memberAt, textAt } from '#electron/drivers/kit/json.ts'
import fc from '#test/support/property.ts'

describe('a member of a JSON reply', () => {
  it.each<[string, unknown]>([
    ['nested', { wui: { common: { token: 'a1' } } }],
    ['under its full name', { 'wui.common.token': 'a1' }],
    ['under a part of its name', { wui: { 'common.token': 'a1' } }],
    ['under the first part of its name', { 'wui.common': { token: 'a1' } }],
    ['beside an object without it', { wui: { common: {} }, 'wui.common': { token: 'a1' } }],
  ])('%s is found', (_what, value) => {
    expect(memberAt(value, 'wui.common.token')).toBe('a1')
    expect(textAt(value, 'wui.common.token')).toBe('a1')
  })

  it.each([null, undefined, 'wui', 7, [], {}, { wui: null }, { wui: 'common.token' }])(
    'of %j is missing',
    (value) => {
      expect(memberAt(value, 'wui.common.token')).toBeUndefined()
      expect(textAt(value, 'wui.common.token')).toBeNull()
    },
  )

  it('that is no text is null as a text', () => {
    expect(memberAt({ a: 7 }, 'a')).toBe(7)
    expect(textAt({ a: 7 }, 'a')).toBeNull()
  })

  it.each(['constructor', '__proto__', 'toString.name'])('is not taken from the prototype: %s', (path) => {
    expect(memberAt({}, path)).toBeUndefined()
  })
})

it('a text is JSON or undefined, and never throws', () => {
  expect(jsonIn('{"ret":"ok"}')).toEqual({ ret: 'ok' })
  expect(jsonIn('{"ret":"o')).toBeUndefined()
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonIn(text)).toEqual(JSON.parse(text))
    }),
  )
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => jsonIn(text)).not.toThrow()
    }),
  )
})
