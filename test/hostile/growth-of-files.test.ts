/** Catalogue pages, captures and datagrams with very many parts are read in time by their length. */
import { describe, expect, it } from 'vitest'
import { mdnsSightings, questionsAfter } from '#electron/probes/mdns/services.ts'
import type { DnsRecord } from '#electron/protocols/dns/dns.ts'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import { Intake } from '#electron/protocols/pcap/capture.ts'
import { pcapFormat } from '#electron/protocols/pcap/pcap.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { csvOf } from '#shared/model/spreadsheet.ts'
import { encodeTlv, ethernet, lldpdu } from '../protocols/lldp/encode.ts'
import { pcapFile } from '../protocols/lldp/pcap-octets.ts'
import { superlinear } from './growth.ts'

const longest = 400_000
const head =
  'ms.date: 07/15/2024\n\n|Vendor|Model|Minimum firmware version|Approved firmware version|Remarks|Links|\n|---|---|---|---|---|---|\n|**A**||||||\n||B|1.0|2.0|||\n\n'
const filled = (unit: string, length: number): string =>
  `${head}${unit.repeat(Math.ceil(length / unit.length))}\n\nThe end.\n`

describe('a catalogue page', { timeout: 60_000 }, () => {
  it.each([
    'a|b\n-|-\n',
    '# a\n',
    '# requirements\n\n> [!NOTE]\n> a\n\n',
    '> [!NOTE]\n> feature codes\n> *30* x\n\n',
    '> [!NOTE]\n> A is a vendor\n\n',
    '|Model|Minimum firmware version|Approved firmware version|\n|---|---|---|\n|m|1|2|\n\n',
    '[^1]: a\n\n',
    '||m|1.0|2.0|||',
    '=1+1,"',
  ])('with very many %j', (unit) => {
    expect(superlinear(readPlanPage, (length) => filled(unit, length), longest)).toBeNull()
  })
})

it('cells that a spreadsheet would run', () => {
  for (const unit of ['=', ' ', '"', '\u200b', '1', ',\n'])
    expect(
      superlinear(
        (text) => csvOf(['a'], [[text]]),
        (length) => unit.repeat(length),
        longest,
      ),
    ).toBeNull()
})

it('a message of multicast DNS with very many records', () => {
  const records = (count: number): DnsRecord[] =>
    Array.from({ length: count }, (_, at) => {
      const name = [`instance ${at} ${'x'.repeat(40)}`, '_http', '_tcp', 'local']
      return { name, type: 'SRV', target: [`host-${at}`, 'local'], port: 80 }
    })
  const read = (text: string): void => {
    const message = { isResponse: true, records: records(text.length / 100) }
    mdnsSightings(message, '127.0.0.1', 1)
    questionsAfter(message)
  }
  expect(superlinear(read, (length) => ' '.repeat(length), longest)).toBeNull()
})

describe('a capture', { timeout: 60_000 }, () => {
  const tlv = encodeTlv({ tlv: 'system-name', offset: 0, text: 'a' })
  const id = { subtype: 'local', code: 7, text: 'a' } as const
  const frame = ethernet(0x88cc, lldpdu({ chassisId: id, portId: id, ttlS: 120, tlvs: [] }))
  const read = (octets: Buffer): void => {
    const intake = new Intake()
    for (let at = 0; at < octets.length; at += 16_384) intake.add(octets.subarray(at, at + 16_384))
    const format = pcapFormat(octets.subarray(0, 4), intake)
    for (let item = format?.next(); item?.item === 'packet'; item = format?.next()) parsePacket(item.packet)
  }
  const file = (packets: readonly Buffer[]): Buffer =>
    pcapFile(
      packets.map((octets) => ({ seconds: 1, nanos: 0, octets })),
      { little: true, nano: false, linkType: 1 },
    )

  it('with very many frames', () => {
    const one = file([frame]).subarray(24)
    const many = (length: number) =>
      Buffer.concat([file([]), ...Array.from({ length: Math.ceil(length / one.length) }, () => one)])
    expect(
      superlinear(
        (text) => read(Buffer.from(text, 'latin1')),
        (length) => many(length).toString('latin1'),
        longest,
      ),
    ).toBeNull()
  })

  it('with very many TLVs in one frame', () => {
    const long = (length: number) =>
      Buffer.concat([
        frame.subarray(0, -2),
        ...Array.from({ length: Math.ceil(length / tlv.length) }, () => tlv),
      ])
    expect(
      superlinear(
        (text) => read(Buffer.from(text, 'latin1')),
        (length) => file([long(length)]).toString('latin1'),
        240_000,
      ),
    ).toBeNull()
  })
})
