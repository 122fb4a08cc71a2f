/** What the template inserts as text and what as markup. */
import { describe, expect, it } from 'vitest'
import { markup, withoutControls } from '#electron/protocols/markup/template.ts'

describe('the template for HTML and XML', () => {
  it.each([
    ['text, escaped', () => markup`<p>${'&<>"\''}</p>`, '<p>&amp;&lt;&gt;&quot;&apos;</p>'],
    ['numbers', () => markup`${0} of ${2}`, '0 of 2'],
    ['nothing for null', () => markup`a${null}b`, 'ab'],
    ['its own markup as it is', () => markup`<b>${markup`<i>${'<'}</i>`}</b>`, '<b><i>&lt;</i></b>'],
    ['lists without separators', () => markup`${['<', markup`<br>`, ['a', null]]}`, '&lt;<br>a'],
    ['white space as it is', () => markup`${'a\tb\r\nc'}`, 'a\tb\r\nc'],
    ['forbidden characters as U+FFFD', () => markup`${'a\u0000b\u009Fc\uD800'}`, 'a\uFFFDb\uFFFDc\uFFFD'],
  ])('takes %s', (_, made, text) => {
    expect(made().text).toBe(text)
  })
  it('keeps characters that are not control characters', () => {
    expect(withoutControls('Łódź 東京 🏢')).toBe('Łódź 東京 🏢')
  })
})
