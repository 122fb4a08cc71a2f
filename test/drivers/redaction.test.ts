/** Pages that are kept as evidence: what goes, and what stays. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { redactPage } from '#electron/drivers/kit/redaction.ts'

describe('redaction', () => {
  it.each([
    [
      'XML',
      '<parameter name="AdminPassword" access="readWrite"><syntax><string/></syntax><value hash="1" default="#" current="#"/></parameter>',
    ],
    ['XML, single quotes', "<parameter name='UserPassword'><value current='#'/></parameter>"],
    ['a tag of its own', '<input type="password" name="p" value="#">'],
    ['a tag, value first', '<input value="#" name="pwd" size=9>'],
    ['without quotes', '<input name="passwd" value=#>'],
    ['a profile', '<P><N>AuthPassword</N><V>#</V></P>'],
    ['an element', '<AdminPassword>#</AdminPassword>'],
    ['JSON', '{"a":1,"adminPassword": "#","b":2}'],
    ['JSON with an escape', '{"sip_secret":"\\"#"}'],
    ['a form', 'user=admin&password=#&x=1'],
    ['a line', 'adm.user_password = #'],
    ['a PIN', '<parameter name="Access PIN"><value default="#"/></parameter>'],
  ])('%s', (_what, page) => {
    const redacted = redactPage(page.replaceAll('#', 'hush1'))
    expect(redacted).not.toContain('hush1')
    expect(redacted).toContain('••••')
  })

  it.each([
    '<parameter name="ConfigUrl"><value hash="7f7d0175" current="http://192.0.2.1/0.cfg"/></parameter>',
    '<h2>Settings</h2><p>shipping to the spinning wheel</p>',
    '{"model":"Rove B2","pinned":"yes"}',
  ])('leaves alone: %s', (page) => {
    expect(redactPage(page)).toBe(page)
  })

  it('a secret between others is the only thing that goes', () => {
    const row = (name: string, value: string) =>
      `<parameter name="${name}"><value current="${value}"/></parameter>`
    expect(redactPage(`${row('A', '1')}${row('Password', '2')}${row('B', '3')}`)).toBe(
      `${row('A', '1')}${row('Password', '••••')}${row('B', '3')}`,
    )
  })

  it('ends on any page', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      'name="',
      'password',
      '"',
      '=',
      ' ',
      '<N>',
      '</N>',
      'value="',
      '&',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        expect(redactPage(pieces.join(''))).toBeTypeOf('string')
      }),
    )
  })
})
