/** Recorded walks of real switches, played over real sockets, with a test for each peculiarity of their agents. */
import { chmodSync, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { SeenNeighbour } from '#electron/probes/switch/view.ts'
import { isBridge, isVoiceDevice, type Neighbour, type Switch } from '#shared/model/neighbour.ts'
import { placementOf } from '#shared/model/placement.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { fixture, fixtureMissing } from '#test/support/fixtures.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { freeUdpPort, serving } from '../probes/peers.ts'
import { readRecording, startAgent } from './agent.ts'
import { on, only, publicly, type Reading, readWhole } from './reading.ts'

async function play(name: string, version: '1' | '2c' = '2c'): Promise<Reading> {
  await using agent = await startAgent({ rows: readRecording(fixture(`snmp/${name}.snmprec`)) })
  return await readWhole(agent.port, { access: publicly(version) })
}
const spoken = (view: Reading): SeenNeighbour[] =>
  view.neighbours.filter(({ seenBy }) => seenBy.some((each) => each !== 'fdb'))
const whole = (view: Reading): { switches: Switch[]; neighbours: Neighbour[] } => ({
  switches: [{ ...view.switch, id: 's', jobId: 'j', vendor: null, readAt: 1 }],
  neighbours: view.neighbours.map((each) => ({
    ...each,
    id: each.localId,
    jobId: 'j',
    switchId: 's',
    switchKey: view.switch.key,
    readAt: 1,
  })),
})
const device = (mac: string, address = '192.0.2.1') => ({ address, identity: { mac, kind: null } })

const recordings = `recorded walks${fixtureMissing('snmp')}`
describe.skipIf(fixtureMissing('snmp') !== '')(recordings, () => {
  describe('FortiSwitch 148F: printed text, empty names, numbers for indexes', () => {
    it('is read although its description is empty', async () => {
      const { switch: found } = await play('fortiswitch_148f-fpoe')
      expect(found).toMatchObject({ description: null, objectId: '1.3.6.1.4.1.12356.106.1.1486', mac: null })
      expect(found.key).toMatch(/^at:127\.0\.0\.1:\d+$/)
    })

    it('lists its three phones: chassis ids are printed addresses, port ids are MACs', async () => {
      const view = await play('fortiswitch_148f-fpoe')
      const phones = spoken(view).filter(isVoiceDevice)
      expect(
        phones.map(({ port, mac, addresses, name, description }) => [
          port?.name,
          mac,
          ...addresses,
          name,
          description,
        ]),
      ).toEqual([
        ['port22', '80:5E:0C:46:17:ED', '10.10.20.38', 'SIP-T41S', '66.86.188.8'],
        ['port37', '80:5E:0C:46:16:04', '10.10.20.27', 'SIP-T41S', '66.86.188.8'],
        ['port45', '80:5E:0C:46:16:A2', '10.10.20.42', 'SIP-T41S', '66.86.188.8'],
      ])
      expect(phones[0]?.chassisId).toEqual({ subtype: 'address', text: '10.10.20.38' })
      expect(phones[0]?.port?.alias).toBe('port22')
    })

    it('reads printed capabilities, and keeps them as received', async () => {
      const [phone] = on(await play('fortiswitch_148f-fpoe'), 'port22').filter(isVoiceDevice)
      expect(phone?.capabilities).toEqual({
        supported: ['bridge', 'telephone'],
        enabled: ['bridge', 'telephone'],
      })
      expect(phone?.raw).toContainEqual({
        object: 'lldpRemSysCapEnabled',
        index: '998707741.22.3',
        value: '24 2 5',
        why: 'printed',
      })
      const [laptop] = on(await play('fortiswitch_148f-fpoe'), 'port10').filter(
        (each) => each.chassisId !== null,
      )
      expect(laptop).toMatchObject({
        chassisId: { subtype: 'local', text: 'XXX-LT-24392' },
        mac: 'A0:CE:C8:F3:EB:12',
        capabilities: { supported: [], enabled: [] },
      })
    })

    it('keeps an address without a length in its index as a raw value', async () => {
      const { switch: found, neighbours } = await play('fortiswitch_148f-fpoe')
      const told = ['172.22.92.147', '172.22.92.144', '172.24.92.1', '172.24.92.21']
      expect(neighbours.filter(({ addresses }) => addresses.some((each) => told.includes(each)))).toEqual([])
      expect(found.raw.filter(({ object }) => object === 'lldpRemManAddrIfSubtype')).toHaveLength(4)
      expect(found.raw).toContainEqual({
        object: 'lldpRemManAddrIfSubtype',
        index: '998707741.55.6.1.172.24.92.21',
        value: '2',
        why: 'index-malformed',
      })
    })

    it('reads a forwarding table whose index is one number from its address column', async () => {
      const view = await play('fortiswitch_148f-fpoe')
      expect(view.switch.ports.find(({ name }) => name === 'port23')?.macCount).toBeGreaterThan(0)
      // 32768 is not a port of its bridge: hundreds of rows give one raw value
      const strange = view.switch.raw.filter(({ why }) => why === 'no-such-bridge-port')
      expect(strange.map(({ object, value }) => [object, value])).toEqual([
        ['dot1dTpFdbPort', '32768'],
        ['dot1dTpFdbPort', '53'],
      ])
      expect(view.switch.ports.filter(({ bridgePort }) => bridgePort === 32768)).toEqual([])
    })

    it('shows both ports of a phone that LLDP and the forwarding table place on two', async () => {
      const seen = whole(await play('fortiswitch_148f-fpoe'))
      const placement = placementOf(device('80:5E:0C:46:16:04'), seen)
      expect(placement?.best).toMatchObject({ by: 'link', port: { name: 'port37' } })
      expect(placement?.contradictions.map(({ by, port }) => [by, port?.name])).toEqual([
        ['learnt', 'port21'],
      ])
    })

    it('distinguishes two switches on one trunk, and marks the trunk as an uplink', async () => {
      const view = await play('fortiswitch_148f-fpoe')
      const trunk = view.switch.ports.find(({ lldpPort }) => lldpPort === 55)
      const behind = spoken(view).filter(({ port }) => port?.key === trunk?.key)
      expect(behind.map(({ name }) => name)).toEqual(['01-04-U32-22431', '03-01-U32-22430'])
      expect([trunk?.uplink, ...behind.map(isBridge)]).toEqual([true, true, true])
    })
  })

  describe('OmniStack LS 6200: nine telephones that report only their capability', () => {
    it('identifies them by their MAC addresses', async () => {
      const phones = spoken(await play('aos')).filter(isVoiceDevice)
      expect(phones).toHaveLength(9)
      for (const phone of phones) {
        expect(phone.mac).toMatch(/^00:80:9F:/)
        expect(phone).toMatchObject({ name: null, description: null, inventory: null, addresses: [] })
      }
      expect(phones.map(({ port }) => port?.name)).toEqual([
        'e1',
        'e2',
        'e4',
        'e5',
        'e6',
        'e7',
        'e8',
        'e11',
        'e12',
      ])
    })

    it('gives the VLANs in which they were learnt, as inferred, because the agent maps no database to a VLAN', async () => {
      const [phone] = on(await play('aos'), 'e1').filter(isVoiceDevice)
      expect(phone).toMatchObject({
        seenBy: ['lldp', 'fdb'],
        vlan: { learnt: [228, 2065], learntAs: 'inferred' },
      })
    })

    it('marks a port with a thousand addresses as an uplink', async () => {
      const { switch: found } = await play('aos')
      const uplinks = found.ports.filter(({ uplink }) => uplink)
      expect(uplinks.map(({ name, macCount }) => [name, macCount])).toEqual([
        ['e22', 1],
        ['e23', 1],
        ['g2', 1000],
      ])
      expect(uplinks[2]?.behind).toHaveLength(999)
    })

    it('places a device that is known only from an uplink behind that uplink', async () => {
      const seen = whole(await play('aos'))
      const far = seen.switches[0]?.ports.find(({ name }) => name === 'g2')?.behind[0] ?? ''
      expect(placementOf(device(far), seen)).toMatchObject({
        best: { by: 'behind', port: { name: 'g2' }, neighbour: null },
        contradictions: [],
      })
    })
  })

  describe('Eltex MES2324P', () => {
    it('lists the GXP1625, whose chassis id is an IPv4 address in octets', async () => {
      const phone = only(spoken(await play('eltex-mes23xx_mes2324p')).filter(isVoiceDevice))
      expect(phone).toMatchObject({
        port: { name: 'gi1/0/7', ifIndex: 55 },
        chassisId: { subtype: 'address', text: '10.119.31.14' },
        portId: { subtype: 'mac', text: '00:0B:82:F6:1E:68' },
        mac: '00:0B:82:F6:1E:68',
        addresses: ['10.119.31.14'],
        name: 'GXP1625_00:0b:82:f6:1e:68',
        description: 'GXP1625 1.0.4.128',
        seenBy: ['lldp', 'fdb'],
      })
    })

    it('removes the zero octet at the end of a port id', async () => {
      const [dlink] = on(await play('eltex-mes23xx_mes2324p'), 'gi1/0/24').filter(
        (each) => each.portId !== null,
      )
      expect(dlink?.portId).toEqual({ subtype: 'local', text: '1/26' })
    })

    it('joins management addresses on the whole index', async () => {
      const view = await play('eltex-mes23xx_mes2324p')
      const told = spoken(view).filter(({ addresses }) => addresses.length > 0)
      expect(told.map(({ name, addresses }) => [name, ...addresses])).toEqual([
        ['GXP1625_00:0b:82:f6:1e:68', '10.119.31.14'],
        ['Huawei', '192.168.1.1'],
        ['UES2.236.18', '10.119.236.18'],
        ['AVRIP', '10.119.236.19'],
      ])
      expect(view.switch.raw).toEqual([])
    })
  })

  describe('HP 6120XG: every neighbour over LLDP and in the CDP cache', () => {
    it('gives four neighbours for ten rows', async () => {
      const view = await play('hpe-procurve-516733-b21')
      expect(spoken(view).map(({ port, mac, seenBy }) => [port?.name, mac, ...seenBy])).toEqual([
        ['8', 'E8:39:35:1A:CA:99', 'lldp', 'cdp'],
        ['15', 'E8:39:35:1A:3C:65', 'lldp', 'cdp'],
        ['16', 'E8:39:35:1A:CA:91', 'lldp', 'cdp'],
        ['17', '8C:60:4F:19:16:3A', 'lldp', 'cdp', 'fdb'],
      ])
    })

    it('merges the two names of one switch, with both of its addresses', async () => {
      const [nexus] = on(await play('hpe-procurve-516733-b21'), '17').filter(({ name }) => name !== null)
      expect(nexus).toMatchObject({
        name: 'NWPU-CA-5548-01',
        addresses: ['10.40.1.19', '222.24.192.252'],
        capabilities: { enabled: ['bridge'] },
      })
    })

    it('does not interpret a single printed letter of capabilities', async () => {
      const [adapter] = on(await play('hpe-procurve-516733-b21'), '8').filter(({ mac }) => mac !== null)
      expect(adapter?.capabilities?.enabled).toEqual(['station-only'])
      expect(adapter?.raw).toContainEqual({
        object: 'cdpCacheCapabilities',
        index: '8.1',
        value: '0',
        why: 'not-this-type',
      })
    })

    it('is keyed by its chassis MAC, and keeps the whole system description as software', async () => {
      const { switch: found } = await play('hpe-procurve-516733-b21')
      expect(found).toMatchObject({ key: 'mac:AC:16:2D:92:7D:21', name: 'DUMSYS-64' })
      expect(found.description).toMatch(/^ProCurve 516733-B21 6120XG Blade Switch, revision Z\.14\.31/)
    })
  })

  it('reads the CDP cache of a switch without LLDP: a Cisco SPA508G', async () => {
    const view = await play('cdp-spa508g')
    expect(only(view.neighbours)).toMatchObject({
      seenBy: ['cdp'],
      port: { ifIndex: 24 },
      mac: 'E0:5F:B9:81:A7:A7',
      addresses: ['192.168.20.139'],
      platform: 'Cisco IP Phone SPA508G',
      software: '7.4.9c',
      portId: { subtype: 'interface-name', text: 'Port 1' },
    })
  })

  it.each([
    'fortiswitch_148f-fpoe',
    'aos',
    'eltex-mes23xx_mes2324p',
    'hpe-procurve-516733-b21',
    'cdp-spa508g',
  ])('reads the same from %s over SNMPv1', async (name) => {
    const [fast, slow] = [await play(name), await play(name, '1')]
    expect(slow.neighbours).toEqual(fast.neighbours)
    expect(slow.switch.ports).toEqual(fast.switch.ports)
  })

  it('sends a switch of 48 ports at most 60 requests', async () => {
    await using agent = await startAgent({
      rows: readRecording(fixture('snmp/fortiswitch_148f-fpoe.snmprec')),
    })
    await readWhole(agent.port)
    expect(agent.requests.length).toBeLessThan(60)
  })
})

describe.skipIf(!isHere('snmpsimd') || fixtureMissing('snmp') !== '')(
  `snmpsim${missing('snmpsimd')}${fixtureMissing('snmp')}`,
  () => {
    it('gives the same result as this player', async () => {
      await using simulator = await snmpsim(fixture('snmp/eltex-mes23xx_mes2324p.snmprec'))
      const access = { version: '2c', community: 'played' } as const
      const theirs = await readWhole(simulator.port, { access, timeoutMs: 5_000 })
      const ours = await play('eltex-mes23xx_mes2324p')
      expect(theirs.neighbours).toEqual(ours.neighbours)
      expect(theirs.switch.ports).toEqual(ours.switch.ports)
    })
  },
)

/** Debian's snmpsim on one recording; its community is the recording's name. It refuses to run as root. */
async function snmpsim(recording: string): Promise<{ readonly port: number } & AsyncDisposable> {
  await using parts = new AsyncDisposableStack()
  const folder = parts.use(temporaryFolder()).path
  for (const name of ['data', 'cache']) mkdirSync(join(folder, name))
  copyFileSync(recording, join(folder, 'data/played.snmprec'))
  for (const name of ['', 'data', 'cache']) chmodSync(join(folder, name), 0o777)
  const port = await freeUdpPort()
  const user = process.getuid?.() === 0 ? ['--process-user=nobody', '--process-group=nogroup'] : []
  parts.use(
    await serving(
      'snmpsimd',
      [
        `--data-dir=${join(folder, 'data')}`,
        `--cache-dir=${join(folder, 'cache')}`,
        `--agent-udpv4-endpoint=127.0.0.1:${port}`,
        '--logging-method=stdout',
        ...user,
      ],
      { says: /Listening at/ },
    ),
  )
  const owned = parts.move()
  return { port, [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose]() }
}
