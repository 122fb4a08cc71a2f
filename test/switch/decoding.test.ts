/** Decoding of octets, indexes and numbers; malformed ones give no invented values. */
import { isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import { applicationOf } from '#electron/probes/switch/policy.ts'
import { joinRemote, type Tables } from '#electron/probes/switch/remote-tables.ts'
import type { TableName } from '#electron/probes/switch/tables.ts'
import { viewOf } from '#electron/probes/switch/view.ts'
import type { TableRow, WalkedTable } from '#electron/probes/switch/walk.ts'
import { compareOids, numbersOf } from '#electron/protocols/snmp/oid.ts'
import {
  addressOf,
  capabilitiesIn,
  cdpCapabilitiesIn,
  idOf,
  ipv4OfBytes,
  ipv6OfBytes,
  macIn,
  macInAnything,
  macOfText,
  textOf,
  type Value,
} from '#electron/protocols/snmp/values.ts'
import fc from '#test/support/property.ts'

const bytes = (hex: string): Value => ({ kind: 'bytes', bytes: Buffer.from(hex.replaceAll(' ', ''), 'hex') })
const text = (value: string): Value => ({ kind: 'bytes', bytes: Buffer.from(value) })
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
const anyValue: fc.Arbitrary<Value> = fc.oneof(
  fc.integer().map((number): Value => ({ kind: 'number', number })),
  fc.uint8Array({ maxLength: 40 }).map((found): Value => ({ kind: 'bytes', bytes: Buffer.from(found) })),
  fc.string({ maxLength: 20 }).map(text),
  fc.ipV4().map((found): Value => ({ kind: 'address', text: found })),
  fc
    .array(fc.nat(300), { minLength: 2, maxLength: 9 })
    .map((found): Value => ({ kind: 'oid', text: found.join('.') })),
)

describe('object identifiers', () => {
  it('are compared as numbers, in the order of a walk', () => {
    const oid = fc.array(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 16 })
    fc.assert(
      fc.property(oid, oid, oid, (a, b, c) => {
        expect(numbersOf(a.join('.'))).toEqual(a)
        expect(Math.sign(compareOids(a, b))).toBe(-Math.sign(compareOids(b, a)) + 0)
        expect(compareOids(a, a)).toBe(0)
        expect(compareOids(a, [...a, 0])).toBeLessThan(0)
        const sorted = [a, b, c].toSorted(compareOids)
        expect(compareOids(sorted[0] ?? [], sorted[2] ?? [])).toBeLessThanOrEqual(0)
      }),
    )
  })

  it.each(['', '.', '1.', '.1', '1..2', '-1', '1.4294967296', 'x', '1.2 '])('%j is rejected', (given) => {
    expect(numbersOf(given)).toBeNull()
  })
})

describe('MAC addresses', () => {
  it('are read from six octets and from every printed form', () => {
    fc.assert(
      fc.property(octets(6), (found) => {
        const hex = Buffer.from(found).toString('hex')
        const printed = (hex.match(/../g) ?? []).join(':').toUpperCase()
        const mac = macIn({ kind: 'bytes', bytes: Buffer.from(found) })
        const nobody = /^0+$/.test(hex) || ((found[0] ?? 0) & 1) === 1
        expect(mac).toBe(nobody ? null : printed)
        for (const form of [printed, printed.toLowerCase(), printed.replaceAll(':', '-')]) {
          expect(macOfText(form)).toBe(mac)
        }
        expect(macOfText((hex.match(/.{4}/g) ?? []).join('.'))).toBe(mac)
      }),
    )
  })

  it('are not read from six letters without a subtype', () => {
    expect(macInAnything(text('Port 1'))).toBeNull()
    expect(macInAnything(text('switch'))).toBeNull()
    expect(macInAnything(bytes('e839351aca99'))).toBe('E8:39:35:1A:CA:99')
    expect(macInAnything(text('94:c6:91:ac:43:31'))).toBe('94:C6:91:AC:43:31')
  })
})

describe('IP addresses', () => {
  it('of four and sixteen octets equal those of ipaddr.js', () => {
    fc.assert(
      fc.property(octets(4), octets(16), (four, sixteen) => {
        const expected = four.every((each) => each === 0) ? null : ipaddr.fromByteArray([...four]).toString()
        expect(ipv4OfBytes(four)).toBe(expected)
        const found = ipv6OfBytes(sixteen)
        if (found === null) return expect(sixteen.every((each) => each === 0)).toBe(true)
        expect(isIPv6(found)).toBe(true)
        expect([...ipaddr.parse(found).toByteArray()]).toEqual([...sixteen])
      }),
    )
  })

  it.each([
    ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
    ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
    ['00000000000000000000000000000001', '::1'],
    ['fe800000000000000000000000000000', 'fe80::'],
    ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ])('%s is written as in RFC 5952', (hex, written) => {
    expect(ipv6OfBytes(Buffer.from(hex, 'hex'))).toBe(written)
  })

  it('with the wrong length for their family are rejected', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.uint8Array({ maxLength: 20 }), (family, found) => {
        const fits = (family === 1 && found.length === 4) || (family === 2 && found.length === 16)
        if (!fits) expect(addressOf(family, found)).toBeNull()
      }),
    )
  })
})

