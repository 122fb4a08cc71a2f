/** A scan of real sockets: closed hosts beside the practice base, silent ones, and ones that answer rubbish. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { createProbes } from '#electron/probes/index.ts'
import { loadCatalogue } from '#electron/services/catalogue.ts'
import { createDiscovery, type DiscoveryEvent } from '#electron/services/discovery.ts'
import { closedPort, echoing, silentPeer } from '#test/probes/peers.ts'
import { startPractice } from '#test/support/practice.ts'

const catalogue = loadCatalogue()
const clock = { now: () => 1 }
const discovery = (timeoutMs: number) =>
  createDiscovery({ probes: createProbes(), catalogue, clock, log: createLog(), timeoutMs })

const allOn = (port: number) => ({ http: port, https: port, sip: port, snmp: port })
const forever = () => new AbortController().signal

async function all(events: AsyncIterable<DiscoveryEvent>): Promise<DiscoveryEvent[]> {
  const list: DiscoveryEvent[] = []
  for await (const event of events) list.push(event)
  return list
}
const devicesIn = (events: readonly DiscoveryEvent[]) =>
  events.flatMap((event) => (event.kind === 'device' ? [event.device] : []))

// other loopback addresses than 127.0.0.1 are there without configuration on Linux only
const wide = process.platform === 'linux'
describe.skipIf(!wide)(`a range${wide ? '' : ' (skipped: loopback has one address here)'}`, () => {
  it('yields the one base in it and goes past the closed hosts', async () => {
    await using practice = await startPractice()
    const ports = {
      http: practice.httpPort,
      https: practice.httpPort,
      sip: practice.sipPort,
      snmp: practice.snmpPort,
    }
    const events = await all(discovery(500).scan({ targets: ['127.0.0.0/29'], ports, signal: forever() }))
    expect(devicesIn(events).map(({ address, identity }) => [address, identity.model])).toEqual([
      ['127.0.0.1', 'Rove B2'],
    ])
    expect(events.findLast(({ kind }) => kind === 'progress')).toMatchObject({
      done: 6,
      total: 6,
      answering: 1,
    })
  })
})

describe('a host', () => {
  it('that is closed, silent or answers rubbish is no device', async () => {
    await using silent = await silentPeer()
    await using rubbish = await echoing(Buffer.from([0x30, 0x82, 0xff, 0xff, 0x00, 0x0d, 0x0a]))
    for (const port of [await closedPort(), silent.port, rubbish.port]) {
      const events = await all(
        discovery(100).scan({ targets: ['127.0.0.1'], ports: allOn(port), signal: forever() }),
      )
      expect(devicesIn(events)).toEqual([])
      expect(events.at(-1)).toMatchObject({ kind: 'progress', done: 1, total: 1 })
    }
  })

  it('that is silent does not hold up somebody who cancels', async () => {
    await using silent = await silentPeer()
    const cancelling = new AbortController()
    const scan = discovery(3_600_000).scan({
      targets: ['127.0.0.1'],
      ports: allOn(silent.port),
      signal: cancelling.signal,
    })
    const reading = all(scan)
    await expect.poll(() => silent.heard.length).toBeGreaterThan(0)
    cancelling.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  })
})
