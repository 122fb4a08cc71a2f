/** The rules of IEEE 802.1AB 9.2.7.7 and of each TLV: problems that discard the frame, only a TLV, or nothing. */
import { describe, expect, it } from 'vitest'
import { sightingsOf } from '#electron/probes/lldp/sightings.ts'
import type { FrameOutcome } from '#electron/protocols/lldp/frame.ts'
import {
  effectOf,
  type FrameProblemKind,
  frameProblemKinds,
} from '#electron/protocols/lldp/frame-problems.ts'
import { senderOf } from '#electron/protocols/lldp/frame-sender.ts'
import { mauName } from '#electron/protocols/lldp/mau-types.ts'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import { linkTypes, parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import { cdpTo, encodeTlv, endTlv, ethernet, organisational, tlvOctets } from './encode.ts'
import { cdpFrame, cdpPacket } from './encode-cdp.ts'

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(/[\s|]/g, ''), 'hex')
const chassis = hex('02 07 04 00 1b 53 48 9e e0')
const port = hex('04 02 05 31')
const ttl = hex('06 02 00 78')
const ids = Buffer.concat([chassis, port, ttl])
const first = 14 + ids.length

const parse = (pdu: Buffer): FrameOutcome => parseFrame(ethernet(0x88cc, pdu), linkTypes.ethernet)
const withTlvs = (...digits: readonly string[]): FrameOutcome =>
  parse(Buffer.concat([ids, ...digits.map(hex), endTlv]))

function accepted(outcome: FrameOutcome) {
  if (outcome.outcome !== 'frame') throw new Error(JSON.stringify(outcome))
  return outcome.frame
}
const problem = (kind: FrameProblemKind, offset: number, tlv: string | null) => ({ kind, offset, tlv })

describe('the three mandatory TLVs', () => {
  const pdus: readonly (readonly [string, Buffer, FrameProblemKind, number])[] = [
    ['nothing at all', hex(''), 'chassis-id-missing', 14],
    ['the end at once', endTlv, 'chassis-id-missing', 14],
    ['port id first', Buffer.concat([port, chassis, ttl]), 'chassis-id-missing', 14],
    ['an empty chassis id', Buffer.concat([hex('02 01 04'), port, ttl]), 'chassis-id-length', 14],
    [
      'a chassis id of 257 octets',
      Buffer.concat([tlvOctets(1, Buffer.alloc(257, 1)), port, ttl]),
      'chassis-id-length',
      14,
    ],
    ['a chassis id past the end', hex('02 07 04 00 1b'), 'chassis-id-cut', 14],
    ['no port id', Buffer.concat([chassis, ttl]), 'port-id-missing', 23],
    ['an empty port id', Buffer.concat([chassis, hex('04 01 05'), ttl]), 'port-id-length', 23],
    ['a port id past the end', Buffer.concat([chassis, hex('04 09 05 31')]), 'port-id-cut', 23],
    ['no time to live', Buffer.concat([chassis, port, endTlv]), 'ttl-missing', 27],
    ['a time to live of one octet', Buffer.concat([chassis, port, hex('06 01 78')]), 'ttl-length', 27],
    ['a time to live past the end', Buffer.concat([chassis, port, hex('06 02 00')]), 'ttl-cut', 27],
    ['two chassis ids', Buffer.concat([ids, chassis, endTlv]), 'mandatory-repeated', 31],
    ['two port ids', Buffer.concat([ids, hex('0a 01 61'), port, endTlv]), 'mandatory-repeated', 34],
    ['two times to live', Buffer.concat([ids, ttl, endTlv]), 'mandatory-repeated', 31],
  ]
  it.each(pdus)('discard the frame: %s', (_, pdu, kind, offset) => {
    expect(parse(pdu)).toMatchObject({ outcome: 'discarded', protocol: 'lldp', problem: { kind, offset } })
  })

  it('may be 256 octets long; a longer time to live has its first two octets read', () => {
    const long = Buffer.concat([hex('07'), Buffer.alloc(255, 0x61)])
    const frame = accepted(
      parse(Buffer.concat([tlvOctets(1, long), tlvOctets(2, long), hex('06 03 00 3c 07')])),
    )
    expect(frame).toMatchObject({ ttlS: 60, problems: [{ kind: 'excess-octets', tlv: 'ttl' }] })
    if (frame.protocol === 'lldp') expect(frame.chassisId.text).toHaveLength(255)
  })

  it('end a shutdown frame, whose further TLVs are ignored', () => {
    const frame = accepted(
      parse(Buffer.concat([chassis, port, hex('06 02 00 00'), hex('0a 01 61'), chassis])),
    )
    expect(frame).toMatchObject({ ttlS: 0, tlvs: [], problems: [] })
    expect(sightingsOf(frame, 0)).toEqual([])
  })

  it('keep a reserved subtype and its octets', () => {
    const pdu = Buffer.concat([hex('02 04 09 01 02 03'), hex('04 03 00 41 42'), ttl, endTlv])
    expect(accepted(parse(pdu))).toMatchObject({
      chassisId: { subtype: 'reserved', code: 9, text: '010203' },
      portId: { subtype: 'reserved', code: 0, text: 'AB' },
    })
  })
})

