/** Which devices of a job answer, by where they were last found. */
import { describe, expect, it, vi } from 'vitest'
import { createKnownDevices } from '#electron/services/discovery/scan/known-devices.ts'
import type { ProbeTarget } from '#electron/services/discovery/scan/targets.ts'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store } from '#electron/store/store.ts'
import { device, job } from '#test/store/matter.ts'
import { ports } from './fakes.ts'

const target = (address: string, http = ports.http): ProbeTarget => ({
  address,
  ports: { ...ports, http },
  row: false,
})

function onStore() {
  const store = openStore(':memory:')
  const changes = createJobChanges()
  store.jobs.save(job('one'))
  const add = (id: string, address: string) =>
    store.devices.save({ ...device(id, 'one'), key: id, address, ports })
  const devices = (now: number) => createKnownDevices({ store, changes, clock: { now: () => now } }, 'one')
  return { store, changes, add, devices, [Symbol.dispose]: () => store[Symbol.dispose]() }
}
const silentSince = (store: Store, id: string) => store.devices.get(id)?.silentSince

describe('a device', () => {
  it('is silent from the first scan without an answer until a scan finds it', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.devices(100).markSilent(target('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBe(100)
    on.devices(200).markSilent(target('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBe(100)
    expect(on.devices(300).markUnchanged(target('192.0.2.1'))).toMatchObject({
      id: 'a',
      lastSeen: 300,
      silentSince: null,
    })
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('is not silent because another port or address is', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.devices(100).markSilent(target('192.0.2.1', 8080))
    on.devices(100).markSilent(target('192.0.2.2'))
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('that moved during the scan is not silent at its old address', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const known = on.devices(100)
    on.add('a', '192.0.2.7')
    known.markSilent(target('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('is silent when another one answers at its address', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const known = on.devices(100)
    on.add('b', '192.0.2.1')
    known.markFound({ id: 'b', address: '192.0.2.1', ports })
    known.markFound({ id: 'b', address: '192.0.2.1', ports })
    expect([silentSince(on.store, 'a'), silentSince(on.store, 'b')]).toEqual([100, null])
    known.markSilent(target('192.0.2.1'))
    expect(silentSince(on.store, 'b')).toBe(100)
  })

  it('and a host that was not a device are known to the next scan', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.store.devices.saveSightings('a', [
      { address: '192.0.2.1', port: 5060, protocol: 'sip.user_agent', raw: 'X', at: 1 },
    ])
    const known = on.devices(100)
    known.saveReply(target('192.0.2.1'), 'web open')
    known.saveReply(target('192.0.2.2'), 'web refused')
    known.saveReply(target('192.0.2.3'), 'sip open')
    known.saveReply(target('192.0.2.3'), null)
    const next = on.devices(200)
    expect(next.known(target('192.0.2.1'))).toMatchObject({ reply: 'web open', sightings: [{ raw: 'X' }] })
    expect(next.known(target('192.0.2.2'))).toMatchObject({ reply: 'web refused', sightings: null })
    expect([next.known(target('192.0.2.3')), next.known(target('192.0.2.1', 8080))]).toEqual([null, null])
  })

  it('is known by its own answers, not by the reports of a switch', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const sighting = { address: '192.0.2.1', port: 5060, protocol: 'sip.user_agent', raw: 'X', at: 1 }
    on.store.devices.saveSightings('a', [
      sighting,
      { ...sighting, protocol: 'lldp.name', raw: 'Y', context: { switch: 'a switch' } },
    ])
    const known = on.devices(100).known(target('192.0.2.1'))
    expect(known?.reply).toBe(null)
    expect(known?.sightings?.map(({ raw }) => raw)).toEqual(['X'])
    // read once
    on.store.devices.saveSightings('a', [])
    expect(known?.sightings).toHaveLength(1)
  })

  it('is unchanged only at its address', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const known = on.devices(100)
    expect(known.markUnchanged(target('192.0.2.2'))).toBe(null)
    on.add('a', '192.0.2.7')
    expect(known.markUnchanged(target('192.0.2.1'))).toBe(null)
  })

  it('and its reply are stored once for each change', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const known = on.devices(100)
    const save = vi.spyOn(on.store.scans, 'saveHostReply')
    for (const reply of ['web open', 'web open', 'sip open', null, null]) {
      known.saveReply(target('192.0.2.1'), reply)
      expect(known.known(target('192.0.2.1'))?.reply).toBe(reply)
    }
    expect(save.mock.calls.map(([, key, reply]) => [key, reply])).toEqual([
      ['192.0.2.1 80', 'web open'],
      ['192.0.2.1 80', 'sip open'],
      ['192.0.2.1 80', null],
    ])
  })

  it('is announced when it becomes silent, and only then', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const announce = vi.spyOn(on.changes, 'device')
    const known = on.devices(100)
    known.markSilent(target('192.0.2.1'))
    known.markSilent(target('192.0.2.1'))
    expect(announce.mock.calls).toEqual([['one', 'a']])
  })
})