describe('chassis and port ids', () => {
  it.each([
    ['chassis', 4, '00809F85788E', 'mac', '00:80:9F:85:78:8E', null],
    ['chassis', 5, '010A771F0E', 'address', '10.119.31.14', null],
    ['chassis', 5, '0220010db8000000000000000000000001', 'address', '2001:db8::1', null],
    ['chassis', 5, Buffer.from('10.10.20.38').toString('hex'), 'address', '10.10.20.38', 'printed'],
    ['chassis', 4, Buffer.from('94:c6:91:ac:43:31').toString('hex'), 'mac', '94:C6:91:AC:43:31', 'printed'],
    ['chassis', 4, '00809F', 'unknown', '00:80:9F', 'not-this-subtype'],
    ['chassis', 5, '030A771F0E', 'unknown', '03:0A:77:1F:0E', 'not-this-subtype'],
    ['chassis', 7, Buffer.from('XXX-LT-24392').toString('hex'), 'local', 'XXX-LT-24392', null],
    ['port', 3, '000B82F61E68', 'mac', '00:0B:82:F6:1E:68', null],
    ['port', 5, Buffer.from('gi1/0/4').toString('hex'), 'interface-name', 'gi1/0/4', null],
    ['port', 7, '312F323600', 'local', '1/26', null],
    ['port', 2, Buffer.from('port e0/1/1').toString('hex'), 'port-component', 'port e0/1/1', null],
    ['port', 6, '0102ff', 'circuit-id', '01:02:FF', null],
    ['port', 99, '41', 'unknown', 'A', null],
  ] as const)('%s %i %s is %s %s', (which, subtype, hex, name, written, odd) => {
    expect(idOf(which, subtype, bytes(hex))).toEqual({ id: { subtype: name, text: written }, odd })
  })

  it('of any octets give text, and a MAC or IP address only when valid', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('chassis', 'port'),
        fc.option(fc.nat(9)),
        anyValue,
        (which, subtype, value) => {
          const decoded = idOf(which, subtype, value)
          if (decoded === null) return
          expect(decoded.id.text).not.toBe('')
          if (decoded.id.subtype === 'mac') expect(decoded.id.text).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/)
          if (decoded.id.subtype === 'address') expect(ipaddr.isValid(decoded.id.text)).toBe(true)
        },
      ),
    )
  })
})

describe('capabilities', () => {
  const names = ['other', 'repeater', 'bridge', 'wlan-access-point', 'router', 'telephone'] as const
  it('are read alike from bits and from every printed form', () => {
    fc.assert(
      fc.property(fc.subarray([0, 1, 2, 3, 4, 5]), (bits) => {
        const octet = bits.reduce((sum, bit) => sum | (0x80 >> bit), 0)
        const hex = octet.toString(16).padStart(2, '0').toUpperCase()
        const set = bits.map((bit) => names[bit])
        expect(capabilitiesIn(bytes(hex))).toEqual({ set, printed: false })
        expect(capabilitiesIn(bytes(`${hex}00`))).toEqual({ set, printed: false })
        const printed = { set, printed: true }
        expect(capabilitiesIn(text([hex, ...bits].join(' ')))).toEqual(printed)
        expect(capabilitiesIn(text([hex, '00', ...bits].join(' ')))).toEqual(printed)
      }),
    )
  })

  it.each(['24 2 6', '24 5 2', 'bridge', '24 00 00 2 5'])('printed as %j are not understood', (printed) => {
    expect(capabilitiesIn(text(printed))).toBeNull()
  })

  it('of CDP have exactly four octets', () => {
    expect(cdpCapabilitiesIn(bytes('00000490'))).toEqual(['host', 'telephone', 'two-port-mac-relay'])
    expect(cdpCapabilitiesIn(bytes('00000028'))).toEqual(['bridge', 'igmp'])
    expect(cdpCapabilitiesIn(text('8'))).toBeNull()
    expect(cdpCapabilitiesIn(bytes(''))).toBeNull()
  })
})

describe('the application type in the index of a policy', () => {
  it.each([
    [[1], 1],
    [[2], 2],
    [[1, 0x40], 1],
    [[1, 0x20], 2],
    [[2, 0, 0x80], 8],
    [[0], 0],
  ])('%j is %i', (rest, type) => {
    expect(applicationOf(rest)).toBe(type)
  })

  it.each([[[]], [[9]], [[1, 0x60]], [[2, 0x40]], [[1, 0]]])('%j is rejected', (rest) => {
    expect(applicationOf(rest)).toBeNull()
  })
})

