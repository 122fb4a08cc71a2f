/** Merging evidence into an identity; the order of the sightings does not matter. */

import { describe, expect, it } from 'vitest'
import { identify, identifyBanner } from '#electron/identify/identify.ts'
import { type Identity, identitySchema, protocols, type Sighting } from '#shared/model/identity.ts'
import { inventoryText } from '#shared/model/inventory.ts'
import fc from '#test/support/property.ts'

const saw = (protocol: string, raw: string, more: Partial<Sighting> = {}): Sighting => ({
  address: '192.0.2.7',
  port: null,
  protocol,
  raw,
  at: 1_000,
  ...more,
})
type Facts = Partial<Pick<Identity, 'vendor' | 'model' | 'firmware' | 'mac' | 'serial' | 'kind' | 'level'>>

describe('merging', () => {
  it.each<[string, Sighting[], Facts]>([
    ['nothing', [], { vendor: null, model: null, level: 'unknown', kind: null }],
    [
      'what no rule reads',
      [saw('http.title', 'Welcome'), saw('ftp.banner', 'ready')],
      { vendor: null, level: 'unknown' },
    ],
    [
      'an address block alone',
      [saw('arp.mac', '00:15:65:00:00:01')],
      { vendor: 'Yealink', level: 'vendor-only' },
    ],
    [
      'an address of no known block',
      [saw('arp.mac', '02:00:00:00:00:01')],
      { vendor: null, mac: '02:00:00:00:00:01' },
    ],
    ['a group address', [saw('arp.mac', '01:00:5e:00:00:01')], { mac: null }],
    ['an address nobody has', [saw('snmp.ifphysaddress', '00:00:00:00:00:00')], { mac: null }],
    [
      'a base seen three ways',
      [
        saw('http.server', 'OBiRove B2', { port: 80 }),
        saw('sip.user_agent', 'OBIHAI/Rove B2-8.0.3.0010', { port: 5060 }),
        saw('arp.mac', '48:25:67:0a:1b:2c'),
      ],
      {
        vendor: 'Poly',
        model: 'Rove B2',
        firmware: '8.0.3.0010',
        mac: '48:25:67:0A:1B:2C',
        kind: 'dect-base',
        level: 'likely',
      },
    ],
    [
      'one name with its family and one without: the fuller is kept',
      [saw('http.title', 'Yealink T46S'), saw('sip.user_agent', 'Yealink SIP-T46S 66.86.0.15')],
      { model: 'SIP-T46S', firmware: '66.86.0.15', kind: 'phone', level: 'exact' },
    ],
    [
      'banners of two makers: disputed',
      [saw('http.title', 'Snom D735'), saw('sip.user_agent', 'Yealink SIP-T46S 66.86.0.15')],
      { level: 'likely' },
    ],
    [
      'two models of one maker: disputed',
      [saw('http.title', 'Yealink T31P'), saw('sip.user_agent', 'Yealink SIP-T46S 66.86.0.15')],
      { vendor: 'Yealink', level: 'likely' },
    ],
    [
      'a banner against the address block of another firm: not disputed',
      [saw('arp.mac', '00:04:13:00:00:01'), saw('sip.user_agent', 'Yealink SIP-T46S 66.86.0.15')],
      { vendor: 'Yealink', level: 'exact' },
    ],
    [
      'a model and its firmware behind words that no rule for the text knows',
      [saw('lldp.sysdesc', 'Fanvil Technology Co., X6U IP Phone, Version 2.12.1.5')],
      { vendor: 'Fanvil', model: 'X6U', firmware: '2.12.1.5', kind: 'phone', level: 'likely' },
    ],
    [
      'a firmware that only the rule for model designations reads',
      [saw('lldp.sysdesc', 'Grandstream GXP2160 1.0.9.69')],
      { vendor: 'Grandstream', model: 'GXP2160', firmware: '1.0.9.69' },
    ],
    [
      'a system description with the number of its maker',
      [saw('snmp.sysdescr', 'anything', { context: { sysObjectID: '1.3.6.1.4.1.37459.1' } })],
      { vendor: 'Yealink', level: 'vendor-only' },
    ],
    [
      'an address block against a banner: the banner names the vendor',
      [saw('arp.mac', '00:04:13:00:00:01'), saw('sip.user_agent', 'Yealink SIP-T46S 66.86.0.15')],
      { vendor: 'Yealink', model: 'SIP-T46S', mac: '00:04:13:00:00:01' },
    ],
    [
      'a name that is a switch against an enterprise number of no phone: the one that says more is kept',
      [saw('snmp.sysdescr', 'NETGEAR GS724TPv2', { context: { sysObjectID: '1.3.6.1.4.1.4526.100.4' } })],
      { vendor: 'NETGEAR', model: 'GS724TPv2', kind: 'switch' },
    ],
    [
      'what a phone tells its switch of itself',
      [
        saw(
          'lldp.med_inventory',
          inventoryText({
            manufacturer: 'Cisco Systems, Inc.',
            model: 'CP-8845',
            hardware: '1',
            firmware: 'boot',
            software: 'sip8845.12-8-1',
            serial: 'FCH12345678',
            asset: '',
          }),
        ),
      ],
      {
        vendor: 'Cisco',
        model: 'CP-8845',
        firmware: 'sip8845.12-8-1',
        serial: 'FCH12345678',
        kind: 'phone',
        level: 'exact',
      },
    ],
    [
      'a maker nobody here knows: its own word is taken',
      [saw('lldp.med_inventory', 'manufacturer=Bellwether Ltd.; model=B-7; software=1.0')],
      { vendor: 'Bellwether', model: 'B-7', firmware: '1.0', kind: null },
    ],
    [
      'an inventory left empty',
      [saw('lldp.med_inventory', 'manufacturer=-; model=N/A; serial=')],
      { vendor: null, model: null, serial: null, level: 'unknown' },
    ],
    [
      'a firmware alone, beside a name that says whose it is',
      [
        saw('lldp.sysname', 'SIP-T41S'),
        saw('lldp.sysdesc', '66.86.0.15', { context: { sysName: 'SIP-T41S' } }),
      ],
      { vendor: 'Yealink', model: 'SIP-T41S', firmware: '66.86.0.15', kind: 'phone' },
    ],
    ['a firmware alone', [saw('lldp.sysdesc', '66.86.0.15')], { vendor: null, firmware: null }],
    [
      'a family and a variant of it: the variant is kept',
      [saw('http.title', 'Gigaset N510'), saw('http.server', 'N510 IP PRO/42.250.00.000.000')],
      { vendor: 'Gigaset', model: 'N510 IP PRO' },
    ],
    [
      'bytes that are no text',
      [
        saw(
          'ldap.rootdse',
          Buffer.from('1\x09\x04\x07cn=PBX00"\x04\x0fldapServiceName1\x10\x04\x0eIPBS2-19-b1-e7').toString(
            'base64',
          ),
          { encoding: 'base64' },
        ),
      ],
      { vendor: 'Ascom', model: 'IPBS2', kind: 'dect-base' },
    ],
    [
      'a banner that ends in zero bytes',
      [saw('dhcp.vendor_class', 'Cisco Systems, Inc. IP Phone CP-7960G\0\0')],
      { model: 'CP-7960G' },
    ],
  ])('%s', (_what, sightings, facts) => {
    expect(identify(sightings)).toMatchObject(facts)
  })

  it('lists a contradiction and keeps the stronger value', () => {
    const { mac, contradictions } = identify([
      saw('http.user_agent', 'Yealink SIP-T46S 66.86.0.15 00:15:65:00:00:01'),
      saw('arp.mac', '00:15:65:00:00:02'),
    ])
    expect(mac).toBe('00:15:65:00:00:02')
    expect(contradictions).toEqual([
      {
        fact: 'mac',
        kept: '00:15:65:00:00:02',
        others: [{ value: '00:15:65:00:00:01', protocol: 'http.user_agent' }],
      },
    ])
  })

  it.each([
    ['66.86.0.15', '66.86.0.150', true],
    ['66.86.0.15', '66.8.60.15', true],
    ['66.86.0.15', '66.86.0.15', false],
  ])('takes %s and %s for two firmwares: %s', (a, b, two) => {
    const { contradictions } = identify([
      saw('sip.user_agent', `Yealink SIP-T46S ${a}`),
      saw('http.user_agent', `Yealink SIP-T46S ${b}`),
    ])
    expect(contradictions.map(({ fact }) => fact)).toEqual(two ? ['firmware'] : [])
  })

  it('ignores models from evidence of another vendor', () => {
    const { vendor, model, firmware, contradictions } = identify([
      saw('snmp.sysobjectid', '1.3.6.1.4.1.37459.1'),
      saw('sip.user_agent', 'snomD735/10.1.141.13'),
    ])
    expect([vendor, model, firmware]).toEqual(['Yealink', null, null])
    expect(contradictions).toContainEqual(expect.objectContaining({ fact: 'vendor', kept: 'Yealink' }))
  })

  it('keeps text, protocol, time, rule and confidence of each fact', () => {
    const { evidence } = identify([saw('sip.user_agent', 'snomD735/10.1.141.13', { port: 5060 })])
    expect(evidence.map(({ fact, value }) => [fact, value])).toEqual([
      ['vendor', 'Snom'],
      ['model', 'D735'],
      ['firmware', '10.1.141.13'],
      ['kind', 'phone'],
    ])
    for (const each of evidence) {
      expect(each).toMatchObject({
        raw: 'snomD735/10.1.141.13',
        port: 5060,
        at: 1_000,
        protocol: 'sip.user_agent',
      })
      expect(each.provenance.source).not.toBe('')
    }
  })

  it('keeps one of several equal sightings, with the earliest time', () => {
    const twice = [
      saw('sip.user_agent', 'snomD735/10.1.141.13', { at: 9 }),
      saw('sip.user_agent', 'snomD735/10.1.141.13'),
    ]
    expect(identify(twice)).toEqual(identify([...twice].reverse()))
    expect(identify(twice).evidence.every(({ at }) => at === 9)).toBe(true)
    expect(identify(twice).evidence).toHaveLength(4)
  })
})

