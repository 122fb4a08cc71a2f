/** The view of a switch: power, VLANs, forwarding and CDP by port. */
import { describe, expect, it } from 'vitest'
import { type AgentOptions, rowsOf, startAgent } from './agent.ts'
import { on, only, type Reading, readWhole } from './reading.ts'

const lldp = '1.0.8802.1.1.2.1'
const bridge = '1.3.6.1.2.1.17'
const cdp = '1.3.6.1.4.1.9.9.23.1.2.1.1'
const phoneMac = '000413000001'
const phoneIndex = '0.4.19.0.0.1'

/** Twelve ports: interface 101 is bridge port 1, and so on. */
const base = [
  '1.3.6.1.2.1.1.1.0|4|A switch',
  '1.3.6.1.2.1.1.5.0|4|switch-1',
  `${bridge}.1.1.0|4x|0200DEADBEEF`,
  ...Array.from({ length: 12 }, (_, i) => i + 1).flatMap((port) => [
    `1.3.6.1.2.1.2.2.1.2.${100 + port}|4|GigabitEthernet1/0/${port}`,
    `1.3.6.1.2.1.2.2.1.3.${100 + port}|2|6`,
    `1.3.6.1.2.1.2.2.1.8.${100 + port}|2|1`,
    `1.3.6.1.2.1.31.1.1.1.1.${100 + port}|4|Gi1/0/${port}`,
    `1.3.6.1.2.1.31.1.1.1.15.${100 + port}|66|1000`,
    `1.3.6.1.2.1.31.1.1.1.18.${100 + port}|4|desk ${port}`,
    `${bridge}.1.4.1.2.${port}|2|${100 + port}`,
  ]),
]
const read = async (lines: readonly string[], more: Omit<AgentOptions, 'rows'> = {}): Promise<Reading> => {
  await using agent = await startAgent({ rows: rowsOf([...base, ...lines]), ...more })
  return await readWhole(agent.port)
}
const port = (view: Reading, name: string) => only(view.switch.ports.filter((each) => each.name === name))
const phone = (lldpPort: number, mark = 7) => [
  `${lldp}.4.1.1.4.${mark}.${lldpPort}.1|2|4`,
  `${lldp}.4.1.1.5.${mark}.${lldpPort}.1|4x|${phoneMac}`,
  `${lldp}.4.1.1.6.${mark}.${lldpPort}.1|2|3`,
  `${lldp}.4.1.1.7.${mark}.${lldpPort}.1|4x|${phoneMac}`,
  `${lldp}.4.1.1.9.${mark}.${lldpPort}.1|4|phone-1`,
  `${lldp}.4.1.1.11.${mark}.${lldpPort}.1|4x|2400`,
  `${lldp}.4.1.1.12.${mark}.${lldpPort}.1|4x|2400`,
]

describe('the port of a neighbour', () => {
  it('is its bridge port, as in the standard for bridges', async () => {
    const [found] = (await read(phone(3))).neighbours
    expect(found?.port).toEqual({ key: 'if:103', ifIndex: 103, name: 'Gi1/0/3', alias: 'desk 3' })
  })

  it('is found by its LLDP port id, whatever its number', async () => {
    const named = [`${lldp}.3.7.1.2.3|2|5`, `${lldp}.3.7.1.3.3|4|Gi1/0/9`]
    expect((await read([...phone(3), ...named])).neighbours[0]?.port?.name).toBe('Gi1/0/9')
  })

  it('is found by the MAC address in its LLDP port id', async () => {
    const named = [
      `${lldp}.3.7.1.2.3|2|3`,
      `${lldp}.3.7.1.3.3|4x|020000000008`,
      '1.3.6.1.2.1.2.2.1.6.108|4x|020000000008',
    ]
    expect((await read([...phone(3), ...named])).neighbours[0]?.port?.name).toBe('Gi1/0/8')
  })

  it('is found by number when the id names two interfaces', async () => {
    const twice = [
      `${lldp}.3.7.1.2.3|2|1`,
      `${lldp}.3.7.1.3.3|4|same`,
      '1.3.6.1.2.1.31.1.1.1.18.108|4|same',
      '1.3.6.1.2.1.31.1.1.1.18.109|4|same',
    ]
    const kept = base.filter((line) => !/\.18\.10[89]\|/.test(line))
    await using agent = await startAgent({ rows: rowsOf([...kept, ...phone(3), ...twice]) })
    expect((await readWhole(agent.port)).neighbours[0]?.port?.name).toBe('Gi1/0/3')
  })
})

