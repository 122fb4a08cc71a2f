/** Evidence that nobody asked for: how much is kept, what replaces what, and whose it is. */
import { describe, expect, it } from 'vitest'
import {
  deviceOfSighting,
  isStillCurrent,
  isUnsolicited,
  mergeUnsolicited,
} from '#electron/services/devices/unsolicited.ts'
import type { Sighting } from '#shared/model/identity.ts'

const seen = (protocol: string, raw: string, port: number | null = null): Sighting => ({
  ...{ address: '192.0.2.1', port, protocol, raw, at: 1 },
})
const rawOf = (sightings: readonly Sighting[]) => sightings.map(({ raw }) => raw)

describe('unsolicited sightings', () => {
  it.each([
    ['mdns.txt', true],
    ['ssdp.server', true],
    ['pnp.uri', true],
    ['http.user_agent', true],
    ['http.title', false],
    ['xhttp.user_agent', false],
    ['http.user_agents', false],
    ['arp.mac', false],
    ['x.mdns.txt', false],
  ])('%s: %s', (protocol, expected) => {
    expect(isUnsolicited(seen(protocol, ''))).toBe(expected)
  })

  it('that are known add nothing, at whatever time and address', () => {
    const known = [seen('mdns.txt', 'a')]
    expect(mergeUnsolicited(known, [{ ...seen('mdns.txt', 'a'), at: 2, address: '192.0.2.2' }])).toBe(known)
    expect(mergeUnsolicited(known, [])).toBe(known)
  })

  it('are distinguished by protocol, port and text, and each is kept once', () => {
    const heard = [
      ...[seen('mdns.txt', 'b'), seen('mdns.txt', 'b')],
      ...[seen('mdns.txt', 'b', 1), seen('mdns.service', 'b')],
    ]
    expect(mergeUnsolicited([seen('mdns.txt', 'a')], heard)).toHaveLength(4)
  })

  it('replace the earlier value of protocols with one value per device, and no other', () => {
    const known = [
      seen('arp.mac', '1'),
      seen('pnp.uri', 'a'),
      seen('mdns.txt', 'm'),
      seen('http.user_agent', 'x'),
    ]
    const heard = [seen('pnp.uri', 'b'), seen('mdns.txt', 'n'), seen('http.user_agent', 'y')]
    expect(rawOf(mergeUnsolicited(known, heard))).toEqual(['1', 'm', 'b', 'n', 'y'])
  })

  it('are limited to the newest 100; answers of scans are kept', () => {
    const asked = seen('arp.mac', 'mac')
    const many = Array.from({ length: 150 }, (_, index) => seen('mdns.txt', String(index)))
    const merged = rawOf(mergeUnsolicited([asked, ...many.slice(0, 80)], many.slice(80)))
    expect(merged).toHaveLength(101)
    expect([merged[0], merged[1], merged.at(-1)]).toEqual(['mac', '50', '149'])
  })

  it.each([
    ['8.0.1.0000', '8.0.1.0000', true],
    ['8.0.1.0000', '8.0.2.0000', false],
    ['8.0.1.0000', '8.0.1.0000 (build 7)', true],
    ['8.0.1.0000', null, true],
    [null, '8.0.2.0000', true],
  ])('that say firmware %s beside one of %s stay: %s', (said, firmware, expected) => {
    const heard = seen('http.user_agent', said === null ? 'nothing known' : `Poly Rove B2/${said}`)
    expect(isStillCurrent(heard, { firmware })).toBe(expected)
  })
})

describe('the device of a sighting', () => {
  const [one, two, unknown] = ['1', '2', null].map((mac) => ({ identity: { mac } }))
  if (one === undefined || two === undefined || unknown === undefined) throw new Error('three devices')

  it.each([
    ['nothing is there', [], '1', 'new'],
    ['another one is there', [one], '2', 'new'],
    ['it is there', [one], '1', one],
    ['it says no MAC', [one], null, one],
    ['one without a MAC is there', [unknown], '1', unknown],
    ['it is one of two', [one, two], '2', two],
    ['it says no MAC and two are there', [one, two], null, 'ambiguous'],
    ['one without a MAC is beside it', [one, unknown], '1', 'ambiguous'],
  ] as const)('where %s', (_what, here, mac, expected) => {
    expect(deviceOfSighting(here, mac)).toBe(expected)
  })
})
