/** Which devices of a job answer, by where they were last found. */
import { describe, expect, it } from 'vitest'
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
  store.jobs.save(job('one'))
  const add = (id: string, address: string) =>
    store.devices.save({ ...device(id, 'one'), key: id, address, ports })
  const devices = (now: number) =>
    createKnownDevices({ store, changes: createJobChanges(), clock: { now: () => now } }, 'one')
  return { store, add, devices, [Symbol.dispose]: () => store[Symbol.dispose]() }
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
})
