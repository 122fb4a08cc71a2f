/** Splits a byte stream into SIP messages by Content-Length (RFC 3261 §18.3). */
import { PunchdownError } from '#shared/errors.ts'
import { contentLength, headerEnd, longestMessage, readHead } from './message.ts'

export interface Framed {
  /** Complete messages. A message without Content-Length has no body on a stream. */
  readonly messages: Buffer[]
  /** Set when the stream cannot be read further: the reason of `sip-malformed`, and the octets from the unreadable message on. */
  readonly broken: { readonly reason: string; readonly bytes: Buffer } | null
  /** Number of CRLF CRLF between messages (RFC 5626 §4.4.1); each must be answered with CRLF. */
  readonly pings: number
}

/** Searches each octet once, also when a peer sends very small segments. */
export class StreamFramer {
  #held = Buffer.alloc(4_096)
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

  /** Determines the length of the first message; returns the reason of `sip-malformed` when it cannot. */
  #measure(): string | null {
    if (this.#messageLength !== null || this.#length === 0) return null
    const held = this.#octets
    const split = headerEnd(held, Math.max(0, this.#searched - 3))
    this.#searched = this.#length
    if (split === null) return this.#length > longestMessage ? 'too-long' : null
    try {
      const { headers } = readHead(held.subarray(0, Math.min(split.bodyAt, longestMessage + 1)))
      const end = split.bodyAt + (contentLength(headers) ?? 0)
      if (end > longestMessage) return 'too-long'
      this.#messageLength = end
      return null
    } catch (error) {
      if (error instanceof PunchdownError) return String(error.facts.reason)
      throw error
    }
  }
}