describe('a TLV', () => {
  const discarded: readonly (readonly [string, string, FrameProblemKind, number, string | null])[] = [
    ['that reaches past the frame', '0a 40 61', 'tlv-past-end', first, 'system-name'],
    ['organisational, past the frame', 'fe 40 00 12 bb 05 61', 'tlv-past-end', first, 'inventory'],
    ['of unknown organisation, past the frame', 'fe 40 00 01 02 05 61', 'tlv-past-end', first, '00-01-02/5'],
    ['capabilities of three octets', '0e 03 00 04 00', 'tlv-length', first, 'system-capabilities'],
    [
      'capabilities enabled but not supported',
      '0e 04 00 04 00 24',
      'capabilities-contradict',
      first + 4,
      'system-capabilities',
    ],
    [
      'management address of eight octets',
      '10 08 02 01 0a 02 00 00 00 00',
      'tlv-length',
      first,
      'management-address',
    ],
    [
      'management address without an address',
      '10 0c 01 01 c0 a8 01 1e 03 00 00 00 02 00',
      'inner-length',
      first + 2,
      'management-address',
    ],
    [
      'management address longer than the TLV',
      '10 0c 1f 01 c0 a8 01 1e 03 00 00 00 02 00',
      'inner-length',
      first + 2,
      'management-address',
    ],
    [
      'OID longer than the TLV',
      '10 0c 05 01 c0 a8 01 1e 03 00 00 00 02 04',
      'inner-length',
      first + 13,
      'management-address',
    ],
    ['organisational, of three octets', 'fe 03 00 80 c2', 'tlv-length', first, null],
    ['port VLAN of one octet', 'fe 05 00 80 c2 01 07', 'tlv-length', first, 'port-vlan-id'],
    [
      'VLAN name longer than the TLV',
      'fe 08 00 80 c2 03 00 32 05 61',
      'inner-length',
      first + 8,
      'vlan-name',
    ],
    [
      'protocol identity longer than the TLV',
      'fe 06 00 80 c2 04 05 61',
      'inner-length',
      first + 6,
      'protocol-identity',
    ],
    ['MAC/PHY of four octets', 'fe 08 00 12 0f 01 03 6c 01 00', 'tlv-length', first, 'mac-phy'],
    ['network policy of three octets', 'fe 07 00 12 bb 02 01 40 65', 'tlv-length', first, 'network-policy'],
    [
      'civic address longer than the TLV',
      'fe 0b 00 12 bb 03 02 20 02 55 53 01 00',
      'inner-length',
      first + 7,
      'location',
    ],
    [
      'civic address with half an element',
      'fe 0b 00 12 bb 03 02 05 02 55 53 01 09',
      'inner-length',
      first + 11,
      'location',
    ],
    [
      'coordinates of fifteen octets',
      `fe 14 00 12 bb 03 01 ${'00'.repeat(15)}`,
      'tlv-length',
      first,
      'location',
    ],
    ['four-pair power of none', 'fe 04 00 01 42 01', 'tlv-length', first, 'four-pair-power'],
  ]
  it.each(discarded)('%s is discarded alone', (_, digits, kind, offset, tlv) => {
    const outcome =
      kind === 'tlv-past-end' ? parse(Buffer.concat([ids, hex(digits)])) : withTlvs(digits, '0a 01 7a')
    const frame = accepted(outcome)
    expect(frame.problems.filter((each) => each.kind !== 'med-order')).toEqual([problem(kind, offset, tlv)])
    expect(effectOf(kind)).toBe('tlv')
    expect(frame.tlvs.map((each) => each.tlv)).toEqual(kind === 'tlv-past-end' ? [] : ['system-name'])
  })

  it('longer than 255 octets of text is discarded', () => {
    const frame = accepted(parse(Buffer.concat([ids, tlvOctets(6, Buffer.alloc(256, 0x61)), endTlv])))
    expect(frame).toMatchObject({ tlvs: [], problems: [{ kind: 'tlv-length', tlv: 'system-description' }] })
  })

  it('of a later edition is kept, and its excess octets are reported', () => {
    const frame = accepted(withTlvs('fe 08 00 12 0f 04 05 ee 00 01', '0e 06 00 04 00 04 00 00'))
    expect(frame.tlvs).toMatchObject([
      { tlv: 'max-frame-size', octets: 1518 },
      { tlv: 'system-capabilities' },
    ])
    expect(frame.problems).toEqual([problem('excess-octets', first + 9, 'max-frame-size')])
  })

  it('of an unsupported kind is kept, also when repeated', () => {
    const unknown = ['1e 02 01 02', 'fe 06 00 80 c2 0f 01 02', 'fe 06 00 80 c2 0f 01 02', 'fe 04 00 12 bb 0c']
    expect(accepted(withTlvs(...unknown)).tlvs).toMatchObject([
      { tlv: 'unrecognised', type: 15, hex: '0102' },
      { tlv: 'organisational', oui: '00-80-c2', subtype: 15, hex: '0102' },
      { tlv: 'organisational', oui: '00-80-c2', subtype: 15, hex: '0102' },
      { tlv: 'organisational', oui: '00-12-bb', subtype: 12, hex: '' },
    ])
  })

  it('counts once if it may occur once, also among very many', () => {
    const names = Array.from({ length: 100 }, (_, index) =>
      encodeTlv({ tlv: 'vlan-name', vlan: index + 1, name: 'v', offset: 0 }),
    )
    const frame = accepted(
      parse(Buffer.concat([ids, ...names, names[3] ?? hex(''), hex('0a 01 61 0a 01 62'), endTlv])),
    )
    expect(frame.tlvs).toHaveLength(101)
    expect(frame.problems).toMatchObject([
      { kind: 'tlv-repeated', tlv: 'vlan-name' },
      { kind: 'tlv-repeated', tlv: 'system-name' },
    ])
  })

  it('of LLDP-MED must follow the capabilities TLV', () => {
    const model = 'fe 08 00 12 bb 0a 44 37 33 35'
    const capabilities = 'fe 07 00 12 bb 01 00 33 03'
    expect(accepted(withTlvs(capabilities, model)).problems).toEqual([])
    const late = accepted(withTlvs(model, capabilities))
    expect(late.problems).toEqual([problem('med-order', first, 'inventory')])
    expect(late.tlvs).toHaveLength(2)
    expect(accepted(withTlvs(model)).problems).toEqual([problem('med-order', first, 'inventory')])
    expect(accepted(withTlvs(capabilities, capabilities)).problems).toMatchObject([{ kind: 'tlv-repeated' }])
  })

  it('of inventory over 32 octets is kept whole and reported', () => {
    const long = organisational('00-12-bb', 10, Buffer.alloc(40, 0x61))
    const frame = accepted(parse(Buffer.concat([ids, hex('fe 07 00 12 bb 01 00 33 03'), long, endTlv])))
    expect(senderOf(frame).inventory).toEqual({ model: 'a'.repeat(40) })
    expect(frame.problems).toMatchObject([{ kind: 'text-length', tlv: 'inventory' }])
  })
})

