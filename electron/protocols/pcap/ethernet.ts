/** Reads the headers in front of an LLDPDU or a CDP packet: Ethernet with VLAN tags and SNAP, or Linux cooked capture. */

import { parseCdp } from '../cdp/cdp.ts'
import { macText, u8, u16, u24 } from '../lldp/bytes.ts'
import type { FrameOutcome, Link, VlanTag } from '../lldp/frame.ts'
import { parseLldpdu } from '../lldp/lldp.ts'

/** Supported link types of the pcap registry (tcpdump.org/linktypes.html). */
export const linkTypes = { ethernet: 1, linuxCooked: 113, linuxCooked2: 276 } as const
export type LinkType = (typeof linkTypes)[keyof typeof linkTypes]
export const isLinkType = (type: number): type is LinkType =>
  type === linkTypes.ethernet || type === linkTypes.linuxCooked || type === linkTypes.linuxCooked2

const lldpType = 0x88cc
/** IEEE 802.1Q C-tag, 802.1ad S-tag, and two older vendor values. */
const isTag = (type: number): boolean =>
  type === 0x8100 || type === 0x88a8 || type === 0x9100 || type === 0x9200
const cisco = 0x00000c
const cdpType = 0x2000
const noTags: readonly VlanTag[] = []

/** More tags than any network uses: a bound against fuzzed input. */
const mostTags = 8

// 01 80 c2 00 00 0e | 00 1b 53 5a 6e 01 | 81 00 e0 01 | 88 cc | 02 07 04 ...    tagged: priority 7, VLAN 1
// 01 00 0c cc cc cc | 00 1b 53 48 9e e0 | 00 79 | aa aa 03 | 00 00 0c | 20 00 | 02 b4 ...    802.3, SNAP: CDP
/** Reads one frame. Never throws, whatever the octets. */
export function parseFrame(b: Buffer, linkType: LinkType): FrameOutcome {
  switch (linkType) {
    case linkTypes.ethernet:
      return b.length < 14 ? cut(b.length) : tagged(b, 12, macText(b, 6), destinationOf(b))
    // 00 02 | 00 01 | 00 06 | 00 1b 53 5a 6e 01 00 00 | 88 cc    packet type, ARPHRD, address length, address, protocol
    case linkTypes.linuxCooked:
      return b.length < 16 ? cut(b.length) : tagged(b, 14, u16(b, 4) === 6 ? macText(b, 6) : null, null)
    // 88 cc | 00 00 | 00 00 00 02 | 00 01 | 02 | 06 | 00 1b 53 5a 6e 01 00 00    protocol first, interface, ARPHRD, type, address
    case linkTypes.linuxCooked2: {
      if (b.length < 20) return cut(b.length)
      const source = u8(b, 11) === 6 ? macText(b, 12) : null
      const type = u16(b, 0)
      if (!isTag(type)) return typed(type, b, 20, { source, destination: null, tags: noTags })
      return b.length < 24 ? cut(b.length) : tagged(b, 22, source, null, [tagAt(b, type, 20)])
    }
  }
}

const cut = (offset: number): FrameOutcome => ({
  outcome: 'discarded',
  protocol: null,
  link: null,
  problem: { kind: 'frame-cut', offset, tlv: null },
})

/** Avoids building the text of the most common LLDP address (802.1AB table 7-1). */
function destinationOf(b: Buffer): string {
  if (u24(b, 0) === 0x0180c2 && u24(b, 3) === 0x00000e) return '01:80:c2:00:00:0e'
  return macText(b, 0)
}

// 81 00 | e0 01    tag protocol; priority (3 bits), drop eligible (1), VLAN (12)
function tagAt(b: Buffer, tpid: number, at: number): VlanTag {
  const bits = u16(b, at)
  return { tpid, vlan: bits & 0xfff, priority: bits >> 13, dropEligible: (bits & 0x1000) !== 0 }
}

/** `at`: position of the frame's type, or of a tag in front of it. */
function tagged(
  b: Buffer,
  at: number,
  source: string | null,
  destination: string | null,
  before: readonly VlanTag[] = noTags,
): FrameOutcome {
  let tags = before
  let typeAt = at
  let type = u16(b, typeAt)
  while (isTag(type)) {
    if (tags.length === mostTags) return { outcome: 'other' }
    if (typeAt + 6 > b.length) return cut(b.length)
    tags = [...tags, tagAt(b, type, typeAt + 2)]
    typeAt += 4
    type = u16(b, typeAt)
  }
  return typed(type, b, typeAt + 2, { source, destination, tags })
}

/** `from`: position behind the type. A type up to 1500 is the length of an 802.3 frame; cooked captures have 4 instead. */
function typed(type: number, b: Buffer, from: number, link: Link): FrameOutcome {
  if (type === lldpType) return parseLldpdu(b, from, b.length, link)
  if (type > 1500) return { outcome: 'other' }
  if (u16(b, from) !== 0xaaaa) return { outcome: 'other' }
  if (from + 8 > b.length) return cut(b.length)
  const end = type === 4 && link.destination === null ? b.length : Math.min(b.length, from + type)
  if (u8(b, from + 2) !== 3 || from + 8 > end) return { outcome: 'other' }
  const oui = u24(b, from + 3)
  const snapType = u16(b, from + 6)
  if (oui === cisco && snapType === cdpType) return parseCdp(b, from + 8, end, link)
  // 802.1AB 7.3: LLDP in SNAP
  if (oui === 0 && snapType === lldpType) return parseLldpdu(b, from + 8, end, link)
  return { outcome: 'other' }
}
