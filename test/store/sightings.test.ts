/** Sightings with any text. */
import { expect, it } from 'vitest'
import { openStore } from '#electron/store/open.ts'
import type { Sighting } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { device, job } from './matter.ts'

it('stores sightings unchanged and in order', () => {
  const sighting: fc.Arbitrary<Sighting> = fc.record({
    address: fc.constant('127.0.0.1'),
    port: fc.option(fc.integer({ min: 1, max: 65_535 })),
    protocol: fc.constantFrom('http.title', 'sip.server'),
    raw: fc.string({ unit: 'binary' }),
    at: fc.nat(),
  })
  using store = openStore(':memory:')
  store.jobs.save(job('one'))
  store.devices.save(device('a', 'one'))
  fc.assert(
    fc.property(fc.array(sighting), (sightings) => {
      store.devices.saveSightings('a', sightings)
      expect(store.devices.sightings('a')).toEqual(sightings)
    }),
  )
})
