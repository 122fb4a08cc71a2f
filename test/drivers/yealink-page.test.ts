/** What the drivers of Yealink devices read in a servlet page. */
import { describe, expect, it } from 'vitest'
import { readPage } from '#electron/drivers/yealink/page.ts'
import fc from '#test/support/property.ts'

describe('a servlet page', () => {
  const read = (html: string) => {
    const { variables, labels, ...rest } = readPage(html)
    return { variables: Object.fromEntries(variables), labels: Object.fromEntries(labels), ...rest }
  }

  it('has the variables of its scripts, the labels with a value and the kinds of its inputs', () => {
    expect(
      read(`g_out = "1"<script>var g_a="x"; g_b = 'it "is"' , g_c={"d":"e"} ; other_g_e = "5"; g_f = 7; g_g = ""</script><script>
        g_h  =  "8"; g_i = "9</script><script>"; g_j = {}; g_k = ''; g_l = {"m":{}}</script>
        g_after = "2" <label id="one" dvalue="A">text</label><label id="two">B</label><label dvalue="C"></label><b id="x" dvalue="y">
        <input type="PASSWORD"><input type="text" name="UserName"><input type="password" id="idPassword">`),
    ).toEqual({
      ...{
        variables: { g_a: 'x', g_b: 'it "is"', g_c: '{"d":"e"}', g_g: '', g_h: '8', g_j: '{}', g_k: '' },
        labels: { one: 'A' },
      },
      ...{ passwords: 2, hasUserField: true },
    })
  })

  it.each([
    ['<input id="idUsername">', true],
    ['<input id="username">', false],
    ['<input ID="IDUSERNAME">', true],
    ['<input name="username">', true],
    ['<input id="username2" name="AutoProvisionUsername">', false],
    ['<label id="idUsername">', false],
    ['<input name="idUsername">', false],
  ])('%s has a field for a user: %s', (html, expected) => {
    expect(read(html)).toMatchObject({ hasUserField: expected, passwords: 0 })
  })

  it('is read in any form', () => {
    fc.assert(
      fc.property(fc.string(), (html) => {
        expect(() => readPage(html)).not.toThrow()
      }),
    )
  })
})
