/** The parser reads every valid frame back. The frames are built by the tests' own encoder. */

import { describe, expect, it } from 'vitest'
import type { CdpTlv } from '#electron/protocols/cdp/cdp-tlv.ts'
import { linkTypes, parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import fc from '#test/support/property.ts'
import { tlv } from './arbitraries.ts'
import { cdpTlv, expected, lldpContent, source, tags } from './arbitrary-frames.ts'
import { bits } from './bits.ts'
import { encodeTlv, endTlv, ethernet, lldpdu, lldpTo, organisational, tlvOctets } from './encode.ts'
import { cdpFrame, cdpPacket } from './encode-cdp.ts'
import { macOctets } from './encode-values.ts'

const ids = Buffer.concat([
  tlvOctets(1, Buffer.from('04001b53489ee0', 'hex')),
  tlvOctets(2, Buffer.from('0531', 'hex')),
  tlvOctets(3, Buffer.from('0078', 'hex')),
])
const frameOf = (...octets: readonly Buffer[]) => ethernet(0x88cc, Buffer.concat([ids, ...octets, endTlv]))

function parsed(octets: Buffer) {
  const outcome = parseFrame(octets, linkTypes.ethernet)
  if (outcome.outcome !== 'frame') throw new Error(JSON.stringify(outcome))
  return outcome.frame
}

describe('round trip', () => {
  it('gives back any TLV', () => {
    fc.assert(
      fc.property(tlv, (each) => {
        const { tlvs, problems } = expected([each], 14 + ids.length)
        expect(parsed(frameOf(encodeTlv(each)))).toMatchObject({ tlvs, problems })
      }),
      { numRuns: 2_000 },
    )
  })

  it('gives back any frame with any tags and the first of repeated TLVs, and reports the offsets of the others', () => {
    fc.assert(
      fc.property(lldpContent, source, tags, (content, from, under) => {
        const octets = ethernet(0x88cc, lldpdu(content), { source: from, tags: under })
        const head = lldpdu({ ...content, tlvs: [] }).length - endTlv.length
        const { tlvs, problems } = expected(content.tlvs, 14 + 4 * under.length + head)
        expect(parsed(octets)).toEqual({
          protocol: 'lldp',
          link: { source: from, destination: lldpTo, tags: under },
          chassisId: content.chassisId,
          portId: content.portId,
          ttlS: content.ttlS,
          tlvs,
          problems,
        })
      }),
      { numRuns: 300 },
    )
  })

  it('gives back any frame in SNAP and in Linux cooked captures', () => {
    fc.assert(
      fc.property(lldpContent, source, fc.constantFrom('snap', 'cooked', 'cooked2'), (content, from, way) => {
        const pdu = lldpdu(content)
        const arphrd = bits().put(0, 16).put(1, 16).put(6, 16).octets(macOctets(from)).put(0, 16)
        const octets =
          way === 'snap'
            ? ethernet(pdu.length + 8, Buffer.concat([Buffer.from('aaaa0300000088cc', 'hex'), pdu]))
            : way === 'cooked'
              ? arphrd.put(0x88cc, 16).octets(pdu).build()
              : bits()
                  .put(0x88cc, 16)
                  .put(0, 16)
                  .put(2, 32)
                  .put(1, 16)
                  .put(2, 8)
                  .put(6, 8)
                  .octets(macOctets(from))
                  .put(0, 16)
                  .octets(pdu)
                  .build()
        const type =
          way === 'snap'
            ? linkTypes.ethernet
            : way === 'cooked'
              ? linkTypes.linuxCooked
              : linkTypes.linuxCooked2
        const head = lldpdu({ ...content, tlvs: [] }).length - endTlv.length
        const { tlvs } = expected(content.tlvs, octets.length - pdu.length + head)
        expect(parseFrame(octets, type)).toMatchObject({
          outcome: 'frame',
          frame: { chassisId: content.chassisId, portId: content.portId, tlvs },
        })
      }),
      { numRuns: 150 },
    )
  })

  it('gives back any CDP packet, with a checksum over an even or odd number of octets', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2),
        fc.nat(255),
        fc.array(cdpTlv, { maxLength: 12 }),
        tags,
        (version, ttlS, tlvs, under) => {
          const packet = cdpPacket(version, ttlS, tlvs)
          fc.pre(packet.length <= 1_400)
          // Ethernet pads to 60 octets, and the length gives the end of CDP
          const frame = Buffer.concat([cdpFrame(packet, under), Buffer.alloc(20)])
          let offset = 14 + 4 * under.length + 8 + 4
          const placed = tlvs.map((each): CdpTlv => {
            const at = offset
            offset += cdpPacket(2, 0, [each]).length - 4
            return { ...each, offset: at }
          })
          expect(parsed(frame)).toMatchObject({
            protocol: 'cdp',
            link: { tags: under },
            version,
            ttlS,
            tlvs: placed,
            problems: [],
          })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('cuts text at its first zero octet', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,15}$/), fc.uint8Array({ maxLength: 16 }), (model, rest) => {
        const value = Buffer.concat([Buffer.from(`${model}\0`), rest])
        expect(parsed(frameOf(organisational('00-12-bb', 10, value))).tlvs).toMatchObject([
          { tlv: 'inventory', item: 'model', text: model },
        ])
      }),
    )
  })

  it('keeps text that is not UTF-8, and reports its encoding', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 100 }), (any) => {
        const value = Buffer.from([0xff, ...any.map((octet) => octet || 0x20)])
        const { tlvs, problems } = parsed(frameOf(tlvOctets(5, value)))
        const [name] = tlvs
        if (name?.tlv !== 'system-name') throw new Error('no system name')
        expect(Buffer.from(name.text, 'latin1')).toEqual(value)
        expect(problems).toMatchObject([{ kind: 'text-encoding', tlv: 'system-name' }])
      }),
    )
  })
})
