/** Which devices of a job answer, by where they were last found. */
import { describe, expect, it } from 'vitest'
import { createPresence } from '#electron/services/discovery/scan/known-devices.ts'
import type { Spot } from '#electron/services/discovery/scan/targets.ts'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store } from '#electron/store/store.ts'
import { device, job } from '#test/store/matter.ts'
import { ports } from './fakes.ts'

const spot = (address: string, http = ports.http): Spot => ({
  address,
  ports: { ...ports, http },
  row: false,
})

function onStore() {
  const store = openStore(':memory:')
  store.jobs.save(job('one'))
  const add = (id: string, address: string) =>
    store.devices.save({ ...device(id, 'one'), key: id, address, ports })
  const presence = (now: number) =>
    createPresence({ store, changes: createJobChanges(), clock: { now: () => now } }, 'one')
  return { store, add, presence, [Symbol.dispose]: () => store[Symbol.dispose]() }
}
const silentSince = (store: Store, id: string) => store.devices.get(id)?.silentSince

describe('a device', () => {
  it('is silent from the first scan on that missed it, until one finds it', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.presence(100).silent(spot('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBe(100)
    on.presence(200).silent(spot('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBe(100)
    expect(on.presence(300).unchanged(spot('192.0.2.1'))).toMatchObject({
      id: 'a',
      lastSeen: 300,
      silentSince: null,
    })
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('is not silent for another port or another address that is', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.presence(100).silent(spot('192.0.2.1', 8080))
    on.presence(100).silent(spot('192.0.2.2'))
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('that moved while the scan ran is not silent for where it was', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const presence = on.presence(100)
    on.add('a', '192.0.2.7')
    presence.silent(spot('192.0.2.1'))
    expect(silentSince(on.store, 'a')).toBeNull()
  })

  it('in whose place another one answers is silent', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    const presence = on.presence(100)
    on.add('b', '192.0.2.1')
    presence.found({ id: 'b', address: '192.0.2.1', ports })
    presence.found({ id: 'b', address: '192.0.2.1', ports })
    expect([silentSince(on.store, 'a'), silentSince(on.store, 'b')]).toEqual([100, null])
    presence.silent(spot('192.0.2.1'))
    expect(silentSince(on.store, 'b')).toBe(100)
  })

  it('and what answered that was none are known by the next scan', () => {
    using on = onStore()
    on.add('a', '192.0.2.1')
    on.store.devices.saveSightings('a', [
      { address: '192.0.2.1', port: 5060, protocol: 'sip.user_agent', raw: 'X', at: 1 },
    ])
    const presence = on.presence(100)
    presence.knock(spot('192.0.2.1'), 'web open')
    presence.knock(spot('192.0.2.2'), 'web refused')
    presence.knock(spot('192.0.2.3'), 'sip open')
    presence.knock(spot('192.0.2.3'), null)
    const next = on.presence(200)
    expect(next.known(spot('192.0.2.1'))).toMatchObject({ knock: 'web open', sightings: [{ raw: 'X' }] })
    expect(next.known(spot('192.0.2.2'))).toMatchObject({ knock: 'web refused', sightings: null })
    expect([next.known(spot('192.0.2.3')), next.known(spot('192.0.2.1', 8080))]).toEqual([null, null])
  })
})
