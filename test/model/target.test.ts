import { describe, expect, it } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { cidrSpan, ipv4Number, ipv4Text, prefixOfMask } from '#shared/model/ipv4.ts'
import {
  parsePorts,
  parseTarget,
  portsInRow,
  scanTargetsOf,
  widestScan,
  widestScanByChoice,
} from '#shared/model/target.ts'
import fc from '#test/support/property.ts'

function codeOf(text: string): string {
  try {
    parseTarget(text)
    return 'accepted'
  } catch (error) {
    return error instanceof PunchdownError ? error.code : String(error)
  }
}

describe('scan targets', () => {
  it.each([
    ['192.168.1.20', '192.168.1.20', null],
    [' 192.168.1.20:8080 ', '192.168.1.20', 8080],
    ['phone-1.example', 'phone-1.example', null],
    ['phone-1.example:80', 'phone-1.example', 80],
    ['localhost', 'localhost', null],
    ['[fe80::1]:443', 'fe80::1', 443],
    ['[fe80::1]', 'fe80::1', null],
    ['fe80::1', 'fe80::1', null],
    ['::1', '::1', null],
    ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
  ])('%s is a host', (text, host, port) => {
    expect(parseTarget(text)).toMatchObject({ kind: 'host', host, port })
  })

  it.each([
    ['192.168.1.0/24', '192.168.1.1', 254],
    ['192.168.1.77/24', '192.168.1.1', 254],
    ['10.0.0.0/30', '10.0.0.1', 2],
    ['10.0.0.0/31', '10.0.0.0', 2],
    ['10.0.0.9/32', '10.0.0.9', 1],
    ['255.255.255.0/24', '255.255.255.1', 254],
    ['192.168.6.20/22', '192.168.4.1', 1022],
    ['10.0.0.0/20', '10.0.0.1', 4094],
  ])('%s begins at %s and has %i hosts', (text, first, count) => {
    const target = parseTarget(text)
    expect(target).toMatchObject({ kind: 'range', count })
    expect(scanTargetsOf([target])[0]?.host).toBe(first)
    expect(scanTargetsOf([target])).toHaveLength(count)
  })

  it.each([
    ['192.168.1.10-192.168.1.40', '192.168.1.10', 31],
    ['192.168.1.10-40', '192.168.1.10', 31],
    ['192.168.1.250 - 192.168.2.5', '192.168.1.250', 12],
    ['192.168.1.10-10', '192.168.1.10', 1],
  ])('%s begins at %s and has %i addresses, both ends included', (text, first, count) => {
    const addresses = scanTargetsOf([parseTarget(text)])
    expect(addresses[0]).toEqual({ host: first, port: null, row: false })
    expect(addresses).toHaveLength(count)
  })

  it('reads a row of web ports on one host as that many devices', () => {
    const places = scanTargetsOf([parseTarget('203.0.113.7:18101-18175')])
    expect(places).toHaveLength(75)
    expect(places.at(-1)).toEqual({ host: '203.0.113.7', port: 18175, row: true })
  })

  it.each([
    [{ http: 80, https: 443, sip: 5060, snmp: 161 }, 8081, { sip: 13061, snmp: 8162 }],
    [{ http: 18080, https: 18080, sip: 15060, snmp: 10161 }, 18101, { sip: 15081, snmp: 10182 }],
    // what would lie outside all ports has none of its own
    [{ http: 80, https: 443, sip: 5060, snmp: 161 }, 65_000, { sip: 65_000, snmp: 65_081 }],
    [{ http: 18080, https: 18080, sip: 15060, snmp: 161 }, 1024, { sip: 1024, snmp: 1024 }],
  ])('moves the ports %j together, to the web port %i', (profile, web, others) => {
    expect(portsInRow(profile, web)).toEqual({ http: web, https: web, ...others })
  })

  it('accepts a /16 if the technician allows it, and no wider subnet', () => {
    const widest = widestScanByChoice
    expect(scanTargetsOf([parseTarget('10.1.0.0/16', widest)], { widest })).toHaveLength(65_534)
    expect(() => parseTarget('10.0.0.0/15', widest)).toThrow(
      expect.objectContaining({ code: 'cidr-too-wide' }),
    )
  })

  it.each([
    [['10.0.0.0/30'], ['10.0.0.4', '10.0.0.5', '10.0.0.6']],
    [['10.0.0.0/29'], []],
    [
      ['10.0.0.2-10.0.0.5', '10.0.0.6:8080'],
      ['10.0.0.1', '10.0.0.6'],
    ],
    [['10.0.0.1-5', '10.0.0.6'], []],
    [['0.0.0.0/0'], []],
    [['10.0.0.1/32', '10.0.0.2/31', '10.0.0.4/31'], ['10.0.0.6']],
  ])('without %j, 10.0.0.0/29 is %j', (exclude, left) => {
    expect(scanTargetsOf([parseTarget('10.0.0.0/29')], { exclude }).map(({ host }) => host)).toEqual(left)
  })

  it('excludes a single port, a row of ports, and a name in any letter case', () => {
    const targets = ['198.51.100.1:8080-8083', 'Phone.example', '[fe80::A]:80'].map((each) =>
      parseTarget(each),
    )
    const exclude = ['198.51.100.1:8081', '198.51.100.1:8083-9000', 'phone.EXAMPLE', 'fe80::a']
    expect(scanTargetsOf(targets, { exclude }).map(({ port }) => port)).toEqual([8080, 8082])
  })

  it('never has excluded or unpicked targets', () => {
    const octet = fc.integer({ min: 0, max: 255 })
    const form = fc.oneof(
      fc.tuple(octet, fc.integer({ min: 24, max: 32 })).map(([a, prefix]) => `10.0.0.${a}/${prefix}`),
      octet.map((a) => `10.0.0.${a}`),
      fc.tuple(octet, octet).map(([a, b]) => `10.0.0.${Math.min(a, b)}-${Math.max(a, b)}`),
    )
    const forms = fc.array(form, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(forms, forms, (targets, exclude) => {
        const parsed = targets.map((each) => parseTarget(each))
        const picked = new Set(scanTargetsOf(parsed).map(({ host }) => host))
        const out = new Set(scanTargetsOf(exclude.map((each) => parseTarget(each))).map(({ host }) => host))
        const left = scanTargetsOf(parsed, { exclude }).map(({ host }) => host)
        expect(left.every((host) => picked.has(host) && !out.has(host))).toBe(true)
        // a subnet that is kept out takes its network and broadcast addresses with it
        const edges = exclude.filter((each) => each.includes('/')).length * 2
        expect(left.length).toBeGreaterThanOrEqual(
          [...picked].filter((each) => !out.has(each)).length - edges,
        )
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['192.168.1.40-192.168.1.10', 'cidr-malformed'],
    ['192.168.1.10-256', 'cidr-malformed'],
    ['192.168.1.10-', 'cidr-malformed'],
    ['10.0.0.0-10.0.255.255', 'cidr-too-wide'],
    ['10.0.0.1:90-80', 'ports-malformed'],
    ['10.0.0.1:80-65536', 'ports-malformed'],
    ['10.0.0.1:80-81-82', 'ports-malformed'],
    ['10.0.0.1:1-60000', 'cidr-too-wide'],
    ['', 'cidr-malformed'],
    ['192.168.1', 'cidr-malformed'],
    ['192.168.1.256', 'cidr-malformed'],
    ['192.168.1.0/33', 'cidr-malformed'],
    ['192.168.1.0/', 'cidr-malformed'],
    ['192.168.1.0/24/24', 'cidr-malformed'],
    ['192.168.1.0/-1', 'cidr-malformed'],
    ['192.168.1.0/24 ;ls', 'cidr-malformed'],
    ['192.168.01.1', 'cidr-malformed'],
    ['010.0.0.1', 'cidr-malformed'],
    ['010.0.0.1:80', 'cidr-malformed'],
    ['010.0.0.0/24', 'cidr-malformed'],
    ['10.0.0.1-010', 'cidr-malformed'],
    ['10.0.0.1.', 'cidr-malformed'],
    ['10.1', 'cidr-malformed'],
    ['167772161', 'cidr-malformed'],
    ['0x7f.0.0.1', 'cidr-malformed'],
    ['0x7f000001', 'cidr-malformed'],
    ['phone.0x1f', 'cidr-malformed'],
    ['phone.010', 'cidr-malformed'],
    ['::ffff:010.0.0.1', 'cidr-malformed'],
    ['1:2:3', 'cidr-malformed'],
    ['[1:2:3]:80', 'cidr-malformed'],
    ['fe80::1/64', 'cidr-malformed'],
    ['http://192.168.1.1', 'cidr-malformed'],
    ['phone_1', 'cidr-malformed'],
    ['[fe80::1', 'cidr-malformed'],
    ['10.0.0.0/19', 'cidr-too-wide'],
    ['10.0.0.0/8', 'cidr-too-wide'],
    ['0.0.0.0/0', 'cidr-too-wide'],
    ['192.168.1.1:0', 'ports-malformed'],
    ['192.168.1.1:65536', 'ports-malformed'],
    ['192.168.1.1:http', 'ports-malformed'],
    ['192.168.1.1:', 'ports-malformed'],
    ['[fe80::1]:', 'ports-malformed'],
  ])('%s is refused: %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('refuses several targets that are too many together', () => {
    const targets = ['10.0.0.0/20', '10.1.0.0/28'].map((each) => parseTarget(each))
    expect(() => scanTargetsOf(targets)).toThrow(expect.objectContaining({ code: 'cidr-too-wide' }))
  })

  it('has an address once, however often it is listed', () => {
    const targets = ['10.0.0.0/29', '10.0.0.2', '10.0.0.0/30', '10.0.0.2:8080'].map((each) =>
      parseTarget(each),
    )
    expect(scanTargetsOf(targets).map(({ host, port }) => `${host} ${port ?? ''}`)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((last) => `10.0.0.${last} `),
      '10.0.0.2 8080',
    ])
  })

  it('has every address of a range exactly once', () => {
    const network = fc.record({
      value: fc.integer({ min: 0, max: 0xffffffff }),
      prefix: fc.integer({ min: 20, max: 32 }),
    })
    fc.assert(
      fc.property(network, ({ value, prefix }) => {
        const addresses = scanTargetsOf([parseTarget(`${ipv4Text(value)}/${prefix}`)])
        const size = 2 ** (32 - prefix)
        const numbers = addresses.map(({ host }) => ipv4Number(host))
        expect(
          numbers.every((each) => each !== null && Math.floor(each / size) === Math.floor(value / size)),
        ).toBe(true)
        expect(new Set(numbers).size).toBe(prefix <= 30 ? size - 2 : size)
        expect(addresses.length).toBeLessThanOrEqual(widestScan)
      }),
      { numRuns: 50 },
    )
  })

  it('prints an address as it was read', () => {
    const values = fc.integer({ min: 0, max: 0xffffffff })
    fc.assert(
      fc.property(values, (value) => {
        expect(ipv4Number(ipv4Text(value))).toBe(value)
      }),
    )
  })

  it('accepts any IPv6 address, with and without brackets', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65535 }), (address, port) => {
        expect(parseTarget(address)).toMatchObject({ kind: 'host', host: address, port: null })
        expect(parseTarget(`[${address}]:${port}`)).toMatchObject({ kind: 'host', host: address, port })
      }),
    )
  })

  it('gives a target or a code for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f.:/[\]]{0,24}$/)), (text) => {
        expect(codeOf(text)).toMatch(/^(accepted|cidr-malformed|cidr-too-wide|ports-malformed)$/)
      }),
    )
  })
})

