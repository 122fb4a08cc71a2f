import { describe, expect, it } from 'vitest'
import { listInterfaces, subnetOf } from '#electron/platform/interfaces.ts'
import { interfaceSchema } from '#shared/model/host.ts'
import { parseTarget } from '#shared/model/target.ts'

describe('interfaces', () => {
  it.each([
    ['192.168.1.20', '255.255.255.0', '192.168.1.0/24'],
    ['10.1.2.3', '255.255.240.0', '10.1.0.0/20'],
    ['10.1.2.3', '255.0.0.0', '10.0.0.0/8'],
    ['172.16.0.9', '255.255.255.252', '172.16.0.8/30'],
    ['100.64.0.1', '255.255.255.255', '100.64.0.1/32'],
    ['10.1.2.3', '0.0.0.0', '0.0.0.0/0'],
    ['10.1.2.3', '255.0.255.0', null],
    ['10.1.2.3', '', null],
    ['fe80::1', 'ffff::', null],
  ])('%s with mask %s is on %s', (address, netmask, cidr) => {
    expect(subnetOf(address, netmask)).toBe(cidr)
  })

  it('of this machine have an address and a subnet each, the loopback last', () => {
    const interfaces = listInterfaces()
    expect(interfaces.at(-1)).toMatchObject({ address: '127.0.0.1', loopback: true })
    for (const each of interfaces) expect(interfaceSchema.parse(each)).toEqual(each)
    expect(interfaces.findIndex(({ loopback }) => loopback)).toBe(
      interfaces.filter(({ loopback }) => !loopback).length,
    )
  })

  it('have subnets that are valid scan targets up to the limit', () => {
    expect(parseTarget(subnetOf('192.168.1.20', '255.255.255.0') ?? '')).toMatchObject({ count: 254 })
  })
})
