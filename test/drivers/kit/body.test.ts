/** Encoded bodies, read back by the form parsers of the platform. */
import { describe, expect, it } from 'vitest'
import { encodeBody, type RequestBody } from '#electron/drivers/kit/body.ts'
import fc from '#test/support/property.ts'

const parsed = (body: RequestBody) => {
  const { mediaType, bytes } = encodeBody(body)
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': mediaType } })
}
/** A field without line breaks, which browsers normalise, and without lone surrogates, which UTF-8 does not have. */
const line = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\r\n]/.test(text))

describe('an encoded body', () => {
  it('that is a form has the fields in their order, also those of one name', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, line), { maxLength: 6 }), async (fields) => {
        const form = await parsed({ kind: 'form', fields }).formData()
        expect([...form]).toEqual(fields)
      }),
    )
  })

  it('that is multipart has names, file names, types and contents', async () => {
    const part = fc.record({ name: line, content: fc.uint8Array({ maxLength: 200 }), fileName: line })
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
        const typed = parts.map((each) => ({ ...each, mediaType: 'application/octet-stream' }))
        const form = await parsed({ kind: 'multipart', parts: typed }).formData()
        const read = await Promise.all(
          [...form].map(async ([name, file]) => {
            if (typeof file === 'string') throw new Error('not a file')
            return { name, content: new Uint8Array(await file.arrayBuffer()), fileName: file.name }
          }),
        )
        expect(read).toEqual(parts)
      }),
    )
  })

  it('that is multipart has fields and line breaks in names as browsers send them', async () => {
    const parts = [{ name: 'a"b\r\nc', content: 'grüße' }]
    expect([...(await parsed({ kind: 'multipart', parts }).formData())]).toEqual([['a"b\r\nc', 'grüße']])
    const { bytes } = encodeBody({ kind: 'multipart', parts })
    expect(bytes.toString()).toContain('Content-Disposition: form-data; name="a%22b%0D%0Ac"\r\n\r\ngrüße\r\n')
  })

  it('that is multipart has another boundary each time', () => {
    const [a, b] = [1, 2].map(() => encodeBody({ kind: 'multipart', parts: [] }).mediaType)
    expect(a).toMatch(/^multipart\/form-data; boundary=form-[0-9a-f]{24}$/)
    expect(a).not.toBe(b)
  })

  it.each<[RequestBody, string, string]>([
    [{ kind: 'json', value: { data: { Dest: 'ü' } } }, 'application/json', '{"data":{"Dest":"ü"}}'],
    [{ kind: 'xml', text: '<a>ü</a>' }, 'application/xml; charset=utf-8', '<a>ü</a>'],
    [{ kind: 'octets', bytes: Buffer.from('abc') }, 'application/octet-stream', 'abc'],
    [{ kind: 'octets', bytes: Buffer.from('abc'), mediaType: 'text/plain' }, 'text/plain', 'abc'],
    [{ kind: 'form', fields: [['a', '1&2']] }, 'application/x-www-form-urlencoded', 'a=1%262'],
    // a plain object would put numeric names first, in ascending order
    [
      {
        kind: 'form',
        fields: [
          ['b', ''],
          ['10', ''],
          ['2', ''],
        ],
      },
      'application/x-www-form-urlencoded',
      'b=&10=&2=',
    ],
  ])('%j', (body, mediaType, text) => {
    const encoded = encodeBody(body)
    expect([encoded.mediaType, encoded.bytes.toString()]).toEqual([mediaType, text])
  })
})
