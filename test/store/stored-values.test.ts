/** Any text and any JSON is stored unchanged. */
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

it('stores any JSON as memo and as document', () => {
  using store = openStore(':memory:')
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.jsonValue({ noUnicodeString: false }),
      (collection, key, value) => {
        const asJson: unknown = JSON.parse(JSON.stringify(value))
        store.memos.set(key, value)
        store.documents.set(collection, key, value)
        expect(store.memos.get(key)).toEqual(asJson)
        expect(store.documents.get(collection, key)).toEqual(asJson)
        expect(store.documents.all(collection)).toEqual([{ key, value: asJson }])
        store.documents.remove(collection, key)
        expect(store.documents.all(collection)).toEqual([])
      },
    ),
  )
})