describe('power', () => {
  const of = (...digits: readonly string[]) =>
    senderOf(accepted(withTlvs('fe 07 00 12 bb 01 00 33 03', ...digits))).power
  const med = 'fe 07 00 12 bb 04 53 00 3f'
  it('is read from the most detailed field', () => {
    expect(of()).toBeNull()
    expect(of('fe 07 00 12 0f 02 07 01 03')).toMatchObject({
      from: '802.3',
      role: 'pse',
      powerClass: 2,
      requestedW: null,
    })
    expect(of('fe 07 00 12 0f 02 07 01 03', med)).toMatchObject({
      from: 'lldp-med',
      role: 'pd',
      requestedW: 6.3,
      allocatedW: null,
    })
    expect(of('fe 0c 00 12 0f 02 06 01 05 51 00 ff 00 82', med)).toMatchObject({
      from: '802.3',
      role: 'pd',
      powerClass: 4,
      source: 'pse',
      priority: 'critical',
      requestedW: 25.5,
      allocatedW: 13,
    })
    expect(
      of('fe 1d 00 12 0f 02 0f 01 05 12 01 fe 01 fe 00 00 00 00 00 00 00 00 5f f6 04 02 58 04 00 00 00'),
    ).toMatchObject({ from: '802.3', role: 'pse', powerClass: 6, requestedW: 51 })
  })
})

