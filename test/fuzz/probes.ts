/** What devices, and things that are none, may send to the probes and the listeners. */
import { gzipSync } from 'node:zlib'
import {
  bsdTable,
  ipNeighTable,
  procTable,
  windowsArpTable,
  windowsNeighbourTable,
} from '#electron/probes/address-table.ts'
import { mdnsSightings, questionsAfter } from '#electron/probes/mdns/services.ts'
import { pnpSightings } from '#electron/probes/pnp/message.ts'
import { createSipStream, sipHeadIn } from '#electron/probes/sip/head.ts'
import { ssdpSightings } from '#electron/probes/ssdp/message.ts'
import { dnsMessageIn, dnsQueries } from '#electron/protocols/dns/dns.ts'
import { iconIn, refreshIn, resolveLink, textIn, titleIn } from '#electron/protocols/http/page.ts'
import { createReplyReader, longestBody, longestHead } from '#electron/protocols/http/reply.ts'
import { engineFacts, engineIdIn } from '#electron/protocols/snmp/engine-id.ts'
import fc from '#test/support/property.ts'
import { dnsResponse, name, pointer } from '../probes/listeners/dns-octets.ts'
import { fuzz } from './fuzz.ts'

/** Pieces of a language in any order, any of them very often, rubbish between. */
const mixed = (pieces: readonly string[]): fc.Arbitrary<Buffer> => {
  const piece = fc.constantFrom(...pieces)
  const often = fc.tuple(piece, fc.integer({ min: 1, max: 4_000 })).map(([text, times]) => text.repeat(times))
  const rubbish = fc.string({ unit: 'binary', maxLength: 12 })
  return fc
    .array(fc.oneof({ weight: 6, arbitrary: piece }, { weight: 1, arbitrary: often }, rubbish), {
      maxLength: 30,
    })
    .map((parts) => Buffer.from(parts.join(''), 'utf8'))
}

/** Cuts octets into parts of any sizes. */
const cut = (octets: Buffer, sizes: readonly number[]): Buffer[] => {
  const parts: Buffer[] = []
  for (let at = 0, i = 0; at < octets.length; i++) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? octets.length)
    parts.push(octets.subarray(at, at + size))
    at += size
  }
  return parts
}

const packed = gzipSync(Buffer.alloc(500_000, 'x')).toString('latin1')
const http = mixed([
  ...[
    'HTTP/1.1 200 OK\r\n',
    'HTTP/1.0 401\n',
    'http/1.1 100 x\r\n\r\n',
    '\r\n',
    '\n',
    '\r',
    ': ',
    ' ',
    'Server: x\r\n',
  ],
  ...[
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Content-Encoding: gzip\r\n',
    '5\r\nabcde\r\n',
    '0\r\n',
  ],
  ...['<html>', 'fffffff\r\n', packed],
])
const sizes = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 5 })
await fuzz(
  'any HTTP answer, cut anywhere, is read within its limits',
  fc.tuple(http, sizes),
  ([octets, at]) => {
    const reader = createReplyReader()
    for (const part of cut(octets, at)) if (reader.push(part)) break
    const reply = reader.reply()
    if (reply !== null && reply.body.length > longestBody) throw new Error('too much kept')
    const head = reply?.headers.reduce((sum, [key, value]) => sum + key.length + value.length, 0) ?? 0
    if (head > 2 * longestHead) throw new Error('too long a head kept')
  },
)

const page = mixed([
  ...[
    '<title',
    '<title>',
    '</title>',
    '<link ',
    '<meta ',
    'http-equiv="refresh" ',
    'content="0; url=',
    'rel=icon ',
  ],
  ...['href=', '<!--', '-->', '<style', '</style>', '>', '"', ' ', '/x', 'http://10.0.0.7/', '//10.0.0.8/'],
])
await fuzz('any page is read at once and leads nowhere else', page, (octets) => {
  const text = octets.toString()
  for (const read of [titleIn, textIn]) read(text)
  const from = { scheme: 'http:', port: 80, path: '/' } as const
  for (const link of [refreshIn(text), iconIn(text), text.slice(0, 300)]) {
    const to = link === null ? null : resolveLink(link, from, '10.0.0.7', [from])
    if (to !== null && !to.path.startsWith('/')) throw new Error(`leads to ${to.path}`)
  }
})

