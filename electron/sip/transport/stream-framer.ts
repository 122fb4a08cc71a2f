/** Splits a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). */
import type { MalformedReason } from '../message/malformed.ts'
import { longestMessage } from '../message/message.ts'
import { contentLength, readHead } from '../message/read-message.ts'

export interface Framed {
  /** Complete messages. A message without Content-Length has no body on a stream. */
  readonly messages: Buffer[]
  /** Set when the stream cannot be read further: the reason of `sip-malformed`, and the octets from the unreadable message on. */
  readonly broken: { readonly reason: MalformedReason; readonly bytes: Buffer } | null
  /** Number of CRLF CRLF between messages (RFC 5626 §4.4.1); each must be answered with CRLF. */
  readonly pings: number
}

/** Searches each octet once, also when a peer sends very small segments. */
export class StreamFramer {
  #held: Buffer = Buffer.alloc(0)
  #start = 0
  #length = 0
  /** Octets that were searched for the end of the header part. */
  #searched = 0
  /** Length of the first message in octets; null until its header part is complete. */
  #messageLength: number | null = null
  #pingOctets = 0

  push(chunk: Buffer): Framed {
    this.#append(chunk)
    const messages: Buffer[] = []
    let pings = 0
    for (;;) {
      if (this.#messageLength === null) pings += this.#takePings()
      const broken = this.#measure()
      if (broken !== null) {
        const bytes = Buffer.from(this.#octets.subarray(0, longestMessage))
        return { messages, broken: { reason: broken, bytes }, pings }
      }
      if (this.#messageLength === null || this.#length < this.#messageLength) {
        return { messages, broken: null, pings }
      }
      messages.push(Buffer.from(this.#octets.subarray(0, this.#messageLength)))
      this.#drop(this.#messageLength)
      this.#pingOctets = 0
    }
  }

  /** Octets received and not yet returned. */
  get #octets(): Buffer {
    return this.#held.subarray(this.#start, this.#start + this.#length)
  }

  #append(chunk: Buffer): void {
    if (this.#length === 0) {
      this.#held = chunk
      this.#start = 0
      this.#length = chunk.length
      return
    }
    const needed = this.#length + chunk.length
    if (this.#start + needed > this.#held.length) {
      const room =
        needed > this.#held.length ? Buffer.alloc(Math.max(needed, this.#held.length * 2)) : this.#held
      this.#octets.copy(room)
      this.#held = room
      this.#start = 0
    }
    chunk.copy(this.#held, this.#start + this.#length)
    this.#length = needed
  }

  #drop(count: number): void {
    this.#start += count
    this.#length -= count
    this.#searched = 0
    this.#messageLength = null
    // a connection that waits holds no buffer
    if (this.#length === 0) {
      this.#held = Buffer.alloc(0)
      this.#start = 0
    }
  }

  /** Removes line ends before a message. Each four octets of them are one ping, in one segment or in several. */
  #takePings(): number {
    const octets = this.#octets
    let at = 0
    while (octets[at] === 0x0d || octets[at] === 0x0a) at++
    if (at === 0) return 0
    this.#drop(at)
    this.#pingOctets += at
    const pings = Math.floor(this.#pingOctets / 4)
    this.#pingOctets %= 4
    return pings
  }

  /** Determines the length of the first message; returns the reason when it cannot. */
  #measure(): MalformedReason | null {
    if (this.#messageLength !== null || this.#length === 0) return null
    const held = this.#octets
    const bodyAt = endOfHead(held, Math.max(0, this.#searched - 3))
    this.#searched = this.#length
    if (bodyAt === -1) return this.#length > longestMessage ? 'too-long' : null
    if (bodyAt > longestMessage) return 'too-long'
    const length = contentLength(readHead(held.toString('latin1', 0, bodyAt)).headers)
    if (typeof length === 'string') return length
    const end = bodyAt + (length ?? 0)
    if (end > longestMessage) return 'too-long'
    this.#messageLength = end
    return null
  }
}

/** Index after the empty line that ends the head, CRLF CRLF, or LF LF of peers that end lines with LF only; -1 without one. */
function endOfHead(octets: Buffer, from: number): number {
  const crlf = octets.indexOf('\r\n\r\n', from)
  const lf = (crlf === -1 ? octets : octets.subarray(0, crlf)).indexOf('\n\n', from)
  if (lf !== -1) return lf + 2
  return crlf === -1 ? -1 : crlf + 4
}
