/** SIP OPTIONS goes to every picked address, whatever its entry in the laptop's ARP table. */
import { describe, expect, it } from 'vitest'
import { createVirtualTime } from '#test/support/virtual-time.ts'
import { agent, all, engineWith, fakeDiscovery, found, probeOf, requestOf } from './fakes.ts'

const phone = '192.0.2.9'
const picked = Array.from({ length: 14 }, (_, index) => `192.0.2.${index + 1}`)

/** A scan of a /28 in which one phone answers SIP only. `arp`: entries of the laptop's ARP table. */
async function scanWith(arp: (address: string) => [string, string][]) {
  const time = createVirtualTime()
  const discovery = fakeDiscovery(
    (address, way) => (address === phone && way === 'sip' ? 2 : null),
    time.timing,
  )
  const probes = [
    probeOf(({ address }) => arp(address), 'arp'),
    probeOf(({ address }) => (address === phone ? [['sip.user_agent', agent]] : []), 'sip'),
  ]
  const engine = engineWith(probes, {
    timing: time.timing,
    openHostDiscovery: () => discovery,
    interfaces: () => [{ name: 'eth0', address: '192.0.2.14', cidr: '192.0.2.14/28', loopback: false }],
  })
  const events = await time.run(all(engine.scan(requestOf(['192.0.2.0/28']))))
  const options = discovery.asked.filter((each) => each.endsWith(' sip')).map((each) => each.split(' ')[0])
  return { options: new Set(options), devices: found(events) }
}

describe('SIP OPTIONS', () => {
  it.each<[string, (address: string) => [string, string][]]>([
    ['is empty', () => []],
    [
      'has every address but that of the phone',
      (at) => (at === phone ? [] : [['arp.mac', '00:15:65:00:00:01']]),
    ],
    ['has the phone only', (at) => (at === phone ? [['arp.mac', '00:15:65:00:00:01']] : [])],
  ])('goes to every picked address when the ARP table %s', async (_state, arp) => {
    const { options, devices } = await scanWith(arp)
    expect([...options].toSorted()).toEqual(picked.toSorted())
    const one = devices.find(({ address }) => address.startsWith(phone))
    expect(one?.identity).toMatchObject({ vendor: 'Yealink', model: 'SIP-T46S' })
  })
})
