/** Pages that are kept as evidence: what goes, and what stays. */

import { describe, expect, it } from 'vitest'
import { outlineOf, redactPage, redactUrl } from '#electron/drivers/kit/redaction.ts'
import fc from '#test/support/property.ts'

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

describe('secrets beside pages', () => {
  it.each([
    ['Set-Cookie', 'Set-Cookie: session=hush1; Path=/; HttpOnly'],
    ['Cookie', 'cookie: a=1; sid=hush1'],
    ['Authorization', 'Authorization: Basic hush1hush1=='],
    ['a header as JSON', '{"Authorization": "Digest username=\\"a\\", response=\\"hush1\\""}'],
    ['a key in a URL', 'GET http://192.0.2.1/report?k=hush1&page=2'],
    ['a token in a URL', 'http://192.0.2.1/a?x=1&access_token=hush1'],
    ['user information of a URL', 'fetched https://admin:hush1@192.0.2.1/a.cfg'],
    ['a provisioning URL', 'http://192.0.2.1/a?password=hush1'],
    ['a label and its field', '<label>Admin Password</label><input value="hush1">'],
    ['a text area', '<textarea name="wpa_passphrase">hush1</textarea>'],
    ['a script', 'var adminPwd = "hush1";'],
    ['YAML', 'sip_password: hush1'],
  ])('%s', (_what, text) => {
    const redacted = redactPage(text)
    expect(redacted).not.toContain('hush1')
    expect(redacted).toContain('••••')
  })

  it.each([
    ['/menu.htm', '/menu.htm'],
    ['/a?k=hush1&x=1', '/a?k=••••&x=••••'],
    ['/a?hush1', '/a?••••'],
    ['/a.cgi;session_id=hush1', '/a.cgi;session_id=••••'],
    ['/a;id=hush1/b?x=1', '/a;id=••••/b?x=••••'],
    ['http://admin:hush1@192.0.2.1/a', 'http://••••@192.0.2.1/a'],
  ])('a URL keeps its path and the names of its query: %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted)
  })

  it('the outline of a page holds its title and its length only', () => {
    const page = '<html><title> Sign in </title><body>hush1</body></html>'
    expect(outlineOf(page)).toEqual({ length: page.length, title: 'Sign in' })
    expect(outlineOf('hush1')).toEqual({ length: 5, title: null })
  })
})
