/** A scan of real sockets: the practice base beside closed, silent, slow and malformed hosts. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import { type HostDiscovery, openHostDiscovery } from '#electron/probes/host-discovery.ts'
import { createProbes } from '#electron/probes/index.ts'
import { createScanEngine } from '#electron/services/discovery/scan/engine.ts'
import { profileLimits } from '#electron/services/discovery/scan/profiles.ts'
import { portsSchema } from '#shared/model/job.ts'
import { closedPort, echoing, peer, silentPeer } from '#test/probes/peers.ts'
import { startPractice } from '#test/support/practice.ts'
import { all, found, progressOf, requestOf } from './fakes.ts'

const clock = { now: () => 1 }

/** An engine whose host discovery can be inspected after the scan. */
function engineFor(timeoutMs: number) {
  const discoveries: HostDiscovery[] = []
  const bounds = { initialMs: timeoutMs, floorMs: Math.min(timeoutMs, 300), ceilingMs: timeoutMs }
  const usual = { ...profileLimits.usual, bounds, answers: bounds, answerMs: timeoutMs }
  const engine = createScanEngine({
    ...{ probes: createProbes(), clock, timing: systemTiming, log: createLog() },
    limits: { ...profileLimits, usual },
    openHostDiscovery() {
      const discovery = openHostDiscovery()
      discoveries.push(discovery)
      return discovery
    },
  })
  return { engine, discoveries }
}

const allOn = (port: number) => ({ http: port, https: port, sip: port, snmp: port })

// loopback addresses other than 127.0.0.1 exist without configuration on Linux only
const wide = process.platform === 'linux'
describe.skipIf(!wide)(`a range${wide ? '' : ' (skipped: loopback has one address here)'}`, () => {
  it('yields its one base and skips the closed hosts', async () => {
    await using practice = await startPractice()
    const ports = {
      http: practice.httpPort,
      https: practice.httpPort,
      sip: practice.sipPort,
      snmp: practice.snmpPort,
    }
    const events = await all(engineFor(500).engine.scan(requestOf(['127.0.0.0/29'], { ports })))
    expect(found(events).map(({ address, identity }) => [address, identity.model])).toEqual([
      ['127.0.0.1', 'Rove B2'],
    ])
    expect(progressOf(events).at(-1)).toMatchObject({ done: 6, total: 6, answering: 1 })
  })

  it('of silent hosts ends at once when left, and closes every socket', async () => {
    const open = new Set<Socket>()
    let taken = 0
    const server = createServer((socket) => {
      taken++
      open.add(socket)
      socket.resume()
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    })
    server.listen(0, '0.0.0.0')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const before = socketsOfThisProcess() - open.size
    const leaving = new AbortController()
    const { engine, discoveries } = engineFor(3_600_000)
    const request = requestOf(['127.0.9.0/24'], { ports: allOn(port), signal: leaving.signal })
    const reading = all(engine.scan(request))
    const devices = profileLimits.usual.devicesAtOnce
    // all questions of host discovery, and a page for each device asked at once
    await expect.poll(() => taken, { timeout: 20_000 }).toBe(254 + devices)
    const at = performance.now()
    leaving.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    console.log(`cancelled with ${devices} devices asked: ${(performance.now() - at).toFixed(1)} ms`)
    expect(discoveries.map((discovery) => discovery.open)).toEqual([0])
    await expect.poll(() => open.size).toBe(0)
    await expect.poll(() => socketsOfThisProcess()).toBeLessThanOrEqual(before)
    server.close()
    await once(server, 'close')
  }, 60_000)
})

/** TCP and UDP sockets that this process holds, as Node counts them. */
const socketsOfThisProcess = (): number =>
  process.getActiveResourcesInfo().filter((type) => /^(?:TCPSocketWrap|TCPConnectWrap|UDPWrap)$/.test(type))
    .length

