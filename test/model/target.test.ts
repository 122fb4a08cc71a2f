import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import {
  addressesOf,
  ipv4Number,
  ipv4Text,
  parsePorts,
  parseTarget,
  widestScan,
} from '#shared/model/target.ts'

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
    ['10.0.0.0/20', '10.0.0.1', 4094],
  ])('%s begins at %s and has %i hosts', (text, first, count) => {
    const target = parseTarget(text)
    expect(target).toMatchObject({ kind: 'range', count })
    expect(addressesOf([target])[0]?.host).toBe(first)
    expect(addressesOf([target])).toHaveLength(count)
  })

  it.each([
    ['', 'cidr-malformed'],
    ['192.168.1', 'cidr-malformed'],
    ['192.168.1.256', 'cidr-malformed'],
    ['192.168.1.0/33', 'cidr-malformed'],
    ['192.168.1.0/', 'cidr-malformed'],
    ['192.168.1.0/24/24', 'cidr-malformed'],
    ['192.168.1.0/-1', 'cidr-malformed'],
    ['192.168.1.0/24 ;ls', 'cidr-malformed'],
    ['192.168.01.1', 'cidr-malformed'],
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
    const targets = ['10.0.0.0/20', '10.1.0.0/28'].map(parseTarget)
    expect(() => addressesOf(targets)).toThrow(expect.objectContaining({ code: 'cidr-too-wide' }))
  })

  it('looks at an address once, however often it was named', () => {
    const targets = ['10.0.0.0/29', '10.0.0.2', '10.0.0.0/30', '10.0.0.2:8080'].map(parseTarget)
    expect(addressesOf(targets).map(({ host, port }) => `${host} ${port ?? ''}`)).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((last) => `10.0.0.${last} `),
      '10.0.0.2 8080',
    ])
  })

  it('keeps every address of a range inside its network, none twice, none left out', () => {
    const network = fc.record({
      value: fc.integer({ min: 0, max: 0xffffffff }),
      prefix: fc.integer({ min: 20, max: 32 }),
    })
    fc.assert(
      fc.property(network, ({ value, prefix }) => {
        const addresses = addressesOf([parseTarget(`${ipv4Text(value)}/${prefix}`)])
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

  it('writes an address as it reads it', () => {
    const values = fc.integer({ min: 0, max: 0xffffffff })
    fc.assert(
      fc.property(values, (value) => {
        expect(ipv4Number(ipv4Text(value))).toBe(value)
      }),
    )
  })

  it('takes any IPv6 address, bare or in brackets', () => {
    fc.assert(
      fc.property(fc.ipV6(), fc.integer({ min: 1, max: 65535 }), (address, port) => {
        expect(parseTarget(address)).toMatchObject({ kind: 'host', host: address, port: null })
        expect(parseTarget(`[${address}]:${port}`)).toMatchObject({ kind: 'host', host: address, port })
      }),
    )
  })

  it('answers any text with a target or with a code', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f.:/[\]]{0,24}$/)), (text) => {
        expect(codeOf(text)).toMatch(/^(accepted|cidr-malformed|cidr-too-wide|ports-malformed)$/)
      }),
    )
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