const banners = fc.constantFrom(
  ['sip.user_agent', 'Yealink SIP-T46S 66.86.0.15'],
  ['sip.user_agent', 'Yealink SIP-T46S 66.84.0.15'],
  ['http.user_agent', 'Yealink SIP-T42S 66.86.0.15 00:15:65:00:00:01'],
  ['http.title', 'Yealink T46S'],
  ['http.title', 'snom 320'],
  ['sip.server', 'snomD735/10.1.141.13'],
  ['sip.user_agent', 'OBIHAI/Rove B2-8.0.3.0010'],
  ['http.server', 'OBiRove B2'],
  ['http.server', 'OBiRove B4'],
  ['snmp.sysdescr', 'Poly Rove B2 8.0.5.0002'],
  ['arp.mac', '48:25:67:0a:1b:2c'],
  ['arp.mac', '00:15:65:00:00:02'],
  ['snmp.ifphysaddress', '48:25:67:0a:1b:2d'],
  ['dhcp.vendor_class', 'yealink'],
  ['x509.subject', 'CN=64167F000000,O=Polycom Inc.'],
  ['http.title', 'Welcome'],
)
const sightings = fc.array(
  fc
    .tuple(banners, fc.constantFrom(null, 80, 5060), fc.nat({ max: 3 }))
    .map(([[protocol = '', raw = ''], port, at]) => saw(protocol, raw, { port, at })),
  { maxLength: 12 },
)

