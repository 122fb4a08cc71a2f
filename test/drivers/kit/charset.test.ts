import { describe, expect, it } from 'vitest'
import { decodeBody } from '#electron/drivers/kit/charset.ts'
import fc from '#test/support/property.ts'

const latin = (text: string) => Buffer.from(text, 'latin1')
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('grüße', 'utf16le')])

describe('the charset of a reply', () => {
  it.each<[string, Uint8Array, string, string]>([
    ['UTF-8 without any name', Buffer.from('grüße'), 'text/html', 'grüße'],
    ['Content-Type', latin('grüße'), 'text/html; charset=ISO-8859-1', 'grüße'],
    ['Content-Type with quotes and spaces', latin('grüße'), 'text/html; Charset = "iso-8859-1"', 'grüße'],
    [
      'an XML declaration',
      latin('<?xml version="1.0" encoding="ISO-8859-1"?>ü'),
      '',
      '<?xml version="1.0" encoding="ISO-8859-1"?>ü',
    ],
    ['a meta element', latin('<head><meta charset=iso-8859-1>ü'), '', '<head><meta charset=iso-8859-1>ü'],
    [
      'Content-Type before the document',
      Buffer.from('<meta charset="iso-8859-1">ü'),
      'a; charset=utf-8',
      '<meta charset="iso-8859-1">ü',
    ],
    ['a byte order mark before Content-Type', utf16, 'text/xml; charset=utf-8', 'grüße'],
    ['the mark of UTF-8', Buffer.from([0xef, 0xbb, 0xbf, 0xc3, 0xbc]), 'a; charset=iso-8859-1', 'ü'],
    ['the mark of UTF-16, high byte first', Buffer.from([0xfe, 0xff, 0x00, 0xfc]), '', 'ü'],
    ['GB 2312', Buffer.from([0xd6, 0xd0]), 'text/html; charset=gb2312', '中'],
    ['UTF-8 for an unknown name', Buffer.from('ü'), 'text/html; charset=klingon', 'ü'],
    ['a mark that is cut', Buffer.from([0xef, 0xbb, 0x20]), 'a; charset=iso-8859-1', 'ï» '],
    [
      'a name after the first kilobyte',
      Buffer.concat([Buffer.alloc(1_024, 32), Buffer.from('<meta charset=iso-8859-1>ü')]),
      '',
      `${' '.repeat(1_024)}<meta charset=iso-8859-1>ü`,
    ],
  ])('%s', (_what, bytes, contentType, text) => {
    expect(decodeBody(bytes, contentType)).toBe(text)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.string(), (bytes, contentType) => {
        expect(typeof decodeBody(bytes, contentType)).toBe('string')
      }),
    )
  })
})