describe('power', () => {
  const given = (index: string, state: number, powerClass: number) => [
    `1.3.6.1.2.1.105.1.1.1.3.${index}|2|1`,
    `1.3.6.1.2.1.105.1.1.1.6.${index}|2|${state}`,
    `1.3.6.1.2.1.105.1.1.1.10.${index}|2|${powerClass}`,
  ]
  const drawn = (index: string, milliwatts: number, entity: number) => [
    `1.3.6.1.4.1.9.9.402.1.2.1.9.${index}|66|${milliwatts}`,
    `1.3.6.1.4.1.9.9.402.1.2.1.11.${index}|2|${entity}`,
  ]

  it('belongs to the port that its group and number name', async () => {
    const view = await read([...phone(3), ...given('1.3', 3, 3), ...given('1.4', 2, 1)])
    expect(port(view, 'Gi1/0/3').power).toEqual({
      enabled: true,
      state: 'delivering',
      class: 2,
      milliwatts: null,
      tied: 'inferred',
    })
    expect(port(view, 'Gi1/0/4').power).toMatchObject({ state: 'searching', class: 0 })
    expect(only(view.neighbours).power).toMatchObject({ state: 'delivering', class: 2, role: null })
  })

  it('belongs to the physical port in the entity table, with its consumption', async () => {
    const view = await read([
      ...phone(3),
      ...given('1.7', 3, 4),
      ...drawn('1.7', 6_300, 1_007),
      '1.3.6.1.2.1.47.1.3.2.1.2.1007.0|6|1.3.6.1.2.1.2.2.1.1.103',
    ])
    expect(only(view.neighbours).power).toMatchObject({ state: 'delivering', class: 3, milliwatts: 6_300 })
    expect(port(view, 'Gi1/0/3').power?.tied).toBe('documented')
    expect(port(view, 'Gi1/0/7').power).toBeNull()
  })

  it('of a group without a matching name is left out', async () => {
    const view = await read([...phone(3), ...given('2.3', 3, 3), ...given('3.3', 3, 3)])
    expect(view.switch.ports.filter(({ power }) => power !== null)).toEqual([])
    expect(only(view.neighbours).power).toBeNull()
  })

  it('that the phone requests is known without the switch’s tables', async () => {
    const asked = [
      `${lldp}.5.4795.1.3.5.1.1.7.3.1|2|3`,
      `${lldp}.5.4795.1.3.7.1.1.7.3.1|66|65`,
      `${lldp}.5.4795.1.3.7.1.3.7.3.1|2|4`,
      `${lldp}.5.4623.1.3.2.1.6.7.3.1|2|3`,
    ]
    expect(only((await read([...phone(3), ...asked])).neighbours).power).toEqual({
      role: 'powered-device',
      state: null,
      class: 2,
      milliwatts: null,
      askedMilliwatts: 6_500,
      priority: 'low',
    })
  })
})

