import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createArpProbe, macIn } from '#electron/probes/arp.ts'
import { lines, look } from './peers.ts'

const linux = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.20     0x1         0x2         48:25:67:0a:1b:2c     *        eth0
192.168.1.2      0x1         0x2         00:11:22:33:44:55     *        eth0
192.168.1.30     0x1         0x0         00:00:00:00:00:00     *        eth0
192.168.1.31     0x1         0x0         48:25:67:0a:1b:31     *        eth0
192.168.1.40     0x1         0x6         00:04:13:00:00:01     *        eth0
`
const macos = `? (192.168.1.20) at 48:25:67:a:1b:2c on en0 ifscope [ethernet]
? (192.168.1.2) at 0:11:22:33:44:55 on en0 ifscope [ethernet]
? (192.168.1.30) at (incomplete) on en0 ifscope [ethernet]
`
const windows = `\r
Interface: 192.168.1.5 --- 0x9\r
  Internet Address      Physical Address      Type\r
  192.168.1.20          48-25-67-0a-1b-2c     dynamic   \r
  192.168.1.2           00-11-22-33-44-55     dynamic   \r
`

describe('the address table', () => {
  it.each([
    ['Linux', linux, '192.168.1.20', '48:25:67:0a:1b:2c'],
    ['Linux', linux, '192.168.1.2', '00:11:22:33:44:55'],
    ['Linux, a permanent entry', linux, '192.168.1.40', '00:04:13:00:00:01'],
    ['Linux, no answer yet', linux, '192.168.1.30', null],
    ['Linux, no answer any more', linux, '192.168.1.31', null],
    ['Linux, not there', linux, '192.168.1.3', null],
    ['macOS', macos, '192.168.1.20', '48:25:67:0a:1b:2c'],
    ['macOS', macos, '192.168.1.2', '00:11:22:33:44:55'],
    ['macOS, no answer', macos, '192.168.1.30', null],
    ['Windows', windows, '192.168.1.20', '48-25-67-0a-1b-2c'.replaceAll('-', ':')],
    ['Windows, not the address of the interface', windows, '192.168.1.5', null],
  ])('of %s: %#', (_system, table, address, mac) => {
    expect(macIn(table, address)).toBe(mac)
  })

  it('yields one sighting, or none', async () => {
    const probe = createArpProbe(() => Promise.resolve(linux))
    expect(lines(await look(probe, 80, { address: '192.168.1.20' }))).toEqual(['arp.mac 48:25:67:0a:1b:2c'])
    expect(await look(probe, 80, { address: '192.168.1.99' })).toEqual([])
  })

  it('is nothing where it cannot be read', async () => {
    expect(
      await look(
        createArpProbe(() => Promise.reject(new Error('no such command'))),
        80,
      ),
    ).toEqual([])
  })

  it('of this system can be read', async () => {
    expect(await look(createArpProbe(), 80)).toEqual([])
  })

  it('may hold anything', () => {
    fc.assert(
      fc.property(fc.string(), (table) => {
        expect(macIn(table, '192.168.1.20')).toBe(null)
      }),
    )
  })
})