describe('text', () => {
  it('is read without trailing zero octets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.nat(8), (sent, zeros) => {
        if (/\p{Cc}/u.test(sent)) return
        expect(textOf(Buffer.concat([Buffer.from(sent), Buffer.alloc(zeros)]))).toBe(sent.trim())
      }),
    )
  })

  it.each(['ff', '41ff', '4100 42', '1b5b41'])('is not in %s', (hex) => {
    expect(textOf(Buffer.from(hex.replace(' ', ''), 'hex'))).toBeNull()
  })
})

const tableOf = (
  name: TableName,
  rows: readonly (readonly [number[], [number, Value][]])[],
): WalkedTable => ({
  name,
  state: 'read',
  notes: [],
  rows: new Map(
    rows.map(([index, cells]): [string, TableRow] => [index.join('.'), { index, cells: new Map(cells) }]),
  ),
})
const tablesOf = (...tables: readonly WalkedTable[]): Tables =>
  new Map(tables.map((each) => [each.name, each]))

describe('the index of the neighbour tables', () => {
  const index = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  const chassis = (index: readonly number[]): [number[], [number, Value][]] => [
    [...index],
    [
      [4, { kind: 'number', number: 7 }],
      [5, text(index.join('-'))],
      [7, text(index.join('-'))],
    ],
  ]

  it('joins rows by the whole index', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(index, { selector: String }),
        fc.uniqueArray(index, { selector: String }),
        (main, side) => {
          const joined = joinRemote(
            tablesOf(
              tableOf('lldpRemote', main.map(chassis)),
              tableOf(
                'medInventory',
                side.map((each) => [each, [[6, text(each.join('-'))]]]),
              ),
            ),
          )
          for (const entry of joined.entries) {
            const model = entry.side.get('medInventory')?.[0]?.row.cells.get(6)
            if (model !== undefined) expect(model).toEqual(text(entry.main.index.join('-')))
          }
          const lost = side.filter((each) => !main.some((other) => String(other) === String(each)))
          expect(joined.moved).toBe(lost.length > 0)
          expect(joined.raw.map((raw) => raw.index).toSorted()).toEqual(
            lost.map((each) => each.join('.')).toSorted(),
          )
          // each port and remote index once, under its latest mark
          const places = joined.entries.map(({ main: row }) => row.index.slice(1).join('.'))
          expect(new Set(places).size).toBe(places.length)
        },
      ),
    )
  })

  it('rejects addresses with a wrong length, family or octets', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { maxLength: 8 }), (rest) => {
        const joined = joinRemote(
          tablesOf(
            tableOf('lldpRemote', [chassis([1, 1, 1])]),
            tableOf('lldpAddresses', [[[1, 1, 1, ...rest], [[3, { kind: 'number', number: 2 }]]]]),
          ),
        )
        const fits =
          rest.length >= 3 && rest[1] === rest.length - 2 && rest.slice(2).every((each) => each < 256)
        expect(joined.entries[0]?.side.has('lldpAddresses') === true).toBe(fits)
        expect(joined.raw).toHaveLength(fits ? 0 : 1)
      }),
    )
  })
})

it('gives a view without invented values for any tables', () => {
  const names: TableName[] = [
    'interfaces',
    'interfaceNames',
    'lldpPorts',
    'lldpRemote',
    'lldpAddresses',
    'medRemotePolicies',
    'medInventory',
    'cdp',
    'power',
    'bridgePorts',
    'bridgeForwarding',
    'vlanForwarding',
    'vlanDatabases',
    'vlanPorts',
  ]
  const row = fc.tuple(
    fc.array(fc.nat(9), { minLength: 1, maxLength: 9 }),
    fc.array(fc.tuple(fc.nat(18), anyValue), { maxLength: 10 }),
  )
  const table = fc.tuple(fc.constantFrom(...names), fc.array(row, { maxLength: 6 }))
  fc.assert(
    fc.property(fc.array(table, { maxLength: 8 }), (tables) => {
      const walked = tablesOf(...tables.map(([name, rows]) => tableOf(name, rows)))
      const view = viewOf({ address: '192.0.2.1', port: 161, scalars: new Map(), tables: walked })
      const whos = view.neighbours.map(({ localId }) => localId)
      expect(new Set(whos).size).toBe(whos.length)
      const keys = view.switch.ports.map(({ key }) => key)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { port, vlan, macs } of view.neighbours) {
        if (port !== null) expect(keys).toContain(port.key)
        for (const each of [vlan.untagged, vlan.said, vlan.cdpVoice, ...vlan.learnt]) {
          if (each !== null) expect(each >= 1 && each <= 4094).toBe(true)
        }
        for (const mac of macs) expect(mac).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){5}$/)
      }
    }),
  )
})
