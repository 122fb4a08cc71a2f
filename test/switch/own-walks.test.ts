/** Made-up walks with the peculiarities of recorded agents, so that their tests run without the recordings. */
import { describe, expect, it } from 'vitest'
import { isBridge, isVoiceDevice } from '#shared/model/neighbour.ts'
import { rowsOf, startAgent } from './agent.ts'
import { on, only, readWhole } from './reading.ts'

const lldp = '1.0.8802.1.1.2.1'
const cdp = '1.3.6.1.4.1.9.9.23.1.2.1.1'
const bridge = '1.3.6.1.2.1.17'

/** System group and `count` Ethernet ports `port1`, `port2` …, whose ifIndex is 100 more than their LLDP number. */
const base = (count: number): string[] => [
  '1.3.6.1.2.1.1.1.0|4|',
  '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.8072.3.2.10',
  '1.3.6.1.2.1.1.3.0|67|4711',
  '1.3.6.1.2.1.1.5.0|4|own-switch',
  ...Array.from({ length: count }, (_, i) => i + 1).flatMap((port) => [
    `1.3.6.1.2.1.2.2.1.2.${100 + port}|4|port${port}`,
    `1.3.6.1.2.1.2.2.1.3.${100 + port}|2|6`,
    `1.3.6.1.2.1.2.2.1.8.${100 + port}|2|1`,
    `1.3.6.1.2.1.31.1.1.1.1.${100 + port}|4|port${port}`,
    `${lldp}.3.7.1.2.${port}|2|5`,
    `${lldp}.3.7.1.3.${port}|4|port${port}`,
  ]),
]

/** Columns of lldpRemTable under one index. */
const remote = (index: string, cells: Readonly<Record<number, string>>): string[] =>
  Object.entries(cells).map(([column, value]) => `${lldp}.4.1.1.${column}.${index}|${value}`)

async function play(lines: readonly string[], version: '1' | '2c' = '2c') {
  await using agent = await startAgent({ rows: rowsOf(lines) })
  return await readWhole(agent.port, { access: { version, community: 'public' } })
}

