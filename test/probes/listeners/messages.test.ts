/** Parsers of the listeners, with samples from devices and with malformed octets. */

import { describe, expect, it } from 'vitest'
import { identify } from '#electron/identify/identify.ts'
import { mdnsSightings, questionsAfter } from '#electron/probes/mdns/services.ts'
import { pnpSightings } from '#electron/probes/pnp/message.ts'
import { searchForAll, ssdpSightings } from '#electron/probes/ssdp/message.ts'
import { dnsMessageIn, dnsQueries } from '#electron/protocols/dns/dns.ts'
import fc from '#test/support/property.ts'
import { lines } from '../peers.ts'
import { dnsResponse, name, pointer } from './dns-octets.ts'

const from = '10.0.0.7'

describe('multicast DNS', () => {
  // the answer of RFC 6763 (12.1), with compressed names
  const instance = 'AXIS C1310-E - ACCC8E000001'
  const kind = ['_vapix-http', '_tcp', 'local']
  const response = dnsResponse([
    { name: name(kind), type: 12, data: Buffer.concat([name([instance]).subarray(0, -1), pointer(12)]) },
    {
      name: name([instance, ...kind]),
      type: 33,
      data: Buffer.concat([Buffer.from('0000000001bb', 'hex'), name(['axis-1', 'local'])]),
    },
    { name: name([instance, ...kind]), type: 16, data: Buffer.from('\x09model=X;1\x00\x02a=') },
    { name: name(['axis-1', 'local']), type: 1, data: Buffer.of(10, 0, 0, 9) },
  ])

  it('reads instances, their TXT pairs and their host', () => {
    const message = dnsMessageIn(response)
    if (message === null) throw new Error('no message')
    const seen = mdnsSightings(message, from, 1)
    expect(lines(seen)).toEqual([`mdns.service ${instance}._vapix-http._tcp.local`, 'mdns.txt model=X,1; a='])
    expect(seen.map(({ address, port }) => [address, port])).toEqual([
      ['10.0.0.9', 443],
      ['10.0.0.9', 443],
    ])
    expect(questionsAfter(message)).toEqual([])
  })

  it('asks for the instances of service types, and for the TXT of instances', () => {
    const kinds = dnsResponse([
      {
        name: name(['_services', '_dns-sd', '_udp', 'local']),
        type: 12,
        data: name(['_sip', '_udp', 'local']),
      },
      { name: name(['_sip', '_udp', 'local']), type: 12, data: name(['Phone 1', '_sip', '_udp', 'local']) },
    ])
    const message = dnsMessageIn(kinds)
    if (message === null) throw new Error('no message')
    expect(lines(mdnsSightings(message, from, 1))).toEqual(['mdns.service Phone 1._sip._udp.local'])
    expect(mdnsSightings(message, from, 1)[0]?.address).toBe(from)
    expect(questionsAfter(message).map(({ name: asked, type }) => `${type} ${asked.join('.')}`)).toEqual([
      'PTR _sip._udp.local',
      'SRV Phone 1._sip._udp.local',
      'TXT Phone 1._sip._udp.local',
    ])
  })

  it('ignores goodbyes and questions', () => {
    const farewell = dnsResponse([{ name: name(kind), type: 12, data: name([instance, ...kind]), ttl: 0 }])
    expect(dnsMessageIn(farewell)?.records).toEqual([])
    const [query] = dnsQueries([{ name: kind, type: 'PTR' }])
    const message = dnsMessageIn(query ?? Buffer.alloc(0))
    expect(message).toEqual({ isResponse: false, records: [] })
  })

  it.each([
    ['to itself', [pointer(12)]],
    ['to one that points to it', [pointer(14), pointer(12)]],
    ['ahead', [pointer(40), Buffer.alloc(40)]],
    ['beyond the end', [pointer(0x3fff)]],
  ])('a name that points %s is none', (_what, parts) => {
    const octets = Buffer.concat([dnsResponse([]).subarray(0, 12), ...parts, Buffer.alloc(20)])
    octets.writeUInt16BE(1, 6)
    expect(dnsMessageIn(octets)?.records).toEqual([])
  })

  it('rejects a name that is too long', () => {
    const long = Array.from({ length: 6 }, () => 'x'.repeat(60))
    const records = dnsMessageIn(
      dnsResponse([{ name: name(long), type: 12, data: name(['a', 'local']) }]),
    )?.records
    expect(records).toEqual([])
  })

  it('splits many questions into several datagrams', () => {
    const questions = Array.from({ length: 50 }, (_, i) => ({
      name: [`_k${i}`, '_tcp', 'local'],
      type: 'PTR' as const,
    }))
    expect(dnsQueries(questions).map((octets) => octets.readUInt16BE(4))).toEqual([20, 20, 10])
  })

  it('reads a truncated or damaged message up to the damage', () => {
    const whole = dnsMessageIn(response)?.records.length ?? 0
    for (let at = 0; at < response.length; at++) {
      expect(dnsMessageIn(response.subarray(0, at))?.records.length ?? 0).toBeLessThan(whole)
    }
    const damaged = fc
      .tuple(fc.nat(response.length - 1), fc.uint8Array({ minLength: 1, maxLength: 6 }))
      .map(([at, octets]) =>
        Buffer.concat([response.subarray(0, at), octets, response.subarray(at + octets.length)]),
      )
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 300 }).map(Buffer.from)), (octets) => {
        const message = dnsMessageIn(Buffer.from(octets))
        if (message !== null) {
          mdnsSightings(message, from, 1)
          dnsQueries(questionsAfter(message))
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('SSDP', () => {
  const announcement = [
    'NOTIFY * HTTP/1.1',
    'HOST: 239.255.255.250:1900',
    'LOCATION: http://10.0.0.7:49152/description.xml',
    'NTS: ssdp:alive',
    'SERVER: Linux/3.10 UPnP/1.0 Barix/1.0',
    '',
    '',
  ].join('\r\n')
  const both = [
    'ssdp.server Linux/3.10 UPnP/1.0 Barix/1.0',
    'ssdp.location http://10.0.0.7:49152/description.xml',
  ]

  it.each<[string, string, string[]]>([
    ['an announcement', announcement, both],
    ['an announcement with bare line feeds', announcement.replaceAll('\r', ''), both],
    [
      'an answer',
      announcement.replace('NOTIFY * HTTP/1.1', 'HTTP/1.1 200 OK').replace('NTS: ssdp:alive\r\n', ''),
      both,
    ],
    ['a farewell', announcement.replace('alive', 'byebye'), []],
    ['a search', searchForAll.toString(), []],
    ['a refusal', 'HTTP/1.1 404 x\r\nServer: y\r\n\r\n', []],
    ['nothing', '', []],
  ])('%s', (_what, text, seen) => {
    expect(lines(ssdpSightings(Buffer.from(text), from, 1))).toEqual(seen)
  })

  it('does not throw on any octets', () => {
    const piece = fc.constantFrom(
      'NOTIFY * HTTP/1.1\r\n',
      'HTTP/1.1 200 OK\n',
      'SERVER:',
      'NTS: ssdp:alive\r\n',
      '\r\n',
      ' ',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 20 }),
        (parts) => {
          for (const { raw } of ssdpSightings(Buffer.from(parts.join('')), from, 1)) expect(raw).not.toBe('')
        },
      ),
    )
  })
})

