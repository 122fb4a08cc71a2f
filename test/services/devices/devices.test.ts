/** Devices of a job: which evidence moves one, renames one, and what its own word does. */
import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'
import { credentials, description, fakeHouse } from './fakes.ts'

const mac = '00:03:71:00:00:01'
const elsewhere = '192.0.2.66'
const ports = portsSchema.parse({})
const seen = (address: string, protocol: string, raw: string): Sighting => ({
  ...{ address, port: null, protocol, raw, at: 1 },
})
/** A SUBSCRIBE to the PnP group that claims the MAC of the base. */
const claim = (address: string) => [seen(address, 'pnp.uri', 'sip:MAC%3a000371000001@224.0.1.75')]
const scanned = (address: string, more: readonly Sighting[] = []) => {
  const sightings = [seen(address, 'arp.mac', mac), ...more]
  return { key: `mac:${mac}`, address, ports, identity: identify(sightings), sightings }
}

describe('a claim from another address', () => {
  it.each([
    ['passive discovery', 'passive-discovery'],
    ['a switch', 'switch'],
    ['a fetch', 'fetch'],
    ['a scan', 'scan'],
  ] as const)('by %s does not move a device that is signed in', async (_what, source) => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    const { devices } = house
    const before = devices.get('base')
    if (source === 'passive-discovery') devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    if (source === 'switch') {
      devices.upsertFromSwitch('one', 'sw', {
        mac,
        address: elsewhere,
        sightings: [seen(elsewhere, 'switch.mac', mac)],
      })
    }
    if (source === 'fetch') devices.applyUserAgent('one', { address: elsewhere, mac, userAgent: 'x' })
    if (source === 'scan') devices.upsertFromScan('one', scanned(elsewhere))
    expect(devices.get('base')).toEqual({
      ...before,
      otherAddress: { address: elsewhere, ports: source === 'scan' ? ports : null, source, at: 1_000 },
    })
    expect(devices.sightings('base')).toEqual([])
    await devices.read('base')
    expect(house.kits.map(({ device }) => device.address)).toEqual(['192.0.2.1', '192.0.2.1'])
  })

  it('is added to the history once, even if it changes', () => {
    using house = fakeHouse()
    for (const address of [elsewhere, elsewhere, '192.0.2.67', elsewhere]) {
      house.devices.upsertFromPassive('one', address, claim(address))
    }
    expect(house.notes.map(({ what, facts }) => [what, facts.other])).toEqual([
      ['device.other-address', elsewhere],
    ])
    expect(house.devices.get('base').otherAddress?.address).toBe(elsewhere)
  })

  it('moves a device without a session only if a scan found it silent', () => {
    using house = fakeHouse()
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    expect(house.devices.get('base').address).toBe('192.0.2.1')
    house.store.devices.save({ ...house.stored(), silentSince: 5 })
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    expect(house.devices.get('base')).toMatchObject({ address: elsewhere, silentSince: null })
  })

  it('does not move a silent device that is signed in', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    house.store.devices.save({ ...house.stored(), silentSince: 5 })
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    expect(house.devices.get('base').address).toBe('192.0.2.1')
  })

  it('a scan moves a device without a session', () => {
    using house = fakeHouse()
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    expect(house.devices.upsertFromScan('one', scanned(elsewhere))).toMatchObject({
      ...{ id: 'base', address: elsewhere, otherAddress: null },
    })
  })

  it('at its own address is evidence, and keeps the note', () => {
    using house = fakeHouse()
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    house.devices.upsertFromScan('one', scanned('192.0.2.1'))
    house.devices.upsertFromPassive('one', '192.0.2.1', claim('192.0.2.1'))
    expect(house.devices.sightings('base').map(({ protocol }) => protocol)).toEqual(['arp.mac', 'pnp.uri'])
    expect(house.devices.get('base').otherAddress?.address).toBe(elsewhere)
  })

  it('is accepted by the technician: the device is signed out, moved, and needs a new sign-in', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    house.devices.moveToOtherAddress('base')
    expect(house.devices.get('base')).toMatchObject({ signedIn: true, address: '192.0.2.1' })
    house.devices.upsertFromPassive('one', elsewhere, claim(elsewhere))
    house.devices.moveToOtherAddress('base')
    expect(house.devices.get('base')).toMatchObject({
      ...{ signedIn: false, address: elsewhere, otherAddress: null },
    })
    await expect(house.devices.read('base')).rejects.toMatchObject({ code: 'sign-in-needed' })
  })
})

