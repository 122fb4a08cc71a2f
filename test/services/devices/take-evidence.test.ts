/** How scans, switches, listeners and fetches add devices to a job, and which device each of them means. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import type { ScannedDevice } from '#electron/services/devices/index.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import { credentials, description, fakeHouse } from './fakes.ts'

const mac = '00:03:71:00:00:01'
const otherMac = '00:03:71:00:00:02'
const here = '192.0.2.1'
const there = '192.0.2.50'
const ports = portsSchema.parse({})
const seen = (address: string, protocol: string, raw: string): Sighting => ({
  ...{ address, port: null, protocol, raw, at: 1 },
})
const told = (address: string, key = 'sw', of = mac): Sighting => ({
  ...seen(address, 'switch.mac', of),
  context: { switch: key },
})
const scanned = (address: string, key: string, sightings: readonly Sighting[]): ScannedDevice => ({
  ...{ key, address, ports, identity: identify(sightings), sightings },
})
const rove = (version: string) => seen(here, 'http.user_agent', `Poly Rove B2/${version}`)
const named = (version: string) => seen(here, 'sip.user_agent', `Poly Rove B2/${version}`)
const pnp = (address: string, of = mac) =>
  seen(address, 'pnp.uri', `sip:MAC%3a${of.replaceAll(':', '')}@224.0.1.75`)

/** A house without a device. */
function emptyHouse() {
  const house = fakeHouse()
  house.store.devices.remove('base')
  return house
}
const protocolsOf = (house: ReturnType<typeof fakeHouse>, id = 'base') =>
  house.devices.sightings(id).map(({ protocol }) => protocol)

describe('a device in a scan', () => {
  it('is added with its verdict and its driver, and noted', () => {
    using house = emptyHouse()
    const device = house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, [named('8.0.3.0010')]))
    expect(device).toMatchObject({
      ...{ jobId: 'one', key: `mac:${mac}`, address: here, ports, firstSeen: 1_000, lastSeen: 1_000 },
      ...{ silentSince: null, otherAddress: null, plainHttpAccepted: false, signedIn: false },
      ...{ driver: 'poly-rove', identity: { vendor: 'Poly', model: 'Rove B2' } },
    })
    expect(device.verdict.answer).not.toBe('not-known')
    expect(house.devices.get(device.id)).toEqual(device)
    expect(house.notes).toEqual([
      {
        ...{ jobId: 'one', what: 'device.found', deviceId: device.id, endpointId: null },
        facts: { address: here, vendor: 'Poly', model: 'Rove B2' },
      },
    ])
  })

  it('again is refreshed, not added', () => {
    using house = fakeHouse()
    house.store.devices.save({ ...house.stored(), silentSince: 5 })
    house.advance(500)
    house.devices.upsertFromScan('one', scanned(there, `mac:${mac}`, [seen(there, 'arp.mac', mac)]))
    expect(house.devices.get('base')).toMatchObject({ address: there, lastSeen: 1_500, silentSince: null })
    expect(house.store.devices.ofJob('one')).toHaveLength(1)
    expect(house.notes).toEqual([])
  })

  it.each([
    ['address', { address: there }],
    ['HTTP port', { ports: { ...ports, http: 8080 } }],
    ['HTTPS port', { ports: { ...ports, https: 8443 } }],
  ])('at another %s keeps a session where it was', async (_what, elsewhere) => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    const found = { ...scanned(here, `mac:${mac}`, [seen(here, 'arp.mac', mac)]), ...elsewhere }
    house.devices.upsertFromScan('one', found)
    expect(house.devices.get('base')).toMatchObject({ address: here, ports, signedIn: true })
    expect(house.devices.get('base').otherAddress).toMatchObject({ address: found.address, source: 'scan' })
  })

  it('with another SIP port only is at the same address', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    const found = { ...scanned(here, `mac:${mac}`, []), ports: { ...ports, sip: 5070 } }
    expect(house.devices.upsertFromScan('one', found)).toMatchObject({
      otherAddress: null,
      ports: found.ports,
    })
  })

  it('keeps its driver when later evidence is too poor to choose one', () => {
    using house = fakeHouse()
    const device = house.devices.upsertFromScan(
      'one',
      scanned(here, `mac:${mac}`, [seen(here, 'arp.mac', 'AA:00:00:00:00:01')]),
    )
    expect(device).toMatchObject({ identity: { vendor: null }, driver: 'poly-rove' })
  })
})