describe('SIP PnP', () => {
  const subscribe = (uri: string, event: string, more: readonly string[] = []) =>
    Buffer.from(
      [`SUBSCRIBE ${uri} SIP/2.0`, 'Via: SIP/2.0/UDP 10.0.0.7:5062', `Event: ${event}`, ...more, '', ''].join(
        '\r\n',
      ),
    )
  const device = 'ua-profile;profile-type="device"'

  it.each<[string, Buffer, Partial<ReturnType<typeof identify>>]>([
    [
      'a phone of its own words',
      subscribe(
        'sip:MAC%3a000413A1B2C3@224.0.1.75',
        `${device};vendor="snom";model="snomD120";version="10.1.39.11"`,
        ['User-Agent: snomD120/10.1.39.11'],
      ),
      { vendor: 'Snom', model: 'D120', firmware: '10.1.39.11', mac: '00:04:13:A1:B2:C3', contradictions: [] },
    ],
    [
      'a phone without a User-Agent, in compact headers',
      Buffer.from(
        subscribe('sip:MAC000413A1B2C3@224.0.1.75', `${device};model="snom720";vendor="snom"`)
          .toString()
          .replace('Event:', 'o:'),
      ),
      { vendor: 'Snom', model: '720', firmware: null, mac: '00:04:13:A1:B2:C3' },
    ],
    [
      'a phone whose words differ: its User-Agent is believed, and both are shown',
      subscribe(
        'sip:MAC001565A0B1C2@224.0.1.75',
        `${device};vendor="Yealink";model="T21D";version="34.72.14.6"`,
        ['User-Agent: Yealink SIP-T21P 34.72.14.6'],
      ),
      {
        vendor: 'Yealink',
        model: 'SIP-T21P',
        firmware: '34.72.14.6',
        mac: '00:15:65:A0:B1:C2',
        contradictions: [
          { fact: 'model', kept: 'SIP-T21P', others: [{ value: 'T21D', protocol: 'pnp.event' }] },
        ],
      },
    ],
    [
      'a phone that names itself as the sender alone',
      subscribe('sip:224.0.1.75', `${device};vendor="snom";model="snom720"`, [
        'From: <sip:MAC%3a000413A1B2C3@10.0.0.7>;tag=1',
      ]),
      { vendor: 'Snom', model: '720', mac: '00:04:13:A1:B2:C3' },
    ],
    [
      'a phone whose maker filled in nothing',
      subscribe(
        'sip:MAC%3a0A135E874B49@intern.example',
        `${device};vendor="OEM";model="OEM";version="7.1.19"`,
      ),
      { vendor: null, model: null, firmware: null, mac: '0A:13:5E:87:4B:49' },
    ],
  ])('%s', (_what, octets, facts) => {
    expect(identify(pnpSightings(octets, from, 1))).toMatchObject(facts)
  })

  it.each([
    ['another event', subscribe('sip:MAC000413A1B2C3@224.0.1.75', 'message-summary')],
    ['another method', Buffer.from(subscribe('sip:x@y', device).toString().replace('SUBSCRIBE', 'REGISTER'))],
    ['an answer', Buffer.from(`SIP/2.0 200 OK\r\nEvent: ${device}\r\n\r\n`)],
    ['garbage', Buffer.from('\0\xff')],
  ])('ignores %s', (_what, octets) => {
    expect(pnpSightings(octets, from, 1)).toEqual([])
  })
})
