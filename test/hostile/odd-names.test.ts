/**
 * Devices whose strings are names of Object.prototype, very long, or control characters: over SNMP, HTTP, LLDP, CDP, multicast DNS and
 * in a catalogue page. They are listed and stand in each report, and nothing of Object.prototype changes.
 */
import { createServer } from 'node:net'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import { listen } from '#electron/platform/sockets.ts'
import { httpProbe } from '#electron/probes/http.ts'
import { sightingsOf } from '#electron/probes/lldp/sightings.ts'
import { mdnsSightings } from '#electron/probes/mdns/services.ts'
import { snmpProbe } from '#electron/probes/snmp.ts'
import { dnsMessageIn } from '#electron/protocols/dns/dns.ts'
import { parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { ethernet, lldpdu } from '../protocols/lldp/encode.ts'
import { cdpFrame, cdpPacket } from '../protocols/lldp/encode-cdp.ts'
import { rowsOf, startAgent } from '../switch/agent.ts'
import { phoneSwitch } from '../switch/phone-switch.ts'

const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('')
const names: readonly (readonly [string, string])[] = [
  ...['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'].map(
    (name) => [name, name] as const,
  ),
  ['200 characters', '\u00e4'.repeat(100)],
  ['control characters', `a${controls}\u007f\u0085\u2028\u202e`],
  ['markup', `"><script>alert(1)</script>'{{a}}\${b}`],
]

const ports = { http: 1, https: 1, sip: 1, snmp: 1 }
const looking = { address: '127.0.0.1', timeoutMs: 5_000, signal: new AbortController().signal, now: () => 1 }
let core: Core
let next = 0
beforeAll(async () => {
  core = await createCore({ dataFolder: ':memory:', capabilities: [] })
})
afterAll(() => core[Symbol.asyncDispose]())

const client = () => createRouterClient(core.router, { context: { services: core.services } })
const newJob = () => client().jobs.create({ name: 'Odd', site: 'Odd', region: 'emea', mode: 'live' })

/** The sightings become a device that is listed and stands in each report. */
async function isTaken(sightings: readonly Sighting[]): Promise<void> {
  expect(sightings).not.toEqual([])
  const job = await newJob()
  const address = `127.0.9.${++next}`
  core.services.devices.upsertFromPassive(job.id, address, [
    { address, port: null, protocol: 'lldp.chassis', raw: '00:1b:54:94:5a:8b', at: 1 },
    ...sightings.map((each) => ({ ...each, address })),
  ])
  for (const format of ['html', 'csv', 'pdf'] as const)
    expect((await core.services.report(job.id, format)).bytes.length).toBeGreaterThan(0)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(core.log.lines().filter(({ path }) => path.endsWith('bug'))).toEqual([])
}

const hex = (text: string): string => Buffer.from(text).toString('hex').toUpperCase()

describe.each(names)('%s', (_title, name) => {
  it('in the strings of an SNMP agent and of the neighbours of a switch', async () => {
    const lines = phoneSwitch(2).map((line) =>
      line.replace(/\|4\|(?:A switch|switch-1|phone-\d|D735|ge\d)$/, () => `|4x|${hex(name)}`),
    )
    await using agent = await startAgent({ rows: rowsOf(lines) })
    await isTaken(await snmpProbe.look({ ...looking, ports: { ...ports, snmp: agent.port } }))
    const job = await newJob()
    const read = await client().discovery.readSwitch({
      jobId: job.id,
      address: `127.0.0.1:${agent.port}`,
    })
    for await (const event of read) expect(event.kind).not.toBe('failed')
    expect((await core.services.report(job.id, 'html')).bytes.length).toBeGreaterThan(0)
  })

  it('in header names, cookies and the page of a web server', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () =>
        socket.end(
          `HTTP/1.1 200 OK\r\n${name}: ${name}\r\nServer: ${name}\r\nSet-Cookie: ${name}=${name}; ${name}\r\nWWW-Authenticate: ${name} ${name}="${name}"\r\nContent-Type: ${name}\r\n\r\n<html><head><title>${name}</title><meta ${name}="${name}"><body ${name}>${name}`,
        ),
      )
    })
    const port = await listen(server, { address: '127.0.0.1', port: 0, protocol: 'http' })
    await isTaken(await httpProbe.look({ ...looking, ports: { ...ports, http: port } }))
    server.close()
  })

  it('in the strings of LLDP and CDP frames', async () => {
    const lldp = ethernet(
      0x88cc,
      lldpdu({
        chassisId: { subtype: 'local', code: 7, text: name },
        portId: { subtype: 'local', code: 7, text: name },
        ttlS: 120,
        tlvs: [
          { tlv: 'system-name', offset: 0, text: name },
          { tlv: 'system-description', offset: 0, text: name },
          { tlv: 'port-description', offset: 0, text: name },
        ],
      }),
    )
    const cdp = cdpFrame(
      cdpPacket(2, 120, [
        { tlv: 'device-id', offset: 0, text: name },
        { tlv: 'platform', offset: 0, text: name },
        { tlv: 'software-version', offset: 0, text: name },
      ]),
    )
    for (const octets of [lldp, cdp]) {
      const outcome = parseFrame(octets, 1)
      await isTaken(outcome.outcome === 'frame' ? sightingsOf(outcome.frame, 1) : [])
    }
  })

  it('in the labels and texts of multicast DNS', async () => {
    const label = Buffer.from(`a${name}`).subarray(0, 63)
    const head = Buffer.concat([Buffer.from([label.length]), label])
    const full = Buffer.concat([head, Buffer.from('\u0005_http\u0004_tcp\u0005local\u0000', 'latin1')])
    const record = (type: number, data: Buffer) =>
      Buffer.concat([
        full,
        Buffer.from([0, type, 0, 1, 0, 0, 0, 120, data.length >> 8, data.length & 0xff]),
        data,
      ])
    const pair = Buffer.from(`${name}=${name}`).subarray(0, 255)
    const octets = Buffer.concat([
      Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 2, 0, 0, 0, 0]),
      record(16, Buffer.concat([Buffer.from([pair.length]), pair])),
      record(33, Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 80]), full])),
    ])
    const message = dnsMessageIn(octets)
    await isTaken(message === null ? [] : mdnsSightings(message, '127.0.0.1', 1))
  })
})

it('in the cells of a catalogue page', () => {
  const cells = names
    .map(([, name]) => name.replaceAll(/[\r\n|]/g, ' ').replaceAll('_', '\\_'))
    .filter((name) => !name.includes('<'))
  const rows = cells.flatMap((name) => [
    `|**${name.slice(0, 70)}**||||||`,
    `||${name.slice(0, 70)}|1.0|2.0|${name}||`,
  ])
  const page = `ms.date: 07/15/2024\n\n|Vendor|Model|Minimum firmware version|Approved firmware version|Remarks|Links|\n|---|---|---|---|---|---|\n${rows.join('\n')}\n\n> [!NOTE]\n> constructor __proto__\n`
  const { catalogue } = readPlanPage(page)
  expect(catalogue.rows.map(({ model }) => model)).toEqual(
    expect.arrayContaining(['constructor', '__proto__']),
  )
  expect(catalogue.vendors.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['constructor', '__proto__']),
  )
})
