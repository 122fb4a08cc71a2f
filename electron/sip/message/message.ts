/** SIP messages (RFC 3261 §7) and their serialization. */
import type { SipHeaders } from './headers.ts'

export interface SipRequest {
  readonly kind: 'request'
  readonly method: string
  /** Octet text, as written. */
  readonly uri: string
  readonly headers: SipHeaders
  readonly body: Buffer
}
export interface SipResponse {
  readonly kind: 'response'
  readonly status: number
  /** Octet text. */
  readonly reason: string
  readonly headers: SipHeaders
  readonly body: Buffer
}
export type SipMessage = SipRequest | SipResponse

/** Maximum length of a message, in octets. Our limit: a datagram cannot be longer, and phones do not send more over TCP. */
export const longestMessage = 65_535

/** Serializes a message with a computed Content-Length. Replaces line breaks in values by spaces, to prevent header injection. */
export function serialize(message: SipMessage): Buffer {
  let head =
    message.kind === 'request'
      ? `${oneLine(message.method)} ${oneLine(message.uri)} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${oneLine(message.reason)}\r\n`
  for (const [name, value] of message.headers.entries()) {
    if (name.length !== 14 || name.toLowerCase() !== 'content-length')
      head += `${name}: ${oneLine(value)}\r\n`
  }
  head += `Content-Length: ${message.body.length}\r\n\r\n`
  const octets = Buffer.allocUnsafe(head.length + message.body.length)
  octets.write(head, 0, 'latin1')
  message.body.copy(octets, head.length)
  return octets
}

const lineBreak = /[\r\n]/
const oneLine = (text: string): string => (lineBreak.test(text) ? text.replaceAll(/[\r\n]/g, ' ') : text)