describe('the link layer', () => {
  it('that ends too early is reported', () => {
    for (const length of [0, 6, 13]) {
      expect(parseFrame(Buffer.alloc(length), linkTypes.ethernet)).toEqual({
        outcome: 'discarded',
        protocol: null,
        link: null,
        problem: problem('frame-cut', length, null),
      })
    }
    const tagged = ethernet(0x8100, hex('00 01')).subarray(0, 16)
    expect(parseFrame(tagged, linkTypes.ethernet)).toMatchObject({
      problem: { kind: 'frame-cut', offset: 16 },
    })
    expect(parseFrame(Buffer.alloc(15), linkTypes.linuxCooked)).toMatchObject({
      problem: { kind: 'frame-cut' },
    })
    expect(parseFrame(Buffer.alloc(19), linkTypes.linuxCooked2)).toMatchObject({
      problem: { kind: 'frame-cut' },
    })
  })

  it('of another protocol is ignored', () => {
    const others = [
      ethernet(0x0800, Buffer.alloc(60)),
      ethernet(0x0806, Buffer.alloc(60)),
      // spanning tree, and Cisco's VTP in the same SNAP as CDP
      ethernet(38, hex('42 42 03 00 00 00')),
      ethernet(60, hex('aa aa 03 00 00 0c 20 03 01 02'), { destination: cdpTo }),
      ethernet(60, hex('')),
    ]
    for (const octets of others) {
      expect(parseFrame(octets, linkTypes.ethernet)).toEqual({ outcome: 'other' })
    }
    const nested = Buffer.concat([
      ethernet(0x8100, hex('')),
      ...Array.from({ length: 20 }, () => hex('00 01 81 00')),
    ])
    expect(parseFrame(nested, linkTypes.ethernet)).toEqual({ outcome: 'other' })
  })

  it('has several tags, outermost first', () => {
    const tags = [
      { tpid: 0x88a8, vlan: 100, priority: 3, dropEligible: true },
      { tpid: 0x8100, vlan: 50, priority: 5, dropEligible: false },
    ]
    const octets = ethernet(0x88cc, Buffer.concat([ids, endTlv]), { tags })
    expect(parseFrame(octets, linkTypes.ethernet)).toMatchObject({ frame: { link: { tags } } })
  })

  it('that was captured in part is reported', () => {
    const octets = ethernet(0x88cc, Buffer.concat([ids, hex('0a 05 61 62')]))
    const packet = {
      number: 1,
      at: 0,
      wireLength: 300,
      cut: true,
      octets,
      linkType: linkTypes.ethernet,
      interface: null,
    }
    expect(accepted(parsePacket(packet)).problems).toEqual([
      problem('tlv-past-end', first, 'system-name'),
      problem('capture-cut', octets.length, null),
    ])
  })
})

