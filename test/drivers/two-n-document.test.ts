/** Configuration documents of a 2N: read, and edited without a change of any other character. */
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { leafAt, readDocument, withValues } from '#electron/drivers/two-n/document.ts'
import fc from '#test/support/property.ts'

const root = 'DeviceDatabase'
const read = (text: string) => {
  const document = readDocument(text, root)
  if (document === null) throw new Error('no document')
  return document
}

/** Text that XML 1.0 can carry. */
const content = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((text) => /^[\t\n\x20-\uD7FF\uE000-\uFFFD]*$/.test(text))

describe('a document', () => {
  const sample = `<?xml version="1.0"?>\n<!-- <Not>this</Not> -->\n<DeviceDatabase Version="4"><A At="0"><B>1</B><C x='y' /></A><D>a &lt; b<!-- c --> &amp;</D><E><![CDATA[<x>]]></E></DeviceDatabase>\n`

  it('has its leaves with their paths and values', () => {
    expect(read(sample).leaves.map(({ path, value }) => [path.join('/'), value])).toEqual([
      ['DeviceDatabase/A/B', '1'],
      ['DeviceDatabase/A/C', ''],
      ['DeviceDatabase/D', 'a < b &'],
      ['DeviceDatabase/E', '<x>'],
    ])
    expect(leafAt(read(sample), [root, 'A', 'B'])?.value).toBe('1')
    expect(leafAt(read(sample), [root, 'A'])).toBe(null)
    expect(leafAt(read(sample), [root, 'A', 'B', 'B'])).toBe(null)
  })

  it('is changed in one place', () => {
    const document = read(sample)
    const change = (path: string[], value: string) => {
      const leaf = leafAt(document, [root, ...path])
      if (leaf === null) throw new Error('no leaf')
      return { leaf, value }
    }
    expect(withValues(document, [])).toBe(sample)
    expect(withValues(document, [change(['A', 'B'], 'a<b>&')])).toBe(
      sample.replace('<B>1</B>', '<B>a&lt;b&gt;&amp;</B>'),
    )
    expect(withValues(document, [change(['E'], '2'), change(['A', 'C'], '3')])).toBe(
      sample.replace("<C x='y' />", "<C x='y'>3</C>").replace('<![CDATA[<x>]]>', '2'),
    )
  })

  it.each([
    '',
    'text',
    '{"success":true}',
    '<html></html>',
    '<Other><DeviceDatabase></DeviceDatabase></Other>',
    '<DeviceDatabase>',
    '<DeviceDatabase><A>1</DeviceDatabase>',
    '<DeviceDatabase></DeviceDatabase><DeviceDatabase></DeviceDatabase>',
    '<DeviceDatabase><A>1</A',
  ])('is not %s', (text) => {
    expect(readDocument(text, root)).toBe(null)
  })

  it('holds each written value, for another parser too, and is itself again when the value is put back', () => {
    const names = ['Enabled', 'ServerAddress', 'FilePath'] as const
    fc.assert(
      fc.property(
        fc.tuple(content, content, content),
        fc.tuple(content, content, content),
        (before, after) => {
          const escaped = (text: string) =>
            text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
          const text = `<DeviceDatabase>\n<U>${names.map((name, i) => `<${name}>${escaped(before[i] ?? '')}</${name}>`).join(' ')}</U></DeviceDatabase>`
          const set = (from: string, values: readonly string[]) => {
            const document = read(from)
            const changes = names.flatMap((name, i) => {
              const leaf = leafAt(document, [root, 'U', name])
              return leaf === null ? [] : [{ leaf, value: values[i] ?? '' }]
            })
            return withValues(document, changes)
          }
          const changed = set(text, after)
          const parser = new XMLParser({ parseTagValue: false, trimValues: false, htmlEntities: true })
          const parsed: { DeviceDatabase: { U: Record<string, string> } } = parser.parse(changed)
          expect(names.map((name) => parsed.DeviceDatabase.U[name])).toEqual(after)
          expect(read(changed).leaves.map(({ value }) => value)).toEqual(after)
          expect(set(changed, before)).toBe(text)
        },
      ),
    )
  })

  it('of any text is read or refused', () => {
    const piece = fc.constantFrom(
      '<DeviceDatabase>',
      '</DeviceDatabase>',
      '<A>',
      '</A>',
      '<B/>',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '<',
      '"',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
        const document = readDocument(pieces.join(''), root)
        for (const { from, to, content } of document?.leaves ?? []) {
          expect(from).toBeLessThan(to)
          if (content !== null) expect(content.from).toBeLessThanOrEqual(content.to)
        }
      }),
    )
  })
})