describe('IPv4 subnets', () => {
  it.each([
    ['192.168.4.0/22', '192.168.4.0', '192.168.7.255'],
    ['192.168.6.20/22', '192.168.4.0', '192.168.7.255'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['10.0.0.9/32', '10.0.0.9', '10.0.0.9'],
  ])('%s is the span from %s to %s', (text, first, last) => {
    const span = cidrSpan(text)
    expect(span && [ipv4Text(span.first), ipv4Text(span.last)]).toEqual([first, last])
  })

  it.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '010.0.0.0/8', '10.0.0.0/8/8', 'fe80::/64'])(
    '%s is not a subnet',
    (text) => {
      expect(cidrSpan(text)).toBeNull()
    },
  )

  it.each([
    ['255.255.252.0', 22],
    ['255.255.255.255', 32],
    ['0.0.0.0', 0],
    ['255.0.255.0', null],
    ['22', null],
  ])('mask %s is the prefix length %s', (mask, prefix) => {
    expect(prefixOfMask(mask)).toBe(prefix)
  })
})

describe('ports of a scan profile', () => {
  it('reads pairs', () => {
    expect(parsePorts('http=18080, sip=15060,snmp=10161,')).toEqual({ http: 18080, sip: 15060, snmp: 10161 })
    expect(parsePorts('')).toEqual({})
  })

  it.each(['http', 'http=', 'http=x', 'http=0', 'http=70000', 'ftp=21', 'http=80=81', '18080'])(
    'refuses %s',
    (text) => {
      expect(() => parsePorts(text)).toThrow(expect.objectContaining({ code: 'ports-malformed' }))
    },
  )
})