describe('CDP', () => {
  const parseCdp = (packet: Buffer) => parseFrame(cdpFrame(packet), linkTypes.ethernet)
  it('is discarded without its header, and in an unknown version', () => {
    expect(parseCdp(hex('02 b4'))).toMatchObject({
      outcome: 'discarded',
      protocol: 'cdp',
      problem: { kind: 'cdp-header-cut' },
    })
    expect(parseCdp(hex('07 b4 00 00'))).toMatchObject({ problem: { kind: 'cdp-version' } })
  })

  it('reports a wrong checksum and keeps the TLVs', () => {
    const packet = cdpPacket(2, 180, [{ tlv: 'device-id', text: 'SEP001B53489EE0', offset: 0 }])
    packet[2] = (packet[2] ?? 0) ^ 0xff
    const frame = accepted(parseCdp(packet))
    expect(frame).toMatchObject({ tlvs: [{ text: 'SEP001B53489EE0' }], problems: [{ kind: 'cdp-checksum' }] })
  })

  it('drops a malformed TLV, and everything behind an invalid length', () => {
    const name = '00 14 00 05 61'
    const trouble = (digits: string) => {
      const frame = accepted(parseCdp(hex(`02 b4 00 00 ${digits}`)))
      return [
        frame.tlvs.length,
        ...frame.problems
          .filter(({ kind }) => kind !== 'cdp-checksum')
          .map(({ kind, tlv }) => `${kind} ${tlv}`),
      ]
    }
    expect(trouble(`00 10 00 05 18 ${name}`)).toEqual([1, 'tlv-length power-consumption'])
    expect(trouble(`00 02 00 0c 00 00 00 02 01 01 cc 00 ${name}`)).toEqual([1, 'inner-length addresses'])
    expect(trouble(`00 10 00 03 ${name}`)).toEqual([0, 'tlv-length power-consumption'])
    expect(trouble(`${name} 00 05 00 60 61`)).toEqual([1, 'tlv-past-end software-version'])
    expect(trouble(`${name} 00 05`)).toEqual([1, 'tlv-past-end null'])
  })
})

describe('tables', () => {
  it('name MAU types by their number in the registry', () => {
    expect([0, 5, 16, 30, 54, 58, 74, 79, 92, 94, 103, 104, 105].map(mauName)).toEqual([
      null,
      '10BASE-T',
      '100BASE-TX full duplex',
      '1000BASE-T full duplex',
      '10GBASE-T',
      '10GBASE-KR',
      '40GBASE-LR4',
      '1000BASE-T1',
      '25GBASE-R',
      '25GBASE-T',
      '2.5GBASE-T',
      '5GBASE-T',
      null,
    ])
  })

  it('give every problem an effect', () => {
    expect(frameProblemKinds.filter((kind) => effectOf(kind) === 'frame')).toHaveLength(13)
    expect(new Set(frameProblemKinds.map(effectOf))).toEqual(new Set(['frame', 'tlv', 'none']))
  })
})
