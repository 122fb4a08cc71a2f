/** Configuration fetches from a gateway on real sockets, as evidence of the job's devices. */
import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import type { Gateway } from '#electron/gateway/gateway.ts'
import { identify } from '#electron/identify/identify.ts'
import type { ScannedDevice } from '#electron/services/devices/index.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { portsSchema } from '#shared/model/job.ts'

const mac = '00:04:13:A1:B2:C3'
const seen = (protocol: string, raw: string): Sighting => ({
  ...{ address: '127.0.0.1', port: null, protocol, raw, at: 1 },
})
/** As a scan reports a device. */
const foundBy = (sightings: readonly Sighting[]): ScannedDevice => ({
  ...{ key: `mac:${mac}`, address: '127.0.0.1', ports: portsSchema.parse({}), sightings },
  identity: identify(sightings),
})

describe('the User-Agent of a configuration fetch', () => {
  const agent = 'Mozilla/4.0 (compatible; snomD735-SIP 10.1.141.13 2010.12-00004 000413A1B2C3 SXM:0 UXM:0)'
  const fetchFrom = async (url: string, userAgent: string) => {
    const reply = await fetch(url, { headers: { 'user-agent': userAgent } })
    await reply.text()
    return reply.status
  }

  /** Resolves with the next report of a fetch: the gateway runs in a worker, so it arrives after the answer. */
  const nextFetch = (gateway: Gateway) =>
    new Promise<void>((resolve) => {
      const remove = gateway.onFetch(() => {
        remove()
        resolve()
      })
    })

  it('is evidence of the device at that address only', async () => {
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const { devices, jobLifecycle, gateway, jobs } = core.services
    const job = jobs.create({ name: 'B', site: '', region: 'emea', language: 'en', mode: 'rehearsal' })
    await jobLifecycle.open(job.id)
    const found = foundBy([seen('arp.mac', mac)])
    const { id } = devices.upsertFromScan(job.id, found)
    const other = devices.upsertFromScan(job.id, {
      ...found,
      key: 'mac:00:04:13:00:00:02',
      address: '10.0.0.8',
    })
    await jobLifecycle.startGateway({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
    const first = nextFetch(gateway)
    // the gateway refuses the file to a phone of another maker; its User-Agent is evidence all the same
    expect(await fetchFrom(`${gateway.entryUrl()}/000413A1B2C3.cfg`, agent)).toBe(403)
    await first
    expect(devices.get(id).identity).toMatchObject({ model: 'D735', firmware: '10.1.141.13' })
    expect(devices.sightings(other.id).map(({ protocol }) => protocol)).toEqual(['arp.mac'])
    // newer firmware, in the User-Agent now, and in a later scan
    const second = nextFetch(gateway)
    await fetchFrom(`${gateway.entryUrl()}/000413A1B2C3.cfg`, agent.replace('141.13', '152.12'))
    await second
    expect(devices.get(id).identity).toMatchObject({ firmware: '10.1.152.12', contradictions: [] })
    const scanned = devices.upsertFromScan(job.id, foundBy([seen('sip.user_agent', 'snomD735/10.1.185.0')]))
    expect(scanned.identity).toMatchObject({ firmware: '10.1.185.0', contradictions: [] })
  })
})
