/** Hostile answers to our own questions: SNMP agents and web pages. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parsePage } from '#electron/drivers/poly-rove/page-parser.ts'
import { Secret } from '#electron/platform/secret.ts'
import { listen } from '#electron/platform/sockets.ts'
import { httpProbe } from '#electron/probes/http.ts'
import { openSession } from '#electron/probes/switch/session.ts'

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag, 0x82, body.length >> 8, body.length & 0xff]), body])
}
const integer = (value: number): Buffer => {
  const octets = Buffer.alloc(4)
  octets.writeInt32BE(value)
  return tlv(0x02, octets)
}
const text = (octets: Buffer): Buffer => tlv(0x04, octets)

/** An SNMPv3 message (RFC 3412, 6) that carries a report, with any msgFlags. */
function versionThree(id: number, flags: number): Buffer {
  const security = tlv(
    0x30,
    text(Buffer.from('8000000001', 'hex')),
    ...[integer(1), integer(1), text(Buffer.from('u')), text(Buffer.alloc(12)), text(Buffer.alloc(8))],
  )
  const report = tlv(0xa8, integer(id), integer(0), integer(0), tlv(0x30))
  const scoped = tlv(0x30, text(Buffer.alloc(0)), text(Buffer.alloc(0)), report)
  const header = tlv(0x30, integer(id), integer(65_507), text(Buffer.from([flags])), integer(3))
  const body = (flags & 2) === 0 ? scoped : text(Buffer.alloc(16))
  return tlv(0x30, integer(3), header, text(security), body)
}

/** The request id of an SNMPv2c request: the first INTEGER of its PDU (tags a0, a1, a5). */
function requestId(octets: Buffer): number {
  const at = octets.findIndex((octet, index) => index > 6 && [0xa0, 0xa1, 0xa5].includes(octet))
  return octets.readIntBE(at + 4, octets[at + 3] ?? 1)
}

describe('an SNMPv3 message in answer to an SNMPv2c request', () => {
  it.each([0, 1, 2, 3])('with msgFlags %i fails that request alone', async (flags) => {
    const agent = createSocket('udp4')
    agent.on('message', (octets, { port, address }) =>
      agent.send(versionThree(requestId(octets), flags), port, address),
    )
    const port = await listen(agent, { address: '127.0.0.1', port: 0, protocol: 'snmp' })
    for (const onlyFromThere of [true, false]) {
      using session = openSession({
        ...{ address: '127.0.0.1', port, timeoutMs: 10_000, retries: 0, onlyFromThere },
        access: { version: '2c', community: new Secret('public') },
        signal: new AbortController().signal,
      })
      await expect(session.get(['1.3.6.1.2.1.1.1.0'])).rejects.toMatchObject({
        code: expect.stringMatching(/^snmp-(malformed|privacy-refused)$/),
      })
    }
    agent.close()
  })
})

describe('a page', () => {
  const zeros = Buffer.alloc(64 * 1_048_576)

  it.each([
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
  ] as const)('that unpacks to 64 MB (%s) is read within its limits', async (coding, body) => {
    const server = createServer((_request, response) => {
      response.writeHead(200, {
        'Content-Type': 'text/html',
        Server: 'constructor',
        'Content-Encoding': coding,
      })
      response.end(body)
    })
    const port = await listen(server, { address: '127.0.0.1', port: 0, protocol: 'http' })
    const before = process.memoryUsage().arrayBuffers
    const sightings = await httpProbe.look({
      ...{ address: '127.0.0.1', timeoutMs: 10_000, signal: new AbortController().signal, now: () => 1 },
      ports: { http: port, https: port, sip: 1, snmp: 1 },
    })
    expect(sightings.map(({ protocol, raw }) => `${protocol} ${raw}`)).toContain('http.server constructor')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1_048_576)
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const entities = Array.from({ length: 30 }, (_, at) => `<!ENTITY a${at + 1} "&a${at};&a${at};">`).join('')
  const value = (attributes: string) =>
    `<model><object name="g"><parameter name="l" access="readWrite"><value hash="1" ${attributes}/></parameter></object></model>`

  it.each([
    ['entities of entities', `<!DOCTYPE a [<!ENTITY a0 "ha">${entities}]>${value('current="&a30;"')}`],
    [
      'a long entity, many times',
      `<!DOCTYPE a [<!ENTITY x "${'y'.repeat(50_000)}">]>${value(`current="${'&x;'.repeat(50_000)}"`)}`,
    ],
    ['elements in elements', `<model>${'<a>'.repeat(50_000)}${'</a>'.repeat(50_000)}</model>`],
    [
      'names of Object.prototype',
      '<model><object name="g"><__proto__ x="1"/><constructor/></object></model>',
    ],
    ['attributes of Object.prototype', value('__proto__="a" constructor="b" toString="c"')],
  ])('with %s has short values or is refused', (_name, xml) => {
    const page = parsePage(xml)
    for (const { current, factory } of page?.parameters ?? []) {
      expect(`${current}${factory}`.length).toBeLessThan(1_000)
    }
    expect(Reflect.get({}, 'x')).toBeUndefined()
  })
})