describe('a device known by address and port', () => {
  const placed = (sightings: readonly Sighting[]) => {
    const house = emptyHouse()
    const { id } = house.devices.upsertFromScan('one', scanned(here, `at:${here}:80`, sightings))
    return { house, id }
  }

  it.each([
    ['of the same vendor', [named('8.0.3.0010')], [named('8.0.3.0010')], true],
    ['of unknown vendor', [seen(here, 'http.title', '?')], [named('8.0.3.0010')], true],
    ['that says nothing now', [named('8.0.3.0010')], [seen(here, 'http.title', '?')], true],
    [
      'of another vendor',
      [seen(here, 'sip.user_agent', 'Yealink SIP-T46U 108.86.0.20')],
      [named('8.0.3.0010')],
      false,
    ],
  ])('%s takes the MAC that a scan finds there: %s', (_what, before, now, same) => {
    const { house, id } = placed(before)
    using _ = house
    const found = house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, now))
    expect(found.id === id).toBe(same)
    expect(found.key).toBe(`mac:${mac}`)
  })

  it('is not the one at another port or address', () => {
    const { house, id } = placed([named('8.0.3.0010')])
    using _ = house
    const atPort = { ...scanned(here, `mac:${mac}`, []), ports: { ...ports, http: 8080 } }
    const others = [atPort, scanned(there, `mac:${otherMac}`, []), scanned(there, `at:${here}:8080`, [])]
    for (const each of others) expect(house.devices.upsertFromScan('one', each).id).not.toBe(id)
  })
})

describe('a scan of a device with unsolicited evidence', () => {
  it('replaces the answers of earlier scans, and keeps unsolicited evidence and reports of switches', () => {
    using house = fakeHouse()
    house.store.devices.saveSightings('base', [seen(here, 'http.title', 'Poly'), told(here), pnp(here)])
    house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, [seen(here, 'http.status', '401')]))
    expect(protocolsOf(house)).toEqual(['http.status', 'switch.mac', 'pnp.uri'])
  })

  it('with fewer answers keeps the earlier ones in the other protocols, with their time', () => {
    using house = fakeHouse()
    const first = [named('8.0.3.0010'), seen(here, 'http.title', 'Poly')]
    house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, first))
    const now = { ...seen(here, 'arp.mac', mac), at: 2 }
    const device = house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, [now]))
    expect(device.identity).toMatchObject({ model: 'Rove B2', firmware: '8.0.3.0010' })
    expect(house.devices.sightings(device.id)).toEqual([now, ...first])
  })

  it('with another firmware drops earlier answers with the old one', () => {
    using house = fakeHouse()
    house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, [named('8.0.3.0010')]))
    const now = seen(here, 'http.server', 'Poly Rove B2/8.0.5.0002')
    const found = { ...scanned(here, `mac:${mac}`, [now]), identity: identify([named('8.0.5.0002')]) }
    const device = house.devices.upsertFromScan('one', found)
    expect(house.devices.sightings(device.id)).toEqual([now])
  })

  it.each([
    ['a switch', told(here)],
    ['the device itself', pnp(here)],
  ])('joins the evidence of %s with its own', (_what, before) => {
    using house = fakeHouse()
    house.store.devices.saveSightings('base', [before])
    const found = scanned(here, `mac:${mac}`, [named('8.0.3.0010')])
    expect(found.identity.mac).toBe(null)
    expect(house.devices.upsertFromScan('one', found).identity).toMatchObject({ mac, model: 'Rove B2' })
  })

  it('drops unsolicited evidence of a former firmware', () => {
    using house = fakeHouse()
    house.store.devices.saveSightings('base', [rove('8.0.1.0010'), pnp(here)])
    const found = scanned(here, `mac:${mac}`, [named('8.0.3.0010')])
    expect(house.devices.upsertFromScan('one', found).identity).toMatchObject({
      ...{ firmware: '8.0.3.0010', contradictions: [] },
    })
    expect(protocolsOf(house)).toEqual(['sip.user_agent', 'pnp.uri'])
  })
})

describe('unsolicited evidence', () => {
  it.each([
    ['a vendor', seen(there, 'mdns.txt', 'x'), null],
    ['a phone asking for its configuration', pnp(there, otherMac), `mac:${otherMac}`],
    ['a phone that gives no MAC', seen(there, 'pnp.event', 'ua-profile'), `at:${there}:80`],
    ['a vendor in a banner', seen(there, 'http.user_agent', 'Poly Rove B2/8.0.3.0010'), `at:${there}:80`],
    ['a name that merely ends so', seen(there, 'x.pnp.', 'x'), null],
  ])('of %s at a new address', (_what, sighting, key) => {
    using house = emptyHouse()
    const device = house.devices.upsertFromPassive('one', there, [sighting, seen(there, 'mdns.txt', 'y')])
    expect(device?.key ?? null).toBe(key)
    expect(house.store.devices.ofJob('one')).toHaveLength(key === null ? 0 : 1)
    if (device !== null) expect(device).toMatchObject({ address: there, ports, silentSince: null })
  })

  it('belongs to the device at the address when the MAC is not known', () => {
    using house = fakeHouse()
    const device = house.devices.upsertFromPassive('one', here, [seen(here, 'mdns.txt', 'x')])
    expect(device?.id).toBe('base')
    expect(protocolsOf(house)).toEqual(['mdns.txt'])
  })

  it('of another MAC at a known address is another device', () => {
    using house = fakeHouse()
    house.devices.upsertFromScan('one', scanned(here, `mac:${mac}`, [seen(here, 'arp.mac', mac)]))
    const device = house.devices.upsertFromPassive('one', here, [pnp(here, otherMac)])
    expect(device?.id).not.toBe('base')
    expect(device?.key).toBe(`mac:${otherMac}`)
  })

  it('belongs to neither of two devices at one address', () => {
    using house = fakeHouse()
    house.devices.upsertFromScan('one', scanned(here, `at:${here}:8080`, []))
    expect(house.devices.upsertFromPassive('one', here, [seen(here, 'mdns.txt', 'x')])).toBe(null)
    house.devices.applyUserAgent('one', { address: here, mac: null, userAgent: 'x' })
    expect(protocolsOf(house)).toEqual([])
  })

  it('again changes nothing', () => {
    using house = fakeHouse()
    house.devices.upsertFromPassive('one', here, [pnp(here)])
    const before = house.devices.get('base')
    house.advance(1)
    expect(house.devices.upsertFromPassive('one', here, [pnp(here)])).toEqual(before)
    house.devices.upsertFromPassive('one', here, [seen(here, 'pnp.event', 'ua-profile')])
    expect(house.devices.get('base').lastSeen).toBe(1_001)
  })

  it('keeps the description that the device gave', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    house.devices.upsertFromPassive('one', here, [pnp(here)])
    expect(house.devices.get('base').identity).toMatchObject({
      firmware: description.firmware,
      level: 'exact',
    })
  })
})