describe('identity', () => {
  it('does not depend on the order and number of the sightings', () => {
    const shuffled = sightings.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)),
    )
    fc.assert(
      fc.property(shuffled, ([list, other, again]) => {
        expect(identify([...other, ...again])).toEqual(identify(list))
      }),
      { numRuns: 300 },
    )
  })

  it('contains only values from evidence and lists all other values', () => {
    fc.assert(
      fc.property(sightings, (list) => {
        const identity = identify(list)
        for (const fact of ['vendor', 'model', 'firmware', 'mac', 'serial', 'kind'] as const) {
          const values = identity.evidence.filter((each) => each.fact === fact).map(({ value }) => value)
          if (identity[fact] === null) continue
          expect(values).toContain(identity[fact])
        }
        const vendors = new Set(
          identity.evidence.filter(({ fact }) => fact === 'vendor').map(({ value }) => value),
        )
        expect(identity.contradictions.some(({ fact }) => fact === 'vendor')).toBe(vendors.size > 1)
      }),
    )
  })

  it('is valid for any text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...protocols),
        fc.string({ unit: 'binary', maxLength: 300 }),
        (protocol, raw) => {
          expect(identitySchema.safeParse(identify([saw(protocol, raw)])).success).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('of one banner equals that of one sighting', () => {
    const {
      evidence: _evidence,
      contradictions: _contradictions,
      ...facts
    } = identify([saw('http.title', 'VVX250')])
    expect(identifyBanner({ protocol: 'http.title', banner: 'VVX250' })).toEqual(facts)
  })
})
