/** Recorded frames of real devices, and malformed frames, with their expected results. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sightingsOf } from '#electron/probes/lldp/sightings.ts'
import type { DiscoveryFrame } from '#electron/protocols/lldp/frame.ts'
import { effectOf, type FrameProblemKind } from '#electron/protocols/lldp/frame-problems.ts'
import { type FrameSender, senderOf } from '#electron/protocols/lldp/frame-sender.ts'
import { capturesIn, fixtures, haveFixtures, outcomesOf, withoutFixtures } from './fixtures.ts'

async function framesOf(name: string): Promise<DiscoveryFrame[]> {
  return (await outcomesOf(join(fixtures, name))).flatMap((outcome) =>
    outcome.outcome === 'frame' ? [outcome.frame] : [],
  )
}
const neighboursOf = async (name: string): Promise<FrameSender[]> => (await framesOf(name)).map(senderOf)

describe.skipIf(!haveFixtures)(`frames of real devices${withoutFixtures}`, () => {
  it('reads a phone with reversed bits of advertised speeds', async () => {
    expect(await neighboursOf('cisco-cp7911g-phone.pcap')).toMatchObject([
      {
        protocol: 'lldp',
        source: '00:1b:54:94:5a:8b',
        chassis: '172.16.10.109',
        chassisSubtype: 'network-address',
        port: '001B54945A8B:P2',
        portSubtype: 'local',
        portDescription: 'PC Port',
        ttlS: 180,
        name: 'SEP001B54945A8B.elmec.ad',
        description: 'Cisco IP Phone CP-7911G,V2, SCCP11.8-4-3S',
        capabilities: ['bridge', 'telephone'],
        managementAddresses: ['172.16.10.109'],
        mau: '100BASE-TX full duplex',
        fullDuplex: true,
        medClass: null,
        inventory: null,
        voice: null,
        power: null,
        problems: [],
      },
    ])
    const [frame] = await framesOf('cisco-cp7911g-phone.pcap')
    const phy = frame?.tlvs.find((each) => each.tlv === 'mac-phy')
    expect(phy).toMatchObject({
      bitsReversed: true,
      advertisedBits: 0x0036,
      advertised: [
        '100BASE-TX full duplex',
        '100BASE-TX half duplex',
        '10BASE-T full duplex',
        '10BASE-T half duplex',
      ],
    })
  })

  it('reads a switch with a voice policy, power and a civic address', async () => {
    expect(await neighboursOf('procurve-2600-lldp-med.pcap')).toMatchObject([
      {
        name: 'ProCurve Switch 2600-8-PWR',
        port: '1',
        medClass: 'network-connectivity',
        voice: { application: 'voice', unknown: false, tagged: true, vlan: 50, priority: 6, dscp: 46 },
        power: { from: 'lldp-med', role: 'pse', priority: 'low', allocatedW: 6.5 },
        locations: [
          {
            format: 'civic',
            what: 'client',
            country: 'US',
            elements: [
              { caType: 1, name: 'state', value: 'CA' },
              { caType: 3, name: 'city', value: 'Roseville' },
              { caType: 6, name: 'street', value: 'Foothills' },
              { caType: 19, name: 'house number', value: '8000' },
              { caType: 26, name: 'unit', value: 'R3L' },
            ],
          },
        ],
        problems: [],
      },
    ])
  })

  it('reads inventory padded with zeros and leftovers', async () => {
    expect(await neighboursOf('sg200-lldp-med-inventory.pcap')).toMatchObject([
      {
        name: null,
        inventory: {
          hardware: 'V02',
          firmware: '1.0.8.3',
          software: '1.0.8.3',
          serial: 'XXX11111ZZZ',
          manufacturer: '0xbc00',
          model: 'SG 200-08P',
          asset: '1',
        },
        problems: [],
      },
    ])
  })

  it('reads two management addresses and a MUD address', async () => {
    const neighbours = await neighboursOf('mud-url-two-mgmt-addresses.pcap')
    expect(neighbours).toHaveLength(2)
    for (const neighbour of neighbours) {
      expect(neighbour).toMatchObject({
        managementAddresses: ['62.12.173.114', '2001:8a8:1006:4:223:54ff:fec2:5702'],
        mudUrl: 'https://imright.mud.example.com/.well-known/mud/v1/vomitv2.0',
        capabilities: ['wlan-access-point'],
        supportedCapabilities: ['bridge', 'wlan-access-point', 'router', 'station-only'],
        problems: [],
      })
    }
  })

  it('reads a frame behind a VLAN tag', async () => {
    expect(await neighboursOf('catalyst-2960-vlan.pcap')).toMatchObject([
      { tags: [{ tpid: 0x8100, vlan: 1, priority: 7, dropEligible: false }], port: 'Gi0/1', vlan: 2 },
    ])
  })

  it('reads CDP of two phones', async () => {
    expect(await neighboursOf('cdp-cisco-7912-and-7970-phones.pcap')).toMatchObject([
      {
        protocol: 'cdp',
        chassis: 'SEP001B53489EE0',
        port: 'Port 1',
        platform: 'Cisco IP Phone 7912',
        description: 'CP7912-v8-00-1-060412A',
        capabilities: ['host', 'phone'],
        managementAddresses: ['10.10.33.97'],
        power: { from: 'cdp', role: 'pd', requestedW: 6.3 },
        problems: [],
      },
      {
        chassis: 'SEP0012DADBD34E',
        platform: 'Cisco IP Phone 7970',
        description: 'SIP70.8-5-3S',
        managementAddresses: ['10.10.33.65'],
        fullDuplex: true,
        power: { from: 'cdp', role: 'pd', requestedW: 10.25 },
        problems: [],
      },
    ])
  })

  it('gives sightings', async () => {
    const sightings = async (name: string) =>
      (await framesOf(name)).flatMap((frame) => sightingsOf(frame, 1_000))
    const base = { port: null, at: 1_000 }
    expect(await sightings('cisco-cp7911g-phone.pcap')).toEqual([
      {
        ...base,
        address: '172.16.10.109',
        protocol: 'lldp.sysdesc',
        raw: 'Cisco IP Phone CP-7911G,V2, SCCP11.8-4-3S',
      },
      { ...base, address: '172.16.10.109', protocol: 'lldp.sysname', raw: 'SEP001B54945A8B.elmec.ad' },
    ])
    expect(await sightings('sg200-lldp-med-inventory.pcap')).toEqual([
      {
        ...base,
        address: '00:35:35:35:35:35',
        protocol: 'lldp.med_inventory',
        raw: 'hardware=V02; firmware=1.0.8.3; software=1.0.8.3; serial=XXX11111ZZZ; manufacturer=0xbc00; model=SG 200-08P; asset=1',
      },
    ])
    expect(await sightings('cdp-cisco-7912-and-7970-phones.pcap')).toEqual(
      [
        ['10.10.33.97', 'Cisco IP Phone 7912', 'CP7912-v8-00-1-060412A', 'SEP001B53489EE0'],
        ['10.10.33.65', 'Cisco IP Phone 7970', 'SIP70.8-5-3S', 'SEP0012DADBD34E'],
      ].flatMap(([address, platform, version, device]) => [
        { ...base, address, protocol: 'cdp.platform', raw: platform },
        { ...base, address, protocol: 'cdp.version', raw: version },
        { ...base, address, protocol: 'cdp.device_id', raw: device },
      ]),
    )
  })
})

/** The problem that discards the frame, or those of an accepted one. */
type Expected = readonly (readonly [kind: FrameProblemKind, offset: number, tlv: string | null])[]