describe('the User-Agent of a fetch', () => {
  it.each([
    ['its MAC', { address: here, mac }, ['http.user_agent']],
    ['its address', { address: here, mac: null }, ['http.user_agent']],
    ['a MAC that is not known, at its address', { address: here, mac: otherMac }, ['http.user_agent']],
    ['another address', { address: there, mac: null }, []],
    ['its MAC elsewhere', { address: there, mac }, []],
  ])('by %s', (_what, by, protocols) => {
    using house = fakeHouse()
    house.devices.applyUserAgent('one', { ...by, userAgent: 'Poly Rove B2/8.0.3.0010' })
    expect(protocolsOf(house)).toEqual(protocols)
    expect(house.devices.get('base').otherAddress?.source ?? null).toBe(
      by.address === there && by.mac !== null ? 'fetch' : null,
    )
    expect(house.store.devices.ofJob('one')).toHaveLength(1)
  })

  it('is evidence with its time', () => {
    using house = fakeHouse()
    house.devices.applyUserAgent('one', { address: here, mac, userAgent: 'Poly Rove B2/8.0.3.0010' })
    expect(house.devices.sightings('base')).toEqual([
      { address: here, port: null, protocol: 'http.user_agent', raw: 'Poly Rove B2/8.0.3.0010', at: 1_000 },
    ])
  })
})

describe('the report of a switch', () => {
  it('replaces the report of the same switch, and no other evidence', () => {
    using house = fakeHouse()
    house.devices.applySwitchEvidence('base', 'a', [told(here, 'a')])
    house.devices.applySwitchEvidence('base', 'b', [told(here, 'b')])
    house.devices.applySwitchEvidence('base', 'a', [told(here, 'a', otherMac)])
    expect(house.devices.sightings('base').map(({ raw }) => raw)).toEqual([mac, otherMac])
  })

  it('changes nothing without a report now and before', () => {
    using house = fakeHouse()
    house.devices.applySwitchEvidence('base', 'b', [told(here, 'b')])
    expect(house.changed).toEqual(['base'])
    house.devices.applySwitchEvidence('base', 'a', [])
    expect(house.changed).toEqual(['base'])
    house.devices.applySwitchEvidence('base', 'b', [])
    expect(house.changed).toEqual(['base', 'base'])
  })

  const from = (address: string) => ({ mac: otherMac, address, sightings: [told(address, 'sw', otherMac)] })

  it('adds a device that only a switch has seen, once', () => {
    using house = fakeHouse()
    const added = house.devices.upsertFromSwitch('one', 'sw', { ...from(there), sightings: [] })
    expect(added).toMatchObject({
      key: `mac:${otherMac}`,
      address: there,
      ports,
      identity: { mac: otherMac },
    })
    expect(house.devices.upsertFromSwitch('one', 'sw', from(there)).id).toBe(added.id)
    expect(protocolsOf(house, added.id)).toEqual(['switch.mac'])
    expect(house.notes.map(({ what }) => what)).toEqual(['device.found'])
  })

  it('moves a silent device, and no other', () => {
    using house = fakeHouse()
    const { id } = house.devices.upsertFromSwitch('one', 'sw', from(there))
    house.devices.upsertFromSwitch('one', 'sw', from('192.0.2.51'))
    expect(house.devices.get(id)).toMatchObject({ address: there, otherAddress: { source: 'switch' } })
    const stored = house.store.devices.get(id)
    if (stored === null) throw new Error('no device')
    house.store.devices.save({ ...stored, silentSince: 5 })
    house.devices.upsertFromSwitch('one', 'sw', from('192.0.2.51'))
    expect(house.devices.get(id).address).toBe('192.0.2.51')
  })
})
