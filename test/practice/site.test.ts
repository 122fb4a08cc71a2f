/** The site as a whole: its ports, its end, its data. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { createPracticeSite } from '#electron/practice/site.ts'
import siteData from '#resources/sites/practice/site.json' with { type: 'json' }
import { parseIpei } from '#shared/model/ipei.ts'
import { portsInRow } from '#shared/model/target.ts'
import { freePorts, type PracticePorts } from '#test/support/core.ts'
import { startPractice } from '#test/support/practice.ts'
import { deviceOf } from './bench.ts'

const open = (ports: PracticePorts, address = '127.0.0.1') =>
  createPracticeSite({ flashFolder: null, address, ports, pace: 0 }, { clock: systemClock, log: createLog() })

async function occupy(kind: keyof PracticePorts, port: number): Promise<AsyncDisposable> {
  if (kind === 'snmp') {
    const socket = createSocket('udp4')
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return { [Symbol.asyncDispose]: () => new Promise((resolve) => socket.close(() => resolve())) }
  }
  const server = createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())) }
}

describe('ports', () => {
  it('are the requested ones, and free again when the site has ended', async () => {
    const ports = await freePorts()
    for (const _ of [1, 2]) {
      await using site = await open(ports)
      expect(site.status().ports).toMatchObject(ports)
    }
  })

  it.each(['http', 'sip', 'snmp'] as const)(
    'a port in use for %s is port-in-use, and frees the others',
    async (kind) => {
      const ports = await freePorts()
      {
        await using _occupied = await occupy(kind, ports[kind])
        await expect(open(ports)).rejects.toMatchObject({
          code: 'port-in-use',
          facts: { port: ports[kind] },
        })
      }
      await using site = await open(ports)
      expect(site.status().running).toBe(true)
    },
  )

  it('an address of another machine is address-not-here', async () => {
    await expect(open({ http: 0, sip: 0, snmp: 0 }, '192.0.2.1')).rejects.toMatchObject({
      code: 'address-not-here',
    })
  })
})

it('has a base and a Rove 20, 30 and 40 with real IPEIs', async () => {
  await using practice = await startPractice()
  const device = deviceOf(practice.site.status())
  expect(device).toMatchObject({ vendor: 'Poly', model: 'Rove B2', user: 'admin', faults: [] })
  expect(device.handsets.map(({ model }) => model).sort()).toEqual(['Rove 20', 'Rove 30', 'Rove 40'])
  for (const { ipei } of device.handsets) expect(parseIpei(ipei).ipei).toBe(ipei)
})

describe('a site with a list of devices', () => {
  const base = (id: string, mac: string) => ({ ...siteData.devices[0], id, mac })
  const two = [base('first', '48:25:67:00:00:01'), base('second', '48:25:67:00:00:02')]
  const open = (devices: readonly unknown[]) =>
    createPracticeSite(
      {
        ...{ flashFolder: null, address: '127.0.0.1', pace: 0 },
        ports: { http: 0, sip: 0, snmp: 0 },
        devices,
      },
      { clock: systemClock, log: createLog() },
    )

  it('opens each on the ports after those of the first, with one target for all', async () => {
    await using site = await open(two)
    const { devices, ports, targets } = site.status()
    expect(devices.map(({ id }) => id)).toEqual(['first', 'second'])
    expect(devices[1]?.ports).toEqual(portsInRow(ports, ports.http + 1))
    expect(targets).toEqual([`127.0.0.1:${ports.http}-${ports.http + 1}`])
  })

  it('passes a fault and a call to the named device', async () => {
    await using site = await open(two)
    site.misbehave('second', 'slow', true)
    expect(site.status().devices.map(({ faults }) => faults)).toEqual([[], ['slow']])
    await expect(site.dial('third', '03717C0E0A', '1')).rejects.toMatchObject({ code: 'not-found' })
    await expect(site.dial('first', 'no handset', '1')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('refuses a description of an unknown kind or without sources', async () => {
    await expect(open([{ ...base('x', '48:25:67:00:00:03'), device: 'unknown' }])).rejects.toThrow()
    const { sources: _, ...unsourced } = base('x', '48:25:67:00:00:03')
    await expect(open([unsourced])).rejects.toThrow()
  })
})