describe('VLANs', () => {
  const pvid = [
    `${bridge}.7.1.4.5.1.1.3|66|10`,
    `${bridge}.7.1.4.3.1.1.10|4|data`,
    `${bridge}.7.1.4.3.1.1.50|4|voice`,
  ]
  const learnt = (database: number) => [
    `${bridge}.7.1.2.2.1.2.${database}.${phoneIndex}|2|3`,
    `${bridge}.7.1.2.2.1.3.${database}.${phoneIndex}|2|3`,
  ]
  const maps = (vlan: number, database: number) => [`${bridge}.7.1.4.2.1.3.0.${vlan}|66|${database}`]

  it('are those of the port, those in which it was learnt, and the offered policy', async () => {
    const offered = [2, 3, 4, 5, 6].map(
      (column, i) => `${lldp}.5.4795.1.2.1.1.${column}.3.1|2|${[50, 5, 46, 2, 1][i]}`,
    )
    const view = await read([...phone(3), ...pvid, ...learnt(7), ...maps(10, 1), ...maps(50, 7), ...offered])
    expect(only(view.neighbours)).toMatchObject({
      seenBy: ['lldp', 'fdb'],
      vlan: {
        untagged: 10,
        learnt: [50],
        learntAs: 'documented',
        offered: { vlan: 50, tagged: true, priority: 5, dscp: 46, known: true },
        voice: null,
      },
    })
    expect(view.switch.vlanNames).toEqual([
      { vlan: 10, name: 'data' },
      { vlan: 50, name: 'voice' },
    ])
  })

  it('of a shared database are unknown', async () => {
    const view = await read([...phone(3), ...learnt(1), ...maps(10, 1), ...maps(50, 1)])
    expect(only(view.neighbours)).toMatchObject({
      seenBy: ['lldp', 'fdb'],
      vlan: { learnt: [], learntAs: null },
    })
  })

  it('that the phone reports are kept apart from the switch’s', async () => {
    const said = [
      `${lldp}.5.32962.1.3.1.1.1.7.3.1|2|10`,
      ...[2, 3, 4, 5, 6].map(
        (column, i) => `${lldp}.5.4795.1.3.2.1.${column}.7.3.1.1.64|2|${[50, 5, 46, 2, 1][i]}`,
      ),
    ]
    expect(only((await read([...phone(3), ...said])).neighbours).vlan).toMatchObject({
      untagged: null,
      said: 10,
      voice: { vlan: 50, tagged: true, priority: 5, dscp: 46, known: true },
      offered: null,
    })
  })

  it.each([
    [
      'is not known to it',
      [50, 5, 46, 1, 1],
      { vlan: null, tagged: null, priority: null, dscp: null, known: false },
    ],
    ['is untagged', [50, 5, 46, 2, 2], { vlan: null, tagged: false, priority: null, dscp: 46, known: true }],
    [
      'is only priority tagged',
      [0, 5, 46, 2, 1],
      { vlan: null, tagged: true, priority: 5, dscp: 46, known: true },
    ],
    [
      'is reserved',
      [4095, 9, 99, 2, 1],
      { vlan: null, tagged: true, priority: null, dscp: null, known: true },
    ],
  ])('of a policy that %s are not invented', async (_, values, policy) => {
    const said = [2, 3, 4, 5, 6].map((column, i) => `${lldp}.5.4795.1.3.2.1.${column}.7.3.1.1|2|${values[i]}`)
    expect(only((await read([...phone(3), ...said])).neighbours).vlan.voice).toEqual(policy)
  })
})

describe('addresses that were learnt', () => {
  const row = (address: string, to: number, status = 3) => [
    `${bridge}.4.3.1.1.${address}|4x|${address
      .split('.')
      .map((each) => Number(each).toString(16).padStart(2, '0'))
      .join('')}`,
    `${bridge}.4.3.1.2.${address}|2|${to}`,
    `${bridge}.4.3.1.3.${address}|2|${status}`,
  ]

  it('are silent neighbours on an access port', async () => {
    const view = await read([...row('2.0.0.0.0.5', 5), ...row('2.0.0.0.0.6', 5)])
    expect(on(view, 'Gi1/0/5').map(({ mac, seenBy, name }) => [mac, ...seenBy, name])).toEqual([
      ['02:00:00:00:00:05', 'fdb', null],
      ['02:00:00:00:00:06', 'fdb', null],
    ])
    expect(port(view, 'Gi1/0/5')).toMatchObject({ macCount: 2, uplink: false, behind: [] })
    expect(port(view, 'Gi1/0/6').macCount).toBe(0)
  })

  it('do not include the switch’s own and invalid entries', async () => {
    const view = await read([
      ...row('2.0.0.0.0.5', 5, 4),
      ...row('2.0.0.0.0.6', 5, 2),
      ...row('2.0.0.0.0.7', 0),
    ])
    expect([view.neighbours, view.switch.raw]).toEqual([[], []])
  })

  it('are behind the port when its neighbour is a bridge, or when they are many', async () => {
    const many = Array.from({ length: 9 }, (_, i) => row(`2.0.0.0.1.${i}`, 8)).flat()
    const access = phone(4).map((line) => line.replace(phoneMac, '020000000099').replace('2400', '2000'))
    const view = await read([...many, ...access, ...row('2.0.0.0.0.5', 4)])
    expect(port(view, 'Gi1/0/8')).toMatchObject({ uplink: true, macCount: 9 })
    expect(port(view, 'Gi1/0/8').behind).toHaveLength(9)
    expect(port(view, 'Gi1/0/4')).toMatchObject({ uplink: true, behind: ['02:00:00:00:00:05'] })
    expect(view.neighbours.map(({ mac }) => mac)).toEqual(['02:00:00:00:00:99'])
  })

  it('behind a phone’s PC port do not make the port an uplink', async () => {
    const view = await read([...phone(3), ...row(phoneIndex, 3), ...row('2.0.0.0.0.5', 3)])
    expect(port(view, 'Gi1/0/3').uplink).toBe(false)
    expect(on(view, 'Gi1/0/3').map(({ seenBy }) => seenBy)).toEqual([['lldp', 'fdb'], ['fdb']])
  })

  it('are found in the separate tables of each VLAN', async () => {
    const vlan = (id: number, name: string) => [
      `1.3.6.1.4.1.9.9.46.1.3.1.1.2.1.${id}|2|1`,
      `1.3.6.1.4.1.9.9.46.1.3.1.1.3.1.${id}|2|${id > 1000 ? 2 : 1}`,
      `1.3.6.1.4.1.9.9.46.1.3.1.1.4.1.${id}|4|${name}`,
    ]
    const of = (to: number, address: string) =>
      rowsOf([...row(address, to), `${bridge}.1.4.1.2.${to}|2|${100 + to}`])
    const view = await read(
      [...phone(3), ...vlan(10, 'data'), ...vlan(50, 'voice'), ...vlan(60, 'off'), ...vlan(1002, 'fddi')],
      {
        contexts: {
          'public@10': of(5, '2.0.0.0.0.5'),
          'public@50': of(3, phoneIndex),
          'public@60': of(6, '2.0.0.0.0.6'),
        },
      },
    )
    expect(on(view, 'Gi1/0/3')).toMatchObject([
      { seenBy: ['lldp', 'fdb'], vlan: { learnt: [50], learntAs: 'documented' } },
    ])
    expect(on(view, 'Gi1/0/5')).toMatchObject([{ seenBy: ['fdb'], vlan: { learnt: [10] } }])
    expect(view.switch.vlanNames).toContainEqual({ vlan: 50, name: 'voice' })
  })
})