describe.each(['2c', '1'] as const)('over SNMP version %s', (version) => {
  it('a switch with an empty description is read, and keyed by its address', async () => {
    const { switch: found } = await play([...base(1), ...remote('5.1.1', { 4: '2|7', 5: '4|x' })], version)
    expect(found).toMatchObject({ name: 'own-switch', description: null, mac: null })
    expect(found.key).toMatch(/^at:127\.0\.0\.1:\d+$/)
  })

  it('a chassis id that is a printed address, with the MAC address in the port id', async () => {
    const view = await play(
      [
        ...base(2),
        ...remote('9.2.1', {
          4: '2|5',
          5: '4|198.51.100.20',
          6: '2|3',
          7: '4x|805EC0000A01',
          9: '4|SIP-T41S',
          10: '4|66.86.0.15',
          11: '4|24 2 5',
          12: '4|24 2 5',
        }),
      ],
      version,
    )
    const phone = only(on(view, 'port2'))
    expect(phone).toMatchObject({
      chassisId: { subtype: 'address', text: '198.51.100.20' },
      mac: '80:5E:C0:00:0A:01',
      addresses: ['198.51.100.20'],
      capabilities: { enabled: ['bridge', 'telephone'] },
    })
    expect(isVoiceDevice(phone)).toBe(true)
    expect(phone.raw).toContainEqual({
      object: 'lldpRemSysCapEnabled',
      index: '9.2.1',
      value: '24 2 5',
      why: 'printed',
    })
  })

  it('a chassis id that is an address in octets, and a port id with a zero octet at its end', async () => {
    const view = await play(
      [
        ...base(1),
        ...remote('9.1.1', { 4: '2|5', 5: '4x|01C6336414', 6: '2|7', 7: '4x|312F323600', 9: '4|GXP2160' }),
      ],
      version,
    )
    expect(only(on(view, 'port1'))).toMatchObject({
      chassisId: { subtype: 'address', text: '198.51.100.20' },
      portId: { subtype: 'local', text: '1/26' },
    })
  })

  it('management addresses are joined on the whole index, and kept raw when their length is missing', async () => {
    const one = (index: string, mac: string) => remote(index, { 4: '2|4', 5: `4x|${mac}`, 9: '4|phone' })
    const { neighbours, switch: found } = await play(
      [
        ...base(2),
        ...one('7.1.1', '0004130A0001'),
        ...one('8.2.1', '0004130A0002'),
        `${lldp}.4.2.1.3.7.1.1.1.4.198.51.100.1|2|2`,
        `${lldp}.4.2.1.3.8.2.1.1.198.51.100.2|2|2`,
        `${lldp}.4.2.1.3.8.2.9.1.4.198.51.100.3|2|2`,
      ],
      version,
    )
    expect(neighbours.map(({ mac, addresses }) => [mac, addresses])).toEqual([
      ['00:04:13:0A:00:01', ['198.51.100.1']],
      ['00:04:13:0A:00:02', []],
    ])
    expect(found.raw.map(({ why }) => why).toSorted()).toEqual(['index-malformed', 'no-such-neighbour'])
  })

  it('telephones that report only their capability are identified by their MAC addresses', async () => {
    const { neighbours } = await play(
      [
        ...base(3),
        ...[1, 2, 3].flatMap((port) =>
          remote(`0.${port}.1`, { 4: '2|4', 5: `4x|00809F0A000${port}`, 12: '4x|24' }),
        ),
      ],
      version,
    )
    expect(neighbours.map(({ mac, name, ...each }) => [mac, name, isVoiceDevice(each)])).toEqual(
      [1, 2, 3].map((port) => [`00:80:9F:0A:00:0${port}`, null, true]),
    )
  })

  it('a port with many learnt addresses is an uplink, and its addresses are behind it', async () => {
    const macs = Array.from({ length: 20 }, (_, i) => i + 1)
    const { switch: found, neighbours } = await play(
      [
        ...base(2),
        `${bridge}.1.4.1.2.1|2|101`,
        `${bridge}.1.4.1.2.2|2|102`,
        ...macs.flatMap((last) => [
          `${bridge}.7.1.2.2.1.2.10.2.0.0.0.0.${last}|2|${last === 1 ? 1 : 2}`,
          `${bridge}.7.1.2.2.1.3.10.2.0.0.0.0.${last}|2|3`,
        ]),
      ],
      version,
    )
    expect(found.ports.map(({ name, uplink, macCount }) => [name, uplink, macCount])).toEqual([
      ['port1', false, 1],
      ['port2', true, 19],
    ])
    expect(found.ports[1]?.behind).toHaveLength(19)
    expect(neighbours.map(({ seenBy, vlan }) => [seenBy, vlan.learnt, vlan.learntAs])).toEqual([
      [['fdb'], [10], 'inferred'],
    ])
  })

  it('a forwarding table with numbered rows is read from its address column, and an unknown port once', async () => {
    const { switch: found } = await play(
      [
        ...base(1),
        `${bridge}.1.4.1.2.1|2|101`,
        ...[1, 2, 3].flatMap((row) => [
          `${bridge}.4.3.1.1.${row}|4x|0200000000${row.toString().padStart(2, '0')}`,
          `${bridge}.4.3.1.2.${row}|2|${row === 1 ? 1 : 32_768}`,
          `${bridge}.4.3.1.3.${row}|2|3`,
        ]),
      ],
      version,
    )
    expect(found.ports.map(({ macCount }) => macCount)).toEqual([1])
    expect(found.raw.map(({ object, value, why }) => [object, value, why])).toEqual([
      ['dot1dTpFdbPort', '32768', 'no-such-bridge-port'],
    ])
  })

  it('a neighbour in LLDP and in the CDP cache is one, with both addresses', async () => {
    const { neighbours } = await play(
      [
        ...base(1),
        ...remote('4.1.1', { 4: '2|4', 5: '4x|0200000A0001', 9: '4|core-1', 12: '4x|28' }),
        `${lldp}.4.2.1.3.4.1.1.1.4.198.51.100.1|2|2`,
        `${cdp}.3.101.7|2|1`,
        `${cdp}.4.101.7|4x|CB007109`,
        `${cdp}.6.101.7|4|core-1.example.com`,
        `${cdp}.8.101.7|4|cisco WS-C2960X`,
      ],
      version,
    )
    const core = only(neighbours)
    expect(core).toMatchObject({
      seenBy: ['lldp', 'cdp'],
      name: 'core-1',
      platform: 'cisco WS-C2960X',
      addresses: ['198.51.100.1', '203.0.113.9'],
    })
    expect(isBridge(core)).toBe(true)
  })

  it('a switch with only a CDP cache lists its phones', async () => {
    const { neighbours } = await play(
      [
        ...base(1),
        `${cdp}.3.101.2|2|1`,
        `${cdp}.4.101.2|4x|C6336414`,
        `${cdp}.5.101.2|4|7.6.2`,
        `${cdp}.6.101.2|4|SIP0002FD0A0001`,
        `${cdp}.7.101.2|4|Port 1`,
        `${cdp}.8.101.2|4|Cisco IP Phone SPA514G`,
        `${cdp}.9.101.2|4x|00000090`,
      ],
      version,
    )
    const phone = only(neighbours)
    expect(phone).toMatchObject({
      seenBy: ['cdp'],
      mac: '00:02:FD:0A:00:01',
      addresses: ['198.51.100.20'],
      platform: 'Cisco IP Phone SPA514G',
      software: '7.6.2',
      portId: { subtype: 'interface-name', text: 'Port 1' },
    })
    expect(isVoiceDevice(phone)).toBe(true)
  })
})
