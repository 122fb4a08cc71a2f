/** A scan outlives its core: what it has settled when the core is killed (-9) is not asked again. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { statusSchema } from '#shared/model/host.ts'
import { jobSchema } from '#shared/model/job.ts'
import { scanEventSchema, unfinishedScanSchema } from '#shared/model/scan.ts'
import { closedPort } from '#test/probes/peers.ts'
import { freePorts, startChildCore, temporaryFolder } from '../support/core.ts'

/** A web server on every loopback address, and the addresses it was asked at, in order. */
async function webEverywhere() {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => {
      asked.push(socket.localAddress ?? '')
      socket.end('HTTP/1.1 200 OK\r\nServer: Somebody\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    port,
    asked,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

// other loopback addresses than 127.0.0.1 are there without configuration on Linux only
const wide = process.platform === 'linux'
describe.skipIf(!wide)(`a scan${wide ? '' : ' (skipped: loopback has one address here)'}`, () => {
  it('continues after kill -9 from its last state', async () => {
    using folder = temporaryFolder()
    await using web = await webEverywhere()
    const closed = await closedPort()
    const places = await freePorts()
    let core = await startChildCore(folder.path, places)
    try {
      const job = jobSchema.parse(
        await core.call('jobs.create', {
          ...{ name: 'Killed', site: '', region: 'emea', language: 'en', mode: 'rehearsal' },
        }),
      )
      const request = {
        jobId: job.id,
        targets: ['127.0.5.0/27'],
        exclude: ['127.0.5.8/30'],
        ports: { http: web.port, https: closed, sip: closed, snmp: closed },
        profile: 'gentle',
      }
      const killed = core.call('discovery.scan', request).catch((error: unknown) => error)
      const scanNow = async () => {
        const { work } = statusSchema.parse(await core.call('app.status'))
        return work.find(({ kind }) => kind === 'scan')?.id
      }
      await expect.poll(scanNow, { timeout: 10_000 }).toBeDefined()
      const scanId = await scanNow()
      // a page is asked for once and then a favicon: so many addresses have been looked at
      await expect.poll(() => new Set(web.asked).size, { timeout: 30_000 }).toBeGreaterThanOrEqual(12)
      await core.kill()
      expect(await killed).toBeInstanceOf(Error)

      core = await startChildCore(folder.path, places)
      const [left, ...others] = z
        .array(unfinishedScanSchema)
        .parse(await core.call('discovery.unfinishedScans', { jobId: job.id }))
      expect(others).toEqual([])
      expect(left).toMatchObject({ scanId, total: 26, profile: 'gentle', exclude: request.exclude })
      const settled = left?.done ?? 0
      expect(settled).toBeGreaterThan(0)
      expect(settled).toBeLessThan(26)

      web.asked.splice(0)
      const events = z
        .array(scanEventSchema)
        .parse(await core.call('discovery.scan', { ...request, resume: left?.scanId }))
      expect(events[0]).toEqual({ kind: 'started', scanId, addresses: 26, resumed: true })
      expect(events.at(-1)).toMatchObject({ kind: 'ended', cancelled: false })
      const then = new Set(web.asked)
      expect(then.size).toBe(26 - settled)
      expect([...then].filter((address) => /^127\.0\.5\.(?:8|9|10|11)$/.test(address))).toEqual([])
      expect(events.findLast(({ kind }) => kind === 'progress')).toMatchObject({ done: 26, answering: 26 })
      expect(await core.call('discovery.unfinishedScans', { jobId: job.id })).toEqual([])
    } finally {
      await core.kill()
    }
  }, 120_000)
})
