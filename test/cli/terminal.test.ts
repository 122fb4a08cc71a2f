/** Text on standard input, with and without a byte order mark, in pieces of any size. */

import { describe, expect, it } from 'vitest'
import { textIn } from '#electron/cli/terminal.ts'
import fc from '#test/support/property.ts'

async function* pieces(octets: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size)
}
async function decoded(octets: Buffer, size: number): Promise<string> {
  let text = ''
  for await (const part of textIn(pieces(octets, size))) text += part
  return text
}

describe('text on standard input', () => {
  it('is the same with a byte order mark and without, in UTF-8 and UTF-16, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !text.startsWith('\ufeff')),
        fc.integer({ min: 1, max: 5 }),
        async (text, size) => {
          for (const encoding of ['utf8', 'utf16le'] as const) {
            expect(await decoded(Buffer.from(`\ufeff${text}`, encoding), size)).toBe(text)
          }
          expect(await decoded(Buffer.from(text), size)).toBe(text)
        },
      ),
      { numRuns: 200 },
    )
    expect(await decoded(Buffer.alloc(0), 1)).toBe('')
    expect(await decoded(Buffer.from('x'), 1)).toBe('x')
  })

  it('keeps a mark that is not at the beginning', async () => {
    expect(await decoded(Buffer.from('a\ufeffb'), 4)).toBe('a\ufeffb')
  })
})