const sip = mixed([
  ...[
    'SIP/2.0 200 OK\r\n',
    'SUBSCRIBE sip:MAC%3a000413a1b2c3@224.0.1.75 SIP/2.0\r\n',
    '\r\n',
    '\n',
    ' folded\r\n',
  ],
  ...[
    'Event: ua-profile;vendor="snom"\r\n',
    'Content-Length: 9\r\n',
    'l:99999\r\n',
    'Via: ',
    ';branch=',
    'body',
    ';',
  ],
])
await fuzz('any SIP message and stream is read or left', fc.tuple(sip, sizes), ([octets, at]) => {
  sipHeadIn(octets, true)
  pnpSightings(octets, '10.0.0.7', 0)
  const stream = createSipStream()
  for (const part of cut(octets, at)) {
    stream.push(part)
    if (stream.ended) break
  }
})

const label = fc.oneof(
  fc.constantFrom('_http', '_tcp', 'local', '_services', '_dns-sd', '_udp'),
  fc.string({ maxLength: 70 }),
)
const dnsName = fc.oneof(
  fc
    .array(label, { maxLength: 6 })
    .map((labels) =>
      name(labels.map((each) => Buffer.from(each).subarray(0, 63).toString('latin1').slice(0, 20))),
    ),
  fc
    .tuple(fc.array(fc.constantFrom('a', '_tcp'), { maxLength: 3 }), fc.nat(0x3fff))
    .map(([labels, to]) => Buffer.concat([name(labels).subarray(0, -1), pointer(to)])),
)
const record = fc.record({
  name: dnsName,
  type: fc.constantFrom(1, 12, 16, 33, 28, 255),
  data: fc.oneof(
    dnsName,
    fc.uint8Array({ maxLength: 60 }).map((octets) => Buffer.from(octets)),
  ),
  ttl: fc.constantFrom(0, 120),
})
const dns = fc
  .tuple(
    fc.array(record, { maxLength: 60 }).map(dnsResponse),
    fc.array(fc.tuple(fc.nat(4_000), fc.nat(255)), { maxLength: 6 }),
  )
  .map(([octets, changes]) => {
    for (const [at, value] of changes) octets[at % octets.length] = value
    return octets
  })
await fuzz('any multicast DNS message is read at once', dns, (octets) => {
  const message = dnsMessageIn(octets)
  if (message === null) return
  mdnsSightings(message, '10.0.0.7', 0)
  dnsQueries(questionsAfter(message))
})

const ssdp = mixed([
  'NOTIFY * HTTP/1.1\r\n',
  'HTTP/1.1 200 OK\n',
  'SERVER:',
  'NTS: ssdp:alive\r\n',
  '\r\n',
  'LOCATION: x\n',
])
await fuzz('any SSDP message is read or left', ssdp, (octets) => {
  ssdpSightings(octets, '10.0.0.7', 0)
})

await fuzz('any octets are an SNMP report or none', fc.uint8Array({ maxLength: 200 }), (octets) => {
  const engineId = engineIdIn(Buffer.from(octets))
  if (engineId !== null) engineFacts(engineId)
})

const table = mixed([
  ...[
    '192.168.1.20',
    '(10.0.0.7)',
    'at',
    'lladdr',
    '48:25:67:a:1b:2c',
    '00-11-22-33-44-55',
    'fe80::1',
    '0x2',
    ' ',
    '\n',
  ],
  ...['REACHABLE', 'FAILED', '9 ', 'dev eth0 ', '\t', '.', ':', '-'],
])
await fuzz('any address table holds unicast addresses alone', table, (octets) => {
  for (const parse of [bsdTable, ipNeighTable, procTable, windowsArpTable, windowsNeighbourTable]) {
    for (const mac of parse(octets.toString()).values()) {
      if (!/^[0-9A-F][02468ACE](?::[0-9A-F]{2}){5}$/.test(mac)) throw new Error(mac)
    }
  }
})
