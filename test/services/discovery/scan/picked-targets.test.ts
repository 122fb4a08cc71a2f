/** No unpicked address is asked, for any targets and exclusions. */
import { expect, it } from 'vitest'
import { parseTarget, scanTargetsOf } from '#shared/model/target.ts'
import fc from '#test/support/property.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import { all, engineWith, fakeDiscovery, probeOf, progressOf, requestOf } from './fakes.ts'

it('a scan asks picked addresses that are not excluded, and identifies all that answer', async () => {
  const octet = fc.integer({ min: 0, max: 63 })
  const form = fc.oneof(
    fc.tuple(octet, fc.integer({ min: 27, max: 32 })).map(([a, prefix]) => `192.0.2.${a}/${prefix}`),
    octet.map((a) => `192.0.2.${a}`),
    octet.map((a) => `192.0.2.${a}:8080`),
    fc.tuple(octet, octet).map(([a, b]) => `192.0.2.${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.tuple(octet, octet).map(([a, b]) => `192.0.2.${a}:${8000 + Math.min(a, b)}-${8000 + Math.max(a, b)}`),
  )
  const forms = fc.array(form, { minLength: 1, maxLength: 4 })
  const alive = fc.array(octet)
  await fc.assert(
    fc.asyncProperty(forms, forms, alive, fc.boolean(), async (targets, exclude, answering, gentle) => {
      const time = createVirtualTime()
      const asked = new Set<string>()
      const answers = (address: string) => answering.includes(Number(address.split('.')[3]))
      const discovery = fakeDiscovery((address) => (answers(address) ? 1 : null), time.timing)
      const probe = probeOf(({ address, ports: { http } }) => {
        asked.add(`${address} ${http}`)
        return [['http.title', 'Printer']]
      }, 'http')
      const engine = engineWith([probe], { timing: time.timing, openHostDiscovery: () => discovery })
      const profile = gentle ? 'gentle' : 'usual'
      const events = await time.run(all(engine.scan(requestOf(targets, { exclude, profile }))))
      const picked = scanTargetsOf(targets.map((each) => parseTarget(each)))
      const allowed = scanTargetsOf(
        targets.map((each) => parseTarget(each)),
        { exclude },
      )
      const places = new Set(allowed.map(({ host, port }) => `${host} ${port ?? 80}`))
      const hosts = new Set(allowed.map(({ host }) => host))
      expect([...asked].filter((place) => !places.has(place))).toEqual([])
      expect(discovery.asked.filter((each) => !hosts.has(each.split(' ')[0] ?? ''))).toEqual([])
      expect(allowed.length).toBeLessThanOrEqual(picked.length)
      expect(progressOf(events).at(-1)).toMatchObject({ done: allowed.length, total: allowed.length })
      expect(asked.size).toBe([...places].filter((place) => answers(place.split(' ')[0] ?? '')).length)
    }),
    { numRuns: 60, endOnFailure: true },
  )
})
