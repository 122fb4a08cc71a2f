/** Malformed octets, and the contract of the parsers: a typed result that is valid JSON, in bounded time. */
import { Readable } from 'node:stream'
import { z } from 'zod'
import { sightingsOf } from '#electron/probes/lldp/sightings.ts'
import type { FrameOutcome } from '#electron/protocols/lldp/frame.ts'
import { effectOf, frameProblemKinds } from '#electron/protocols/lldp/frame-problems.ts'
import { senderKey, senderOf } from '#electron/protocols/lldp/frame-sender.ts'
import { type CaptureItem, longestPacket } from '#electron/protocols/pcap/capture.ts'
import { readCapture } from '#electron/protocols/pcap/capture-file.ts'
import { type LinkType, linkTypes, parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import { sightingSchema } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { cdpTlv, lldpContent, tags } from './arbitrary-frames.ts'
import { ethernet, lldpdu } from './encode.ts'
import { cdpFrame, cdpPacket } from './encode-cdp.ts'
import { interfaceBlock, packetBlock, pcapFile, sectionHeader, simplePacketBlock } from './pcap-octets.ts'

/** Changes, removes and inserts octets, and truncates. */
export const damaged = (whole: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> =>
  fc
    .record({
      octets: whole,
      changes: fc.array(fc.tuple(fc.nat(2_000), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)), {
        maxLength: 6,
      }),
      cutAt: fc.option(fc.nat(2_000)),
      put: fc.option(fc.tuple(fc.nat(2_000), fc.uint8Array({ maxLength: 40 }))),
    })
    .map(({ octets, changes, cutAt, put }) => {
      let damage = Buffer.from(octets)
      for (const [at, value, other] of changes) {
        if (damage.length > 0) damage[at % damage.length] = at % 2 === 0 ? value : other
      }
      if (put !== null) {
        const at = put[0] % (damage.length + 1)
        damage = Buffer.concat([damage.subarray(0, at), put[1], damage.subarray(at)])
      }
      return cutAt === null ? damage : damage.subarray(0, cutAt % (damage.length + 1))
    })

const valid: fc.Arbitrary<Buffer> = fc.oneof(
  fc.tuple(lldpContent, tags).map(([content, under]) => ethernet(0x88cc, lldpdu(content), { tags: under })),
  fc.array(cdpTlv, { maxLength: 8 }).map((tlvs) => cdpFrame(cdpPacket(2, 180, tlvs))),
)

/** TLVs of any type and length, also past the end, behind the three mandatory ones. */
const scrambled = fc
  .array(
    fc.record({
      type: fc.oneof(fc.nat(127), fc.constant(127), fc.constantFrom(4, 5, 6, 7, 8)),
      oui: fc.constantFrom('0080c2', '00120f', '0012bb', '000142', '00005e', ''),
      subtype: fc.nat(18),
      value: fc.uint8Array({ maxLength: 60 }),
      lie: fc.constantFrom(0, 0, 0, 1, -1, 200),
    }),
    { maxLength: 40 },
  )
  .map((tlvs) => {
    const parts = tlvs.map(({ type, oui, subtype, value, lie }) => {
      const info = Buffer.concat([
        type === 127 ? Buffer.from(`${oui}${subtype.toString(16).padStart(2, '0')}`, 'hex') : Buffer.alloc(0),
        value,
      ])
      const length = Math.max(0, Math.min(511, info.length + lie))
      return Buffer.concat([Buffer.from([(type << 1) | (length >> 8), length & 0xff]), info])
    })
    const ids = Buffer.from('020704001b53489ee0' + '04020531' + '06020078', 'hex')
    return ethernet(0x88cc, Buffer.concat([ids, ...parts]))
  })

export const hostileFrame: fc.Arbitrary<{ octets: Buffer; linkType: LinkType }> = fc.record({
  octets: fc.oneof(
    damaged(valid),
    scrambled,
    damaged(scrambled),
    fc.uint8Array({ maxLength: 1_600 }).map((any) => Buffer.from(any)),
    fc.uint8Array({ maxLength: 600 }).map((any) => ethernet(0x88cc, Buffer.from(any))),
    fc.uint8Array({ maxLength: 600 }).map((any) => cdpFrame(Buffer.from(any))),
    // jumbo frames full of the shortest TLVs, of texts, of names
    fc
      .tuple(fc.constantFrom('1400', 'fe0400120f09', 'fe080080c203003202' + '6161', '0a0161'), fc.nat(9_216))
      .map(([tlv, length]) => {
        const ids = Buffer.from('020704001b53489ee0' + '04020531' + '06020078', 'hex')
        return ethernet(0x88cc, Buffer.concat([ids, Buffer.alloc(length, Buffer.from(tlv, 'hex'))]))
      }),
  ),
  linkType: fc.constantFrom(...Object.values(linkTypes), linkTypes.ethernet, linkTypes.ethernet),
})

const problemSchema = z.object({
  kind: z.enum(frameProblemKinds),
  offset: z.number().int().nonnegative(),
  tlv: z.string().nullable(),
})

/** Throws when the contract is violated. */
export function checkFrame({ octets, linkType }: { octets: Buffer; linkType: LinkType }): FrameOutcome {
  const before = Buffer.from(octets)
  const outcome = parseFrame(octets, linkType)
  if (!before.equals(octets)) throw new Error('the octets were changed')
  if (outcome.outcome === 'discarded') {
    problemSchema.parse(outcome.problem)
    if (effectOf(outcome.problem.kind) !== 'frame') throw new Error('discarded for what does not discard')
    if (outcome.problem.offset > octets.length) throw new Error('an offset behind the frame')
  }
  if (outcome.outcome !== 'frame') return outcome
  const { frame } = outcome
  for (const problem of frame.problems) {
    problemSchema.parse(problem)
    if (effectOf(problem.kind) === 'frame') throw new Error('accepted in spite of what discards')
    if (problem.offset > octets.length) throw new Error('an offset behind the frame')
  }
  for (const { offset } of frame.tlvs) if (offset >= octets.length) throw new Error('a TLV behind the frame')
  const neighbour = senderOf(frame)
  if (senderKey(neighbour) === '') throw new Error('no key')
  z.array(sightingSchema).parse(sightingsOf(frame, 1))
  // no numbers that JSON cannot represent, and no undefined values
  const plain: unknown = JSON.parse(JSON.stringify({ frame, neighbour }))
  if (JSON.stringify(plain) !== JSON.stringify({ frame, neighbour })) throw new Error('not plain data')
  if (/NaN|Infinity/.test(String(frame.ttlS))) throw new Error('no number')
  return outcome
}

const packets = fc.array(
  fc.uint8Array({ maxLength: 200 }).map((any) => Buffer.from(any)),
  { maxLength: 8 },
)
export const hostileCapture: fc.Arbitrary<{ pieces: Buffer[] }> = fc
  .record({
    file: fc.oneof(
      damaged(
        fc.tuple(packets, fc.boolean(), fc.boolean()).map(([kept, little, nano]) =>
          pcapFile(
            kept.map((octets) => ({ seconds: 1, nanos: 2, octets })),
            { little, nano, linkType: 1 },
          ),
        ),
      ),
      damaged(
        fc
          .tuple(packets, fc.boolean())
          .map(([kept, little]) =>
            Buffer.concat([
              sectionHeader(little),
              interfaceBlock({ linkType: 1, name: 'eth0', resolution: 9, offsetSeconds: 1 }, little),
              ...kept.map((octets, index) =>
                index % 2 === 0 ? packetBlock(0, 1n, octets, little) : simplePacketBlock(octets, little),
              ),
            ]),
          ),
      ),
      fc.uint8Array({ maxLength: 300 }).map((any) => Buffer.from(any)),
    ),
    piece: fc.integer({ min: 1, max: 400 }),
  })
  .map(({ file, piece }) => {
    const pieces: Buffer[] = []
    for (let at = 0; at < file.length; at += piece) pieces.push(file.subarray(at, at + piece))
    return { pieces }
  })

/** Throws when the contract is violated: packets, then at most one problem at the end, with an offset within the file. */
export async function checkCapture({ pieces }: { pieces: readonly Buffer[] }): Promise<void> {
  const length = pieces.reduce((sum, { length: each }) => sum + each, 0)
  const items: CaptureItem[] = []
  for await (const item of readCapture(Readable.from(pieces))) items.push(item)
  for (const [index, item] of items.entries()) {
    if (item.item === 'packet') {
      if (item.packet.octets.length > longestPacket) throw new Error('a packet longer than any')
      continue
    }
    if (item.problem.offset > length) throw new Error('an offset behind the file')
    if (item.last && index !== items.length - 1) throw new Error('something behind the last')
  }
}
