/** Puts received audio in order by its timestamps; what was lost becomes silence. */
import { type G711, silence } from './g711.ts'
import type { RtpPacket } from './rtp.ts'

export class Recording {
  readonly #octets: Buffer
  #first: number | null = null
  #length = 0

  /** @param most octets; 8,000 are a second */
  constructor(codec: G711, most: number) {
    this.#octets = Buffer.alloc(most, silence[codec])
  }

  /** False when the recording is full. */
  add({ timestamp, payload }: RtpPacket): boolean {
    this.#first ??= timestamp
    const at = (timestamp - this.#first) >> 0
    // a packet from before the first, or after a jump of the timestamp
    if (at < 0 || at >= this.#octets.length) return at < 0
    const taken = payload.subarray(0, this.#octets.length - at)
    taken.copy(this.#octets, at)
    this.#length = Math.max(this.#length, at + taken.length)
    return this.#length < this.#octets.length
  }

  /** Octets so far. */
  get octets(): Buffer {
    return this.#octets.subarray(0, this.#length)
  }
}
