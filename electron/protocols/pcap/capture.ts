/** What a capture holds, whoever wrote it: packets, and where it stops making sense. */
import { isLinkType, type LinkType } from './ethernet.ts'

export interface CapturedPacket {
  /** From 1, as capture programs count. */
  readonly number: number
  /** Milliseconds since the epoch, with a fraction; null where the file keeps none. */
  readonly at: number | null
  /** Octets on the wire. */
  readonly wireLength: number
  /** The capture kept only the start of it. */
  readonly cut: boolean
  readonly octets: Buffer
  readonly linkType: LinkType
  /** Name of the interface, where the file keeps it. */
  readonly interface: string | null
}

/**
 * not-a-capture: neither pcap nor pcapng. cut: the file ends inside a record. record-length: a record says that it is longer than any
 * packet, or shorter than itself. interface: a packet of an interface that was not described, or more interfaces than any laptop has.
 * link-type: frames of a link that is not read here; those of other interfaces of the file go on.
 */
export type CaptureProblemKind = 'not-a-capture' | 'cut' | 'record-length' | 'interface' | 'link-type'

export interface CaptureProblem {
  readonly kind: CaptureProblemKind
  /** Octets from the start of the file to the record. */
  readonly offset: number
}

export type CaptureItem =
  | { readonly item: 'packet'; readonly packet: CapturedPacket }
  /** `last`: nothing more can be read. */
  | { readonly item: 'problem'; readonly problem: CaptureProblem; readonly last: boolean }

/** A form of capture file. */
export interface CaptureFormat {
  /** The next item of what has come; null when more octets are needed for one. Not asked again after the last. */
  next(): CaptureItem | null
}

/** The longest record that is kept in memory: libpcap's own bound on a packet, and room for options. */
export const longestPacket = 256 * 1024
export const longestRecord = longestPacket + 16 * 1024

/** Octets that have come and are not used up. Holds one record at most, beside the chunk it came with. */
export class Intake {
  #octets: Buffer = Buffer.alloc(0)
  #at = 0
  #offset = 0
  #toSkip = 0
  #skippedFrom = 0

  /** From the start of the file to the record that was not read to its end. */
  get offset(): number {
    return this.#toSkip > 0 ? this.#skippedFrom : this.#offset
  }

  /** Whether the file may end here. */
  get betweenRecords(): boolean {
    return this.#at === this.#octets.length && this.#toSkip === 0
  }

  add(chunk: Buffer): void {
    const rest = this.#octets.subarray(this.#at)
    this.#octets = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    this.#at = 0
    if (this.#toSkip > 0) this.#pass(this.#toSkip)
  }

  /** The next octets without using them up; null when they have not all come. */
  peek(count: number): Buffer | null {
    const end = this.#at + count
    return end > this.#octets.length ? null : this.#octets.subarray(this.#at, end)
  }

  /** Passes over a record, also over octets that have not come yet. */
  skip(count: number): void {
    this.#skippedFrom = this.#offset
    this.#pass(count)
  }

  #pass(count: number): void {
    const now = Math.min(count, this.#octets.length - this.#at)
    this.#at += now
    this.#offset += now
    this.#toSkip = count - now
  }
}

export const problemItem = (kind: CaptureProblemKind, offset: number, last = true): CaptureItem => ({
  item: 'problem',
  problem: { kind, offset },
  last,
})

/** A packet without the frame check sequence that some captures keep behind it. */
export function packetItem(
  packet: Omit<CapturedPacket, 'octets' | 'linkType' | 'cut'>,
  octets: Buffer,
  linkType: number,
  checkOctets: number,
): CaptureItem | null {
  if (!isLinkType(linkType)) return null
  const cut = octets.length < packet.wireLength
  const end = cut ? octets.length : Math.max(0, octets.length - checkOctets)
  return { item: 'packet', packet: { ...packet, cut, linkType, octets: octets.subarray(0, end) } }
}