describe('a host', () => {
  it('that is closed, silent or malformed is not a device', async () => {
    await using silent = await silentPeer()
    await using rubbish = await echoing(Buffer.from([0x30, 0x82, 0xff, 0xff, 0x00, 0x0d, 0x0a]))
    for (const port of [await closedPort(), silent.port, rubbish.port]) {
      const { engine, discoveries } = engineFor(100)
      const events = await all(engine.scan(requestOf(['127.0.0.1'], { ports: allOn(port) })))
      expect(found(events)).toEqual([])
      expect(progressOf(events).at(-1)).toMatchObject({ done: 1, total: 1 })
      expect(discoveries.map(({ open }) => open)).toEqual([0])
    }
  })

  it('that drops its first page is asked for it once more', async () => {
    const page = 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<title>VVX250</title>'
    let pages = 0
    await using shaky = await peer((socket) => {
      socket.once('data', () => (++pages === 1 ? socket.destroy() : socket.end(page)))
    }, null)
    const closed = await closedPort()
    const ports = { http: shaky.port, https: closed, sip: closed, snmp: closed }
    const events = await all(engineFor(500).engine.scan(requestOf(['127.0.0.1'], { ports })))
    expect(found(events).map(({ identity }) => identity.vendor)).toEqual(['Poly'])
    expect(pages).toBe(2)
  })

  it('that answers octet by octet does not delay the others', async () => {
    await using practice = await startPractice()
    const page = 'HTTP/1.1 200 OK\r\nServer: Slow\r\n'
    const drips = new Set<NodeJS.Timeout>()
    await using slow = await peer((socket) => {
      let sent = 0
      const drip = setInterval(() => socket.write(page[sent++ % page.length] ?? ''), 50)
      drips.add(drip)
      socket.on('close', () => clearInterval(drip))
    }, null)
    const ports = { ...allOn(slow.port), sip: practice.sipPort, snmp: practice.snmpPort }
    const targets = [`127.0.0.1:${slow.port}`, `127.0.0.1:${practice.httpPort}`]
    const events = await all(engineFor(200).engine.scan(requestOf(targets, { ports })))
    for (const drip of drips) clearInterval(drip)
    expect(progressOf(events).at(-1)).toMatchObject({ done: 2, total: 2 })
    const bases = found(events).filter(({ ports: own }) => own.http === practice.httpPort)
    expect(bases.map(({ identity }) => identity.model)).toEqual(['Rove B2'])
  })

  it('that is silent does not delay a cancellation', async () => {
    await using silent = await silentPeer()
    const leaving = new AbortController()
    const request = requestOf(['127.0.0.1'], { ports: allOn(silent.port), signal: leaving.signal })
    const reading = all(engineFor(3_600_000).engine.scan(request))
    await expect.poll(() => silent.heard.length).toBeGreaterThan(0)
    leaving.abort()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('with only SIP or only SNMP is found', async () => {
    await using practice = await startPractice()
    const closed = await closedPort()
    await using silent = await silentPeer()
    for (const [sip, snmp] of [
      [practice.sipPort, closed],
      [closed, practice.snmpPort],
    ] as const) {
      const ports = { http: silent.port, https: closed, sip, snmp }
      const events = await all(engineFor(600).engine.scan(requestOf(['127.0.0.1'], { ports })))
      expect(found(events).map(({ identity }) => identity.vendor)).toEqual(['Poly'])
    }
  })
})

describe('the practice base', () => {
  it('is found with vendor, model, firmware and MAC, each with its evidence', async () => {
    await using practice = await startPractice()
    const own = portsSchema.parse({ http: practice.httpPort, sip: practice.sipPort, snmp: practice.snmpPort })
    // the web port twice: no other port of this machine is asked
    const request = requestOf(['127.0.0.1'], { ports: { ...own, https: own.http } })
    const events = await all(engineFor(5_000).engine.scan(request))
    const [device, ...others] = found(events)
    expect(others).toEqual([])
    const { mac } = practice.site.status().devices[0] ?? {}
    expect(device).toMatchObject({
      key: `mac:${mac}`,
      address: '127.0.0.1',
      identity: {
        vendor: 'Poly',
        model: 'Rove B2',
        firmware: '8.0.3.0010',
        mac,
        kind: 'dect-base',
        contradictions: [],
      },
    })
    const where = new Set(device?.identity.evidence.map(({ protocol }) => protocol.split('.')[0]))
    expect([...where].toSorted()).toEqual(['http', 'sip', 'snmp'])
  })

  it('is found again with its port in the target', async () => {
    await using practice = await startPractice()
    const ports = portsSchema.parse({
      ...{ http: 1, https: practice.httpPort, sip: practice.sipPort, snmp: practice.snmpPort },
    })
    const request = requestOf([`127.0.0.1:${practice.httpPort}`], { ports })
    const [device] = found(await all(engineFor(5_000).engine.scan(request)))
    expect(device).toMatchObject({ ports: { http: practice.httpPort }, identity: { model: 'Rove B2' } })
  })
})
