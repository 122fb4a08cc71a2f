/** Evidence that a switch gives of a device: which facts, with which context. */
import { describe, expect, it } from 'vitest'
import { reportingSwitch, sightingsOf } from '#electron/services/devices/index.ts'

const silent: Parameters<typeof sightingsOf>[0] = {
  seenBy: ['fdb'],
  ...{ port: null, chassisId: null, mac: null, name: null, description: null },
  ...{ platform: null, software: null, inventory: null, readAt: 5 },
}
const unnamed = { key: 'mac:1', name: null }
const factsOf = (neighbour: typeof silent) =>
  sightingsOf(neighbour, unnamed, '192.0.2.1').map(({ protocol, raw }) => [protocol, raw])

describe('the sightings of a neighbour', () => {
  it('carry the switch, its port, and the names that rules read beside them', () => {
    const named = {
      ...silent,
      ...{ port: { key: '7', ifIndex: 7, name: 'Gi0/7', alias: null }, name: 'SEP1', platform: 'Phone' },
    }
    const sightings = sightingsOf(named, { key: 'mac:1', name: 'core' }, '192.0.2.1')
    expect(sightings).toEqual([
      {
        ...{ address: '192.0.2.1', port: null, protocol: 'cdp.platform', raw: 'Phone', at: 5 },
        context: { switch: 'mac:1', port: 'Gi0/7', switchName: 'core', sysName: 'SEP1', platform: 'Phone' },
      },
    ])
    expect(sightings.map(reportingSwitch)).toEqual(['mac:1'])
  })

  it('leave unknown context out', () => {
    expect(sightingsOf({ ...silent, mac: '00:03:71:00:00:01' }, unnamed, '192.0.2.1')).toEqual([
      {
        ...{ address: '192.0.2.1', port: null, protocol: 'switch.mac', raw: '00:03:71:00:00:01', at: 5 },
        context: { switch: 'mac:1' },
      },
    ])
  })

  it.each<[string, Partial<typeof silent>, string[][]]>([
    ['nothing', {}, []],
    ['empty texts', { description: '', mac: '' }, []],
    [
      'LLDP',
      { seenBy: ['lldp'], name: 'SEP1', description: 'Phone 1.2' },
      [
        ['lldp.sysdesc', 'Phone 1.2'],
        ['lldp.sysname', 'SEP1'],
      ],
    ],
    ['a name that CDP gave', { seenBy: ['cdp'], name: 'SEP1' }, []],
    [
      'an inventory with a separator inside',
      {
        inventory: {
          ...{ manufacturer: 'Yealink', model: 'SIP;T46U', hardware: null },
          ...{ firmware: '', software: '108.86.0.20', serial: null, asset: null },
        },
      },
      [['lldp.med_inventory', 'software=108.86.0.20; manufacturer=Yealink; model=SIP,T46U']],
    ],
    [
      'CDP',
      { seenBy: ['cdp'], software: '12.0', chassisId: { subtype: 'local', text: 'SEP2' } },
      [
        ['cdp.version', '12.0'],
        ['cdp.device_id', 'SEP2'],
      ],
    ],
    ['a chassis that LLDP names', { seenBy: ['lldp'], chassisId: { subtype: 'local', text: 'SEP2' } }, []],
    ['a CDP chassis that is a MAC', { seenBy: ['cdp'], chassisId: { subtype: 'mac', text: '00:03' } }, []],
  ])('of %s', (_what, known, facts) => {
    expect(factsOf({ ...silent, ...known })).toEqual(facts)
  })

  it('are the only ones that name a switch', () => {
    expect(reportingSwitch({ address: '192.0.2.1', port: null, protocol: 'arp.mac', raw: '', at: 1 })).toBe(
      null,
    )
  })
})
