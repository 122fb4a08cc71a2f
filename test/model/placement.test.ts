/** Where a device hangs: the nearest word wins, and a second place is shown, not averaged away. */

import { describe, expect, it } from 'vitest'
import type { DeviceKind } from '#shared/model/identity.ts'
import { createPlacements, placementOf } from '#shared/model/placement.ts'
import fc from '#test/support/property.ts'
import { neighbourOf, portOf, switchOf } from '../switch/matter.ts'

const mac = '00:04:13:00:00:01'
const device = (own: string | null = mac, address = '192.0.2.50', kind: DeviceKind | null = null) => ({
  address,
  identity: { mac: own, kind },
})
const spot = (placement: ReturnType<typeof placementOf>) =>
  placement === null ? null : `${placement.best.switchName} ${placement.best.port.name} ${placement.best.by}`
const others = (placement: ReturnType<typeof placementOf>) =>
  placement?.contradictions.map(({ switchName, port, by }) => `${switchName} ${port.name} ${by}`)

const floor = switchOf('floor', [portOf('ge1'), portOf('ge2'), portOf('up', { uplink: true, macCount: 40 })])
const core = switchOf('core', [portOf('down', { uplink: true, macCount: 60, behind: [mac] })])

describe('a device is placed', () => {
  it('on the port of the switch that it announced itself to', () => {
    const seen = { switches: [floor], neighbours: [neighbourOf('floor', 'ge1', mac)] }
    expect(spot(placementOf(device(), seen))).toBe('floor ge1 link')
    expect(placementOf(device(), seen)?.best.neighbour?.id).toBe(`floor/ge1/${mac}`)
  })

  it('on the port that learnt its address, without LLDP', () => {
    const silent = neighbourOf('floor', 'ge2', mac, { seenBy: ['fdb'], capabilities: null })
    expect(spot(placementOf(device(), { switches: [floor], neighbours: [silent] }))).toBe('floor ge2 learnt')
  })

  it('on its access port, not on the uplinks that lead there', () => {
    const silent = neighbourOf('floor', 'ge2', mac, { seenBy: ['fdb'] })
    const placement = placementOf(device(), { switches: [core, floor], neighbours: [silent] })
    expect([spot(placement), others(placement)]).toEqual(['floor ge2 learnt', []])
  })

  it('behind an uplink, when nothing else is known', () => {
    const placement = placementOf(device(), { switches: [core, floor], neighbours: [] })
    expect([spot(placement), others(placement)]).toEqual(['core down behind', []])
    expect(placement?.best.neighbour).toBeNull()
  })

  it('behind the uplink with the fewest addresses: the nearest', () => {
    const near = switchOf('near', [portOf('up', { uplink: true, macCount: 12, behind: [mac] })])
    expect(spot(placementOf(device(), { switches: [core, near], neighbours: [] }))).toBe('near up behind')
  })

  it('by its IP address only, when no MAC address is known', () => {
    const told = neighbourOf('floor', 'ge1', null, { addresses: ['192.0.2.50'] })
    const seen = { switches: [floor], neighbours: [told] }
    expect(spot(placementOf(device(null), seen))).toBe('floor ge1 address')
    expect(spot(placementOf(device(mac), seen))).toBe('floor ge1 address')
    expect(placementOf(device(null, '192.0.2.51'), seen)).toBeNull()
  })

  it('not by an IP address that belongs to another MAC address', () => {
    const other = neighbourOf('floor', 'ge1', '00:04:13:00:00:02', { addresses: ['192.0.2.50'] })
    expect(placementOf(device(), { switches: [floor], neighbours: [other] })).toBeNull()
  })

  it('nowhere, when no switch has seen it', () => {
    expect(placementOf(device(null), { switches: [floor, core], neighbours: [] })).toBeNull()
    expect(placementOf(device('00:04:13:99:99:99'), { switches: [core], neighbours: [] })).toBeNull()
  })
})

describe('two places', () => {
  it('on two access ports are a contradiction', () => {
    const two = [neighbourOf('floor', 'ge1', mac, { readAt: 2 }), neighbourOf('floor', 'ge2', mac)]
    const placement = placementOf(device(), { switches: [floor], neighbours: two })
    expect([spot(placement), others(placement)]).toEqual(['floor ge1 link', ['floor ge2 link']])
  })

  it('in LLDP and in the forwarding table are a contradiction; LLDP takes precedence', () => {
    const two = [neighbourOf('floor', 'ge2', mac, { seenBy: ['fdb'] }), neighbourOf('floor', 'ge1', mac)]
    const placement = placementOf(device(), { switches: [floor], neighbours: two })
    expect([spot(placement), others(placement)]).toEqual(['floor ge1 link', ['floor ge2 learnt']])
  })

  it('on two switches are a contradiction for a phone, and not for a switch between them', () => {
    const links = [neighbourOf('floor', 'ge1', mac, { readAt: 2 }), neighbourOf('core', 'down', mac)]
    const seen = { switches: [floor, core], neighbours: links }
    expect(others(placementOf(device(mac, '192.0.2.50', 'phone'), seen))).toHaveLength(1)
    const placement = placementOf(device(mac, '192.0.2.50', 'switch'), seen)
    expect([spot(placement)?.endsWith('link'), others(placement)]).toEqual([true, []])
  })

  it('on one port are one', () => {
    const two = [neighbourOf('floor', 'ge1', mac), neighbourOf('floor', 'ge1', mac, { seenBy: ['fdb'] })]
    expect(others(placementOf(device(), { switches: [floor], neighbours: two }))).toEqual([])
  })

  it('behind two uplinks of one switch are a contradiction: a loop or a duplicate address', () => {
    const odd = switchOf('odd', [
      portOf('a', { uplink: true, behind: [mac] }),
      portOf('b', { uplink: true, behind: [mac] }),
    ])
    expect(others(placementOf(device(), { switches: [odd], neighbours: [] }))).toEqual(['odd b behind'])
  })
})

it('never depends on the order in which switches and neighbours were read', () => {
  const neighbours = [
    neighbourOf('floor', 'ge1', mac),
    neighbourOf('floor', 'ge2', mac, { seenBy: ['fdb'] }),
    neighbourOf('core', 'down', '00:04:13:00:00:09'),
    neighbourOf('floor', 'ge2', null, { addresses: ['192.0.2.50'] }),
  ]
  const all = placementOf(device(), { switches: [floor, core], neighbours })
  fc.assert(
    fc.property(fc.shuffledSubarray(neighbours, { minLength: 4 }), fc.boolean(), (shuffled, turned) => {
      const switches = turned ? [core, floor] : [floor, core]
      const placement = placementOf(device(), { switches, neighbours: shuffled })
      expect([spot(placement), others(placement)]).toEqual([spot(all), others(all)])
    }),
  )
})

it('places ten thousand devices in one pass', () => {
  const number = (i: number) => i.toString(16).padStart(6, '0').toUpperCase()
  const macOf = (i: number) => `00:04:13:${(number(i).match(/../g) ?? []).join(':')}`
  const ports = Array.from({ length: 10_000 }, (_, i) => portOf(`p${i}`))
  const neighbours = ports.map(({ name }, i) => neighbourOf('big', name, macOf(i)))
  const place = createPlacements({ switches: [switchOf('big', ports)], neighbours })
  const found = ports.map((_, i) => place(device(macOf(i)))?.best.port.name)
  expect(found).toEqual(ports.map(({ name }) => name))
})
