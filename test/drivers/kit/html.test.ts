import { describe, expect, it } from 'vitest'
import { isSent, readHtml } from '#electron/drivers/kit/html.ts'
import fc from '#test/support/property.ts'

describe('a page', () => {
  it('has forms with their fields, links and meta elements', () => {
    const page =
      readHtml(`<!doctype html><title> snom <b>D735</b> &amp; more </title><title>later</title><META NAME="csrf-token" content="a&amp;1"><meta charset="utf-8">
      <form action="/login?x=1&amp;y=2" METHOD="Post">
        <input type=hidden name=token value='c3'><input name="user"><input type="PASSWORD" name="pwd" value="old">
        <input type="checkbox" name="keep" checked><input type="checkbox" name="other" value="1"><input value="no name">
        <select name="language"><option value="en">English<option value="de" selected>Deutsch</select>
        <select name="first"><option value="1">1</option><option value="2">2</option></select>
        <textarea name="note">one &lt; two</textarea><input type="submit" name="go" value="Sign in">
      </form>
      <input name="outside" value="1">
      <a href="#" onclick="e('DM_S_.xml')"> Auto <b>Provisioning</b></a><a>plain</a>
      <form><input name="q"></form>`)
    const field = (name: string, type: string, value = '', checked = false) => ({
      name,
      type,
      value,
      checked,
    })
    expect(page.forms).toEqual([
      {
        ...{ action: '/login?x=1&y=2', method: 'POST' },
        fields: [
          field('token', 'hidden', 'c3'),
          field('user', 'text'),
          field('pwd', 'password', 'old'),
          field('keep', 'checkbox', '', true),
          field('other', 'checkbox', '1'),
          field('language', 'select', 'de'),
          field('first', 'select', '1'),
          field('note', 'textarea', 'one < two'),
          field('go', 'submit', 'Sign in'),
        ],
      },
      { action: null, method: 'GET', fields: [field('q', 'text')] },
    ])
    expect(page.links).toEqual([
      { text: 'Auto Provisioning', href: '#', onclick: "e('DM_S_.xml')" },
      { text: 'plain', href: null, onclick: null },
    ])
    expect([...page.metas]).toEqual([['csrf-token', 'a&1']])
    expect(page.title).toBe('snom <b>D735</b> & more')
    expect(readHtml('<p>snom</p>').title).toBe(null)
  })

  it('sends ticked boxes, and no buttons', () => {
    const { forms } =
      readHtml(`<form><input name="1"><input type="hidden" name="2"><input type="checkbox" name="3" checked>
      <input type="checkbox" name="4"><input type="radio" name="5"><input type="radio" name="5" value="x" checked>
      <input type="submit" name="6"><input type="button" name="7"><input type="image" name="8"><input type="reset" name="9">
      <input type="file" name="10"><select name="11"></select></form>`)
    expect(forms[0]?.fields.filter(isSent).map(({ name }) => name)).toEqual(['1', '2', '3', '5', '11'])
  })

  it('without a value in a select or with an option alone has an empty one', () => {
    const { forms } = readHtml('<form><option value="x"><select name="a"></select></form>')
    expect(forms[0]?.fields).toEqual([{ name: 'a', type: 'select', value: '', checked: false }])
  })

  it('of any text is read', () => {
    const piece = fc.constantFrom(
      '<form>',
      '</form>',
      '<input name=a>',
      '<a href=',
      '<select>',
      '</select>',
      '<',
      '>',
      '"',
      'text',
      '<textarea>',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
        expect(readHtml(pieces.join('')).forms.length).toBeLessThanOrEqual(pieces.length)
      }),
    )
  })
})
