/** Which devices and handsets become endpoints, and how endpoints follow later facts of their devices. */
import { describe, expect, it } from 'vitest'
import { found, handset, house } from './house.ts'

describe('a device that was found', () => {
  it.each(['phone', 'conference-phone', 'wireless-phone', 'intercom', 'speaker'] as const)(
    'as a %s is an endpoint with its own MAC',
    (kind) => {
      using it = house('live')
      it.put(found('1', kind))
      it.put(found('1', kind))
      expect(it.endpoints()).toMatchObject([
        {
          ...{
            kind: 'phone',
            hardwareId: '0004F2000001',
            deviceId: '1',
            addedBy: 'device',
            model: 'VVX 250',
          },
          onboarding: { at: 'found', since: 1_000, reached: { found: 1_000 } },
        },
      ])
    },
  )
  it.each(['dect-base', 'switch', 'gateway', 'other'] as const)('as a %s is not an endpoint', (kind) => {
    using it = house('live')
    it.put(found('1', kind))
    expect(it.endpoints()).toEqual([])
  })
  it('without a MAC becomes an endpoint when the MAC is known', () => {
    using it = house('live')
    const phone = found('1', 'phone')
    it.put({ ...phone, identity: { ...phone.identity, mac: null } })
    expect(it.endpoints()).toEqual([])
    it.put(phone)
    expect(it.endpoints()).toHaveLength(1)
  })
  it('updates model, firmware and verdict of its endpoint, and keeps label and state', async () => {
    using it = house('live')
    const phone = found('1', 'phone')
    it.put(phone)
    const [endpoint] = it.endpoints()
    const id = endpoint?.id ?? ''
    it.onboarding.update(id, { label: 'Reception' })
    await it.onboarding.confirm(id, 'url-written')
    it.put({ ...phone, identity: { ...phone.identity, firmware: '6.4.6.2453' } })
    expect(it.endpoints()).toMatchObject([
      { id, label: 'Reception', firmware: '6.4.6.2453', onboarding: { at: 'directed' } },
    ])
    expect(it.endpoints()[0]?.verdict).not.toEqual(endpoint?.verdict)
  })
  it('that turns out to be a base loses an unused endpoint', () => {
    using it = house('live')
    it.put(found('1', 'phone'))
    it.put(found('1', 'dect-base'))
    expect(it.endpoints()).toEqual([])
  })
  it('that turns out to be a base keeps a used endpoint', async () => {
    using it = house('live')
    it.put(found('1', 'phone'))
    await it.onboarding.confirm(it.endpoints()[0]?.id ?? '', 'url-written')
    it.put(found('1', 'dect-base'))
    expect(it.endpoints()).toHaveLength(1)
  })
})

describe('an adapter', () => {
  it('has one endpoint per port when the catalogue gives their number', () => {
    using it = house('live')
    it.put(found('1', 'ata', 'MP114', 'AudioCodes'))
    expect(it.endpoints().map(({ hardwareId }) => hardwareId)).toEqual([
      '0004F2000001:001',
      '0004F2000001:002',
      '0004F2000001:003',
    ])
  })
  it('with an unknown number of ports has no endpoints until the technician gives it', () => {
    using it = house('live')
    it.put(found('1', 'ata', 'ATA191', 'Cisco'))
    expect(it.endpoints()).toEqual([])
    it.onboarding.addPorts('1', 2)
    it.onboarding.addPorts('1', 2)
    expect(it.endpoints()).toMatchObject([
      { kind: 'adapter-port', port: 1, hardwareId: '0004F2000001:001', model: 'ATA191' },
      { kind: 'adapter-port', port: 2, hardwareId: '0004F2000001:002' },
    ])
    const adapter = found('1', 'ata', 'ATA191', 'Cisco')
    it.put({ ...adapter, identity: { ...adapter.identity, firmware: '11.2' } })
    expect(it.endpoints().map(({ firmware }) => firmware)).toEqual(['11.2', '11.2'])
  })
  it('has the ports that it lists, with their states', () => {
    using it = house('live')
    const adapter = found('1', 'ata', 'ATA191', 'Cisco')
    it.put(adapter)
    it.onboarding.portsRead(adapter, [{ port: 2, state: 'Idle', identity: null, registration: 'not-known' }])
    expect(it.endpoints()).toMatchObject([{ port: 2, seenState: { text: 'Idle', at: 1_000 } }])
  })
  it('is the only kind of device with ports', () => {
    using it = house('live')
    it.put(found('1', 'phone'))
    expect(() => it.onboarding.addPorts('1', 2)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    expect(() => it.onboarding.addPorts('9', 2)).toThrow(expect.objectContaining({ code: 'not-found' }))
  })
})

describe('a handset', () => {
  it('listed by its base is one endpoint, also after another reading, with the newer state', () => {
    using it = house('live')
    const base = found('1', 'dect-base', 'Rove B2')
    it.put(base)
    it.onboarding.handsetsRead(base, [handset('03717C0E0A')])
    it.time.now = 2_000
    it.onboarding.handsetsRead(base, [
      handset('03717C0E0A', { state: 'Searching', model: null, firmware: null }),
    ])
    expect(it.endpoints()).toMatchObject([
      {
        ...{ kind: 'handset', ipei: '03717C0E0A', hardwareId: '0003717C0E0A', addedBy: 'device' },
        ...{ model: 'Rove 30', firmware: '8.0.3', seenState: { text: 'Searching', at: 2_000 } },
      },
    ])
  })
  it('added by hand is still marked so when its base lists it', () => {
    using it = house('live')
    it.onboarding.add('one', '14103 0790026 0', 'Reception')
    expect(it.endpoints()).toMatchObject([{ addedBy: 'technician', deviceId: null }])
    expect(it.store.history.ofJob('one').map(({ what }) => what)).toContain('endpoint.added')
    const base = found('1', 'dect-base', 'Rove B2')
    it.put(base)
    it.onboarding.handsetsRead(base, [handset('03717C0E0A')])
    expect(it.endpoints()).toMatchObject([{ addedBy: 'technician', deviceId: '1', label: 'Reception' }])
  })
  it.each(['03717C0E0A', '14103 0790026 0', '00-03-71-7C-0E-0A'])('added twice as %s is refused', (text) => {
    using it = house('live')
    const { id } = it.onboarding.add('one', '03717C0E0A', 'Reception')
    expect(() => it.onboarding.add('one', text, 'Kitchen')).toThrow(
      expect.objectContaining({
        code: 'endpoint-exists',
        facts: expect.objectContaining({ endpointId: id, label: 'Reception', hardwareId: '0003717C0E0A' }),
      }),
    )
    expect(it.endpoints()).toMatchObject([{ label: 'Reception' }])
    it.onboarding.add('two', text, '')
  })
  it.each(['00:04:F2:00:00:01', '0004F2000001', '00-04-F2-00-00-01'])(
    'cannot have the MAC of a base: %s',
    (text) => {
      using it = house('live')
      it.put(found('1', 'dect-base', 'Rove B2'))
      expect(() => it.onboarding.add('one', text, '')).toThrow(
        expect.objectContaining({ code: 'hardware-id-is-base-mac' }),
      )
    },
  )
})
