/** Compares with tshark: the same fields and TLVs at the same offsets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ipaddr from 'ipaddr.js'
import { afterAll, describe, expect, it } from 'vitest'
import type { CdpTlv } from '#electron/protocols/cdp/cdp-tlv.ts'
import type { DiscoveryFrame, LldpFrame } from '#electron/protocols/lldp/frame.ts'
import type { Tlv } from '#electron/protocols/lldp/tlv.ts'
import fc from '#test/support/property.ts'
import { isHere, missing } from '../../support/programs.ts'
import { tlv } from './arbitraries.ts'
import { cdpTlv, lldpContent } from './arbitrary-frames.ts'
import { asTshark, type SharkFields, type SharkValue } from './as-tshark.ts'
import { cdpAsTshark } from './as-tshark-cdp.ts'
import { ethernet, lldpdu } from './encode.ts'
import { cdpFrame, cdpPacket } from './encode-cdp.ts'
import { capturesIn, fixtures, haveFixtures, outcomesOf, withoutFixtures } from './fixtures.ts'
import { pcapFile } from './pcap-octets.ts'
import { readWithTshark, type SharkPacket } from './tshark.ts'

const folder = mkdtempSync(join(tmpdir(), 'punchdown-tshark-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function framesOf(file: string): Promise<DiscoveryFrame[]> {
  return (await outcomesOf(file)).flatMap((outcome) => (outcome.outcome === 'frame' ? [outcome.frame] : []))
}

/** In tshark's form: the same number of digits, or the word. */
function asShown(shown: string, value: SharkValue): string {
  if (typeof value === 'string') {
    // tshark writes ::10.1.2.3, which RFC 5952 leaves open
    const groups = shown.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...octets: string[]) => {
      const [a = 0, b = 0, c = 0, d = 0] = octets.slice(0, 4).map(Number)
      return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
    })
    const same = shown.startsWith('::') && ipaddr.isValid(groups) && ipaddr.parse(groups).toString() === value
    return same ? shown : value
  }
  const number = Number(value)
  if (shown === 'True' || shown === 'False') return number === 0 ? 'False' : 'True'
  return shown.startsWith('0x') ? `0x${number.toString(16).padStart(shown.length - 2, '0')}` : String(number)
}

function compare(
  ours: SharkFields,
  theirs: ReadonlyMap<string, readonly string[]> | undefined,
  what: string,
) {
  for (const [field, value] of Object.entries(ours)) {
    const shown = theirs?.get(field) ?? []
    const values: readonly SharkValue[] = Array.isArray(value) ? value : [value]
    if (value === '' && shown.length === 0) continue
    expect([field, ...shown], what).toEqual([
      field,
      ...values.map((each, index) => asShown(shown[index] ?? '', each)),
    ])
  }
}

/** Kinds of the compared TLVs. */
function compareLldp(frame: LldpFrame, shark: SharkPacket | null | undefined): Tlv['tlv'][] {
  const compared: Tlv['tlv'][] = []
  for (const each of frame.tlvs) {
    const fields = asTshark(each)
    if (fields === null) continue
    compare(fields, shark?.tlvs.get(each.offset), JSON.stringify(each))
    compared.push(each.tlv)
  }
  return compared
}