describe('CDP', () => {
  const told = (device: string, more: readonly string[] = []) => [
    `${cdp}.3.103.9|2|1`,
    `${cdp}.4.103.9|4x|C0000232`,
    `${cdp}.5.103.9|4|SIP88xx.12-8-1`,
    `${cdp}.6.103.9|4|${device}`,
    `${cdp}.7.103.9|4|Port 1`,
    `${cdp}.8.103.9|4|Cisco IP Phone 8845`,
    `${cdp}.9.103.9|4x|00000490`,
    `${cdp}.11.103.9|2|10`,
    `${cdp}.14.103.9|66|50`,
    `${cdp}.15.103.9|66|12000`,
    ...more,
  ]

  it('gives the voice VLAN and the power of a phone', async () => {
    expect(only((await read(told('SEP0004130000AB'))).neighbours)).toMatchObject({
      seenBy: ['cdp'],
      mac: '00:04:13:00:00:AB',
      addresses: ['192.0.2.50'],
      platform: 'Cisco IP Phone 8845',
      software: 'SIP88xx.12-8-1',
      capabilities: { enabled: ['host', 'telephone', 'two-port-mac-relay'] },
      vlan: { said: 10, cdpVoice: 50 },
      power: { askedMilliwatts: 12_000 },
    })
  })

  it('and LLDP of one phone give one neighbour', async () => {
    const view = await read([...phone(3), ...told('SEP000413000001')])
    expect(only(view.neighbours)).toMatchObject({
      seenBy: ['lldp', 'cdp'],
      name: 'phone-1',
      platform: 'Cisco IP Phone 8845',
      vlan: { cdpVoice: 50 },
    })
  })

  it('of another phone behind the same port gives another neighbour', async () => {
    const view = await read([...phone(3), ...told('SEP0004130000AB')])
    expect(on(view, 'Gi1/0/3').map(({ mac }) => mac)).toEqual(['00:04:13:00:00:01', '00:04:13:00:00:AB'])
  })
})

it('uses the switch’s ARP table for the addresses of neighbours', async () => {
  const resolved = [
    `1.3.6.1.2.1.4.22.1.2.9.192.0.2.50|4x|${phoneMac}`,
    '1.3.6.1.2.1.4.22.1.2.9.192.0.2.51|4x|020000000001',
  ]
  expect(only((await read([...phone(3), ...resolved])).neighbours).addresses).toEqual(['192.0.2.50'])
})

it('keys a switch without LLDP by the address of its bridge', async () => {
  expect((await read(phone(3))).switch.key).toBe('mac:02:00:DE:AD:BE:EF')
})