const malformed: Readonly<Record<string, Expected>> = {
  '00.empty.pcap': [['chassis-id-missing', 14, 'chassis-id']],
  '02.chassis_id.only.pcap': [['port-id-missing', 23, 'port-id']],
  '11.port_id.broken.pcap': [['port-id-cut', 23, 'port-id']],
  '13.port_id.missing.pcap': [['port-id-missing', 23, 'port-id']],
  '15.port_id.broken.pcap': [['port-id-cut', 23, 'port-id']],
  '17.port_id.broken.pcap': [['port-id-cut', 23, 'port-id']],
  'A1.fuzzer.chassis_id.long.pcap': [['chassis-id-length', 14, 'chassis-id']],
  'A3.fuzzer.chassis_id.broken.pcap': [['chassis-id-length', 14, 'chassis-id']],
  // the End TLV may be missing at the end of the frame
  '22.ttl.only.pcap': [],
  '31.system_name.dup.pcap': [['tlv-repeated', 39, 'system-name']],
  '33.system_name.broken.pcap': [['tlv-past-end', 33, 'system-name']],
  '92.tlv.broken.pcap': [['tlv-past-end', 33, null]],
  // an address family reserved by IANA is kept
  '94.mgt.af.pcap': [],
  '98.end.broken.pcap': [['tlv-past-end', 33, null]],
  // two octets behind the end are padding
  'A6.fuzzer.end.short.pcap': [
    ['text-encoding', 17, 'chassis-id'],
    ['object-identifier', 151, 'management-address'],
  ],
  'A8.fuzzer.cap.conflict.pcap': [
    ['text-encoding', 17, 'chassis-id'],
    ['capabilities-contradict', 135, 'system-capabilities'],
    ['object-identifier', 151, 'management-address'],
  ],
  'A8.fuzzer.cap.short.pcap': [
    ['text-encoding', 17, 'chassis-id'],
    ['tlv-past-end', 131, 'system-capabilities'],
  ],
  'AA.fuzzer.addr.invalid.pcap': [
    ['address-length', 18, 'chassis-id'],
    ['object-identifier', 148, 'management-address'],
  ],
}

describe.skipIf(!haveFixtures)(`malformed frames${withoutFixtures}`, () => {
  it('are all in the table', () => {
    expect(capturesIn('malformed').toSorted()).toEqual(Object.keys(malformed).toSorted())
  })

  it.each(Object.entries(malformed))('%s', async (name, expected) => {
    const [outcome, ...more] = await outcomesOf(join(fixtures, 'malformed', name))
    expect(more).toEqual([])
    const problems = expected.map(([kind, offset, tlv]) => ({ kind, offset, tlv }))
    const [first] = expected
    if (first !== undefined && effectOf(first[0]) === 'frame') {
      expect(outcome).toMatchObject({ outcome: 'discarded', protocol: 'lldp', problem: problems[0] })
    } else {
      expect(outcome).toMatchObject({ outcome: 'frame', frame: { problems } })
    }
  })

  it('keep the valid TLVs before the problem', async () => {
    expect(await neighboursOf('malformed/A8.fuzzer.cap.short.pcap')).toMatchObject([
      { name: 'system name default', description: 'system description default', capabilities: [] },
    ])
    expect(await neighboursOf('malformed/31.system_name.dup.pcap')).toMatchObject([{ name: 'test' }])
    expect(await neighboursOf('malformed/94.mgt.af.pcap')).toMatchObject([
      { name: '(none).(none)', managementAddresses: ['ac1f0080'] },
    ])
    expect(await neighboursOf('malformed/AA.fuzzer.addr.invalid.pcap')).toMatchObject([
      { chassis: '0a0a0a0a', managementAddresses: ['192.168.1.1'] },
    ])
  })
})
