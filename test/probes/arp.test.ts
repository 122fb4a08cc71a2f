/** MAC addresses from printed neighbour tables of three systems, and from a real one in a network namespace. */

import { describe, expect, it } from 'vitest'
import {
  type AddressTable,
  bsdTable,
  ipNeighTable,
  procTable,
  windowsArpTable,
  windowsNeighbourTable,
} from '#electron/probes/address-table.ts'
import { createArpProbe, type Sources } from '#electron/probes/arp.ts'
import { isHere, missing } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'
import { isRoot, layCable, withoutRoot } from '../protocols/lldp/namespaces.ts'
import { lines, look } from './peers.ts'

const phone = '48:25:67:0A:1B:2C'
const router = '00:11:22:33:44:55'

const proc = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.20     0x1         0x2         48:25:67:0a:1b:2c     *        eth0
192.168.1.2      0x1         0x2         00:11:22:33:44:55     *        eth0
192.168.1.30     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.31     0x1         0x0         48:25:67:0a:1b:31     *        eth0
192.168.1.40     0x1         0x6         00:04:13:00:00:01     *        eth0
192.168.1.41     0x1         0xc         00:04:13:00:00:02     *        eth0
224.0.0.22       0x1         0x6         01:00:5e:00:00:16     *        eth0
`
const ipNeigh = `192.168.1.20 dev eth0 lladdr 48:25:67:0a:1b:2c REACHABLE
192.168.1.2 dev eth0 lladdr 00:11:22:33:44:55 STALE
192.168.1.30 dev eth0 FAILED
192.168.1.31 dev eth0  INCOMPLETE
192.168.1.33 dev eth0 lladdr 48:25:67:0a:1b:33 FAILED
192.168.1.40 dev eth0 lladdr 00:04:13:00:00:01 PERMANENT
fe80::4a25:67ff:fe0a:1b2c dev eth0 lladdr 48:25:67:0a:1b:2c router STALE
ff02::16 dev eth0 lladdr 33:33:00:00:00:16 NOARP
`
const macos = `? (192.168.1.2) at 0:11:22:33:44:55 on en0 ifscope [ethernet]
? (192.168.1.5) at a8:20:66:1:2:3 on en0 ifscope permanent [ethernet]
? (192.168.1.20) at 48:25:67:a:1b:2c on en0 ifscope [ethernet]
? (192.168.1.30) at (incomplete) on en0 ifscope [ethernet]
? (192.168.1.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
phone.example (192.168.1.40) at 0:4:13:0:0:1 on en0 ifscope [ethernet]
`
const ndp = `Neighbor                                Linklayer Address  Netif Expire    S Flags
fe80::4a25:67ff:fe0a:1b2c%en0           48:25:67:a:1b:2c     en0 23h59m58s S R
fe80::1%lo0                             (incomplete)         lo0 permanent R
`
const windows = `\r
Schnittstelle: 192.168.1.5 --- 0x9\r
  Internetadresse       Physische Adresse     Typ\r
  192.168.1.2           00-11-22-33-44-55     dynamisch \r
  192.168.1.20          48-25-67-0a-1b-2c     dynamisch \r
  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch  \r
  224.0.0.22            01-00-5e-00-00-16     statisch  \r
`
const netNeighbor = `\r
ifIndex IPAddress                          LinkLayerAddress      State       PolicyStore\r
------- ---------                          ----------------      -----       -----------\r
9       ff02::16                           33-33-00-00-00-16     Permanent   ActiveStore\r
9       fe80::4a25:67ff:fe0a:1b2c%9        48-25-67-0A-1B-2C     Stale       ActiveStore\r
9       192.168.1.20                       48-25-67-0A-1B-2C     Reachable   ActiveStore\r
9       192.168.1.2                        00-11-22-33-44-55     Stale       ActiveStore\r
9       192.168.1.30                       00-00-00-00-00-00     Unreachable ActiveStore\r
9       192.168.1.31                       48-25-67-0A-1B-31     Unreachable ActiveStore\r
`
const v4 = [
  ['192.168.1.2', router],
  ['192.168.1.20', phone],
] as const
const v6 = ['fe80::4a25:67ff:fe0a:1b2c', phone] as const
const pinned = ['192.168.1.40', '00:04:13:00:00:01'] as const

const parsers: readonly [
  string,
  (text: string) => AddressTable,
  string,
  readonly (readonly [string, string])[],
][] = [
  ['/proc/net/arp', procTable, proc, [...v4, pinned, ['192.168.1.41', '00:04:13:00:00:02']]],
  ['ip neigh', ipNeighTable, ipNeigh, [...v4, pinned, v6]],
  ['arp -an of macOS', bsdTable, macos, [...v4, pinned]],
  ['ndp -an of macOS', bsdTable, ndp, [v6]],
  ['arp -a of Windows', windowsArpTable, windows, v4],
  ['Get-NetNeighbor of Windows', windowsNeighbourTable, netNeighbor, [...v4, v6]],
]

describe('the neighbours of netsh behind arp -a', () => {
  const netsh = `
Schnittstelle 9: Ethernet

Internetadresse                               Physische Adresse  Typ
--------------------------------------------  -----------------  -----------
192.168.1.20                                  00-04-13-00-00-20  Erreichbar
192.168.1.21                                  48-25-67-0a-1b-2d  Stale
192.168.1.30                                  00-00-00-00-00-00  Unreachable
192.168.1.31                                  48-25-67-0a-1b-2e  Unreachable
224.0.0.22                                    01-00-5e-00-00-16  Permanent
`
  it('adds addresses of neighbours that answered and replaces none', () => {
    const arp = windowsArpTable(windows)
    const both = windowsArpTable(`${windows}\n${netsh}`)
    expect([...both].filter(([address]) => !arp.has(address))).toEqual([
      ['192.168.1.21', '48:25:67:0A:1B:2D'],
    ])
    for (const [address, mac] of arp) expect(both.get(address)).toBe(mac)
  })
})

describe.each(parsers)('a table of %s', (_name, parse, text, entries) => {
  it('gives only neighbours that answered', () => {
    expect([...parse(text)].sort()).toEqual(entries.toSorted((a, b) => (a[0] < b[0] ? -1 : 1)))
  })

  it('may be truncated anywhere and contain any text', () => {
    for (let at = 0; at < text.length; at += 7) {
      for (const [address, mac] of parse(text.slice(0, at))) {
        expect(mac).toMatch(/^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/)
        expect(text.toLowerCase()).toContain(address)
      }
    }
    const words = fc.constantFrom(
      '192.168.1.1',
      'lladdr',
      '1:2:3:4:5:6',
      '(10.0.0.1)',
      'at',
      '0x2',
      '\n',
      '?',
      'dev',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 60 }), (parts) => {
        for (const mac of parse(parts.join(' ')).values())
          expect(mac).toMatch(/^(?:[0-9A-F]{2}:){5}[0-9A-F]{2}$/)
      }),
    )
  })
})

it('a MAC address with many IP addresses belongs to a router and is left out', () => {
  const line = (n: number, mac: string) => `192.168.1.${n} dev eth0 lladdr ${mac} REACHABLE`
  const proxied = [1, 2, 3, 4, 5, 6].map((n) => line(n, router))
  const two = [7, 8].map((n) => line(n, phone))
  expect([...ipNeighTable([...proxied, ...two].join('\n'))]).toEqual([
    ['192.168.1.7', phone],
    ['192.168.1.8', phone],
  ])
})

const sourcesOf = (...texts: (() => Promise<string>)[]): Sources => {
  const sources = texts.map((read) => ({ read, fits: /^IP address/, parse: procTable, pauseMs: 5 }))
  return { ipv4: sources, ipv6: [] }
}

describe('the arp probe', () => {
  it('yields at most one sighting', async () => {
    const probe = createArpProbe(sourcesOf(() => Promise.resolve(proc)))
    expect(lines(await look(probe, 80, { address: '192.168.1.20' }))).toEqual([`arp.mac ${phone}`])
    expect(await look(probe, 80, { address: '192.168.1.99' })).toEqual([])
    expect(await look(probe, 80, { address: 'fe80::1' })).toEqual([])
  })

  it('keeps using the first source that can be read', async () => {
    let asked = 0
    const probe = createArpProbe(
      sourcesOf(
        () => {
          asked++
          return Promise.reject(new Error('no such command'))
        },
        () => Promise.resolve('usage: arp'),
        () => Promise.resolve(proc),
      ),
    )
    for (let i = 0; i < 3; i++) {
      expect(await look(probe, 80, { address: '192.168.1.20' })).toHaveLength(1)
    }
    expect(asked).toBe(1)
  })

  it('yields nothing when no source can be read', async () => {
    const probe = createArpProbe(sourcesOf(() => Promise.reject(new Error('no such command'))))
    expect(await look(probe, 80, { address: '192.168.1.20' })).toEqual([])
  })

  it('reads once for many hosts, and again for requests during the reading', async () => {
    let reads = 0
    const gate = Promise.withResolvers<void>()
    const probe = createArpProbe(
      sourcesOf(async () => {
        reads++
        if (reads === 1) await gate.promise
        return proc
      }),
    )
    const hosts = Array.from({ length: 200 }, (_, i) => `192.168.1.${i}`)
    const first = hosts.map((address) => look(probe, 80, { address }))
    await expect.poll(() => reads).toBe(1)
    const second = hosts.map((address) => look(probe, 80, { address }))
    gate.resolve()
    expect((await Promise.all([...first, ...second])).flat()).toHaveLength(8)
    expect(reads).toBe(2)
  })

  it('of this system can be read', async () => {
    expect(await look(createArpProbe(), 80)).toEqual([])
  })
})

const lacking = isHere('ip') ? withoutRoot : missing('ip')
describe.skipIf(!isRoot || !isHere('ip'))(`a neighbour on the same link${lacking}`, () => {
  it('has a MAC address after a packet was sent to it', async () => {
    await using cable = await layCable(phone)
    await cable.run(cable.phone, 'ip', ['addr', 'add', '198.18.60.2/24', 'dev', 'eth0'])
    await cable.run(cable.phone, 'ip', ['addr', 'add', 'fd00:60::2/64', 'dev', 'eth0', 'nodad'])
    await cable.run(cable.laptop, 'ip', ['addr', 'add', '198.18.60.1/24', 'dev', 'eth0'])
    await cable.run(cable.laptop, 'ip', ['addr', 'add', 'fd00:60::1/64', 'dev', 'eth0', 'nodad'])
    const child = new URL('arp-child.ts', import.meta.url).pathname
    const printed = await cable.run(cable.laptop, process.execPath, [
      child,
      ...['198.18.60.2', '198.18.60.3', 'fd00:60::2', '198.18.60.1'],
    ])
    expect(JSON.parse(printed)).toEqual({
      '198.18.60.2': [phone],
      '198.18.60.3': [],
      'fd00:60::2': [phone],
      '198.18.60.1': [],
    })
  })
})