describe('the description of a device', () => {
  it('is its strongest evidence, and is kept when sightings change', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    expect(house.devices.get('base').identity).toMatchObject({ mac, level: 'exact', contradictions: [] })
    house.devices.applySwitchEvidence('base', 'sw', [
      { ...seen('192.0.2.1', 'switch.mac', mac), context: { switch: 'sw' } },
    ])
    house.devices.upsertFromScan('one', scanned('192.0.2.1'))
    expect(house.devices.get('base').identity).toMatchObject({ model: 'Rove B2', firmware: '8.0.3.0010' })
    expect(house.devices.sightings('base').map(({ protocol }) => protocol)).toEqual(['arp.mac', 'switch.mac'])
    house.devices.applySwitchEvidence('base', 'sw', [])
    expect(house.devices.sightings('base').map(({ protocol }) => protocol)).toEqual(['arp.mac'])
  })

  const agent = (version: string) => seen('192.0.2.1', 'http.title', `Poly Rove B2 ${version}`)

  it('after an update supersedes the older evidence: no contradiction', async () => {
    using house = fakeHouse()
    const old = { ...seen('192.0.2.1', 'sip.user_agent', 'Poly Rove B2/8.0.3.0010'), at: 1 }
    const { firmware } = identify([old])
    house.devices.upsertFromScan('one', scanned('192.0.2.1', [old, agent('x')]))
    house.fake.description = { ...description, firmware: firmware ?? description.firmware }
    await house.devices.signIn('base', credentials)
    house.advance(60_000)
    house.fake.description = { ...description, firmware: '8.0.5.0002' }
    await house.devices.describe('base')
    expect(house.devices.get('base').identity).toMatchObject({
      firmware: '8.0.5.0002',
      contradictions: [],
    })
    if (firmware !== null) {
      expect(house.devices.sightings('base').filter((each) => each.supersededAt === 61_000)).toHaveLength(1)
    }
  })
})

describe('working with a device', () => {
  it('gives a typed URL no source', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    const { edits } = await house.devices.plan('base', { kind: 'url', url: ' http://192.0.2.7/cfg ' })
    expect(edits.map(({ id, after, provenance }) => [id, after, provenance?.source ?? null])).toEqual([
      ['method', 'Periodically', 'a test'],
      ['url', 'http://192.0.2.7/cfg', null],
    ])
  })
  it('reads, plans and acts in sessions, and adds the actions to the history', async () => {
    using house = fakeHouse()
    await house.devices.signIn('base', credentials)
    expect(await house.devices.read('base')).toEqual({
      description,
      settings: [],
      handsets: [],
      unreadable: [],
      ports: null,
    })
    const plan = await house.devices.plan('base', { kind: 'rehearsal' })
    expect(plan).toMatchObject({
      deviceId: 'base',
      target: { kind: 'provisioning', url: 'http://192.0.2.9/x.cfg' },
      madeAt: 1_000,
    })
    expect(house.store.pushes.plan(plan.id)).toEqual(plan)
    expect(plan.edits.map(({ provenance }) => provenance?.source)).toEqual(['a test', 'a test'])
    await house.devices.act('base', 'restart')
    await expect(house.devices.act('base', 'factory-reset')).rejects.toMatchObject({
      code: 'capability-missing',
    })
    await expect(house.devices.log('base')).rejects.toMatchObject({ code: 'capability-missing' })
    expect(house.notes.map(({ what }) => what)).toEqual(['device.signed-in', 'device.restart'])
    expect(house.notes[0]?.facts).toEqual({ user: 'admin' })
  })
})