describe.skipIf(!isHere('tshark'))(`compared with tshark${missing('tshark')}`, () => {
  describe.skipIf(!haveFixtures)(`real frames${withoutFixtures}`, () => {
    it.each(capturesIn('.'))('%s', async (name) => {
      const file = join(fixtures, name)
      const frames = await framesOf(file)
      const protocol = frames[0]?.protocol ?? 'lldp'
      const sharks = await readWithTshark(file, protocol)
      expect(frames).toHaveLength(sharks.length)
      for (const [index, frame] of frames.entries()) {
        const shark = sharks[index]
        if (frame.protocol === 'cdp') {
          compareCdp(frame, shark)
          continue
        }
        expect(compareLldp(frame, shark)).toHaveLength(frame.tlvs.length)
        const fields = [...(shark?.tlvs.values() ?? [])]
        const one = (field: string) => fields.find((each) => each.has(field))?.get(field)?.[0]
        expect(one('lldp.time_to_live')).toBe(String(frame.ttlS))
        expect([one('lldp.chassis.id.mac'), one('lldp.chassis.id.ip4')]).toContain(frame.chassisId.text)
        expect([one('lldp.port.id.mac'), one('lldp.port.id')]).toContain(frame.portId.text)
      }
    })
  })

  it('reads any TLV alike', async () => {
    const packets = fc
      .sample(fc.record({ content: lldpContent, each: tlv }), { seed: 1057, numRuns: 2_500 })
      .filter(({ each }) => isAscii(each))
      .map(({ content, each }) => ethernet(0x88cc, lldpdu({ ...content, tlvs: [each] })))
    const file = join(folder, 'any.pcap')
    writeFileSync(file, capture(packets))
    const frames = await framesOf(file)
    const sharks = await readWithTshark(file, 'lldp')
    expect(frames).toHaveLength(packets.length)
    const compared = frames.flatMap((frame, index) =>
      frame.protocol === 'lldp' ? compareLldp(frame, sharks[index]) : [],
    )
    // tshark 4.0 has no fields for the others
    expect([...new Set(compared)].toSorted()).toEqual([
      'additional-ethernet-capabilities',
      'application-priority',
      'congestion-notification',
      'eee',
      'ets-configuration',
      'ets-recommendation',
      'four-pair-power',
      'inventory',
      'link-aggregation',
      'link-aggregation-802.3',
      'location',
      'mac-phy',
      'management-address',
      'max-frame-size',
      'med-capabilities',
      'med-power',
      'mud-url',
      'network-policy',
      'organisational',
      'pfc-configuration',
      'port-description',
      'port-protocol-vlan-id',
      'port-vlan-id',
      'power-via-mdi',
      'protocol-identity',
      'system-capabilities',
      'system-description',
      'system-name',
      'vlan-name',
    ])
  })

  it('reads any CDP packet alike, with valid checksums', async () => {
    const packets = fc
      .sample(fc.array(cdpTlv.filter(readByTshark), { maxLength: 4 }), { seed: 1057, numRuns: 300 })
      .filter((tlvs) => isAscii(tlvs))
      .map((tlvs) => cdpPacket(2, 180, tlvs))
      .filter((packet) => packet.length < 1_400)
      .map((packet) => cdpFrame(packet))
    const file = join(folder, 'cdp.pcap')
    writeFileSync(file, capture(packets))
    const frames = await framesOf(file)
    const sharks = await readWithTshark(file, 'cdp')
    expect(frames).toHaveLength(packets.length)
    for (const [index, frame] of frames.entries())
      if (frame.protocol === 'cdp') compareCdp(frame, sharks[index])
  })
})

function compareCdp(
  frame: Extract<DiscoveryFrame, { readonly protocol: 'cdp' }>,
  shark: SharkPacket | null | undefined,
) {
  expect(shark?.fields.get('cdp.checksum.status')).toEqual(['1'])
  expect(frame.problems).toEqual([])
  for (const each of frame.tlvs) {
    const fields = cdpAsTshark(each)
    if (fields !== null) compare(fields, shark?.tlvs.get(each.offset), JSON.stringify(frame.tlvs))
  }
}

/** tshark reads most texts as ASCII. */
const isAscii = (value: unknown): boolean => /^[\0-\x7f]*$/.test(JSON.stringify(value))

/** tshark stops at an empty TLV of an unknown type. */
const readByTshark = ({ tlv: kind }: CdpTlv): boolean => kind !== 'unrecognised'

const capture = (packets: readonly Buffer[]): Buffer =>
  pcapFile(
    packets.map((octets, index) => ({ seconds: index, nanos: 0, octets })),
    { little: true, nano: false, linkType: 1 },
  )
