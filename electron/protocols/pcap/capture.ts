/** Content of a capture: packets and problems. */
import { isLinkType, type LinkType } from './ethernet.ts'

export interface CapturedPacket {
  /** Counted from 1, as in capture programs. */
  readonly number: number
  /** Milliseconds since the epoch, with a fraction; null without a timestamp. */
  readonly at: number | null
  /** Octets on the wire. */
  readonly wireLength: number
  /** The capture has only the start of the packet. */
  readonly cut: boolean
  readonly octets: Buffer
  readonly linkType: LinkType
  /** Name of the interface; null when the file has none. */
  readonly interface: string | null
}

/**
 * not-a-capture: neither pcap nor pcapng. cut: the file ends inside a record. record-length: a record is longer than any packet, or shorter
 * than its header. interface: a packet of an undescribed interface, or too many interfaces. link-type: an unsupported link type; other
 * interfaces of the file are still read.
 */
export type CaptureProblemKind = 'not-a-capture' | 'cut' | 'record-length' | 'interface' | 'link-type'

export interface CaptureProblem {
  readonly kind: CaptureProblemKind
  /** Octets from the start of the file to the record. */
  readonly offset: number
}

export type CaptureItem =
  | { readonly item: 'packet'; readonly packet: CapturedPacket }
  /** `last`: nothing behind it can be read. */
  | { readonly item: 'problem'; readonly problem: CaptureProblem; readonly last: boolean }

/** A capture file format. */
export interface CaptureFormat {
  /** The next item; null when more octets are needed. Not called after the last item. */
  next(): CaptureItem | null
}

/** Longest packet (libpcap's limit), and longest record with options. */
export const longestPacket = 256 * 1024
export const longestRecord = longestPacket + 16 * 1024

/** Octets that were received and not yet consumed: at most one record, and the chunk it came with. */
export class Intake {
  #octets: Buffer = Buffer.alloc(0)
  #at = 0
  #offset = 0
  #toSkip = 0
  #skippedFrom = 0

  /** Position of the current record in the file. */
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

  /** The next octets, without consuming them; null when they have not all arrived. */
  peek(count: number): Buffer | null {
    const end = this.#at + count
    return end > this.#octets.length ? null : this.#octets.subarray(this.#at, end)
  }

  /** Skips octets, including ones that have not arrived yet. */
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

/** A packet without its frame check sequence, which some captures include. */
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
