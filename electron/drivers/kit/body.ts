/** Encodes the body of a request. Digest with `auth-int` and keyed sign-ins hash the same bytes that are sent. */
import { randomBytes } from 'node:crypto'

/** One part of multipart/form-data (RFC 7578): a field, or a file when it has a file name. */
interface BodyPart {
  readonly name: string
  readonly content: string | Uint8Array
  readonly fileName?: string
  readonly mediaType?: string
}

export type RequestBody =
  /** application/x-www-form-urlencoded, in the order of the fields. */
  | { readonly kind: 'form'; readonly fields: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'json'; readonly value: object }
  | { readonly kind: 'xml'; readonly text: string }
  | { readonly kind: 'multipart'; readonly parts: readonly BodyPart[] }
  | { readonly kind: 'octets'; readonly bytes: Uint8Array; readonly mediaType?: string }

export interface EncodedBody {
  /** Value of Content-Type. */
  readonly mediaType: string
  readonly bytes: Buffer
}

export function encodeBody(body: RequestBody): EncodedBody {
  switch (body.kind) {
    case 'form':
      return encoded('application/x-www-form-urlencoded', formText(body.fields))
    case 'json':
      return encoded('application/json', JSON.stringify(body.value))
    case 'xml':
      return encoded('application/xml; charset=utf-8', body.text)
    case 'octets':
      return encoded(body.mediaType ?? 'application/octet-stream', body.bytes)
    case 'multipart': {
      const boundary = `form-${randomBytes(12).toString('hex')}`
      return encoded(`multipart/form-data; boundary=${boundary}`, multipart(body.parts, boundary))
    }
  }
}

/** `[['user', 'a b'], ['2', 'x']]` → `user=a+b&2=x`. */
function formText(fields: readonly (readonly [string, string])[]): string {
  const form = new URLSearchParams()
  for (const [name, value] of fields) form.append(name, value)
  return form.toString()
}

const encoded = (mediaType: string, content: string | Uint8Array): EncodedBody => ({
  mediaType,
  bytes: typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content),
})

/**
 *   --form-5f2a…
 *   Content-Disposition: form-data; name="blob-cfg"; filename="config.xml"
 *   Content-Type: application/xml
 *
 *   <DeviceDatabase …
 *   --form-5f2a…--
 */
function multipart(parts: readonly BodyPart[], boundary: string): Buffer {
  const pieces: Buffer[] = []
  for (const { name, content, fileName, mediaType } of parts) {
    const file = fileName === undefined ? '' : `; filename="${escaped(fileName)}"`
    const type = mediaType === undefined ? '' : `Content-Type: ${mediaType}\r\n`
    pieces.push(
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(name)}"${file}\r\n${type}\r\n`,
      ),
      Buffer.from(content),
      Buffer.from('\r\n'),
    )
  }
  return Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)])
}

/** Names and file names as browsers send them (HTML, 4.10.21.8). */
const escaped = (text: string): string =>
  text.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
