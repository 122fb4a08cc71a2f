/** Owners of MAC address blocks. */
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { identify } from '#electron/identify/identify.ts'
import { blockOwners, vendorOfBlock } from '#electron/identify/oui.ts'
import { rules } from '#electron/identify/rules.ts'
import registry from '#resources/oui/blocks.json' with { type: 'json' }

describe('address blocks', () => {
  it.each([
    ['00:15:65:00:00:01', 'Yealink'],
    ['0004F2ABCDEF', 'Poly'],
    ['48-25-67-00-00-01', 'Poly'],
    ['0004.1300.0001', 'Snom'],
    ['00:90:8f:00:00:01', 'AudioCodes'],
    ['00:01:3e:00:00:01', 'Ascom'],
    ['00:13:d1:00:00:01', 'Spectralink'],
    ['7c:2f:80:00:00:01', 'Gigaset'],
    ['00:22:ee:00:00:01', 'Algo'],
    ['3c:28:a6:00:00:01', 'Alcatel-Lucent Enterprise'],
    ['00:56:2b:00:00:01', 'Cisco'],
    ['00:0b:82:00:00:01', 'Grandstream'],
    ['00:08:5d:00:00:01', 'Mitel'],
    ['0c:38:3e:00:00:01', 'Fanvil'],
    ['02:00:00:00:00:01', null],
    ['00:15', null],
  ])('%s: %s', (mac, vendor) => {
    expect(vendorOfBlock(mac)?.vendor ?? null).toBe(vendor)
  })

  it('have 24, 28 or 36 bits, and the list has a date', () => {
    const wrong = [...blockOwners.keys()].filter(
      (block) => !/^[0-9A-F]{6}(?:[0-9A-F]|[0-9A-F]{3})?$/.test(block),
    )
    expect(wrong).toEqual([])
    expect(blockOwners.size).toBeGreaterThan(1_000)
    expect(z.iso.date().safeParse(registry.date).success).toBe(true)
  })

  it('of 28 and 36 bits take precedence over the enclosing block of 24 bits', () => {
    const small = [...blockOwners].filter(([block]) => block.length > 6)
    expect(small.length).toBeGreaterThan(0)
    for (const [block, { vendor }] of small) {
      expect(vendorOfBlock(block.padEnd(12, '0'))?.vendor).toBe(vendor)
    }
  })

  it('name a vendor as the rules do, with its source', () => {
    const vendors = new Set(rules.map(({ family }) => family.vendor.toLowerCase()))
    const own = new Map([...blockOwners.values()].map(({ vendor }) => [vendor.toLowerCase(), vendor]))
    for (const vendor of own.keys()) {
      const near = [...vendors].filter(
        (each) => each !== vendor && each.replace(/\W/g, '') === vendor.replace(/\W/g, ''),
      )
      expect(near, vendor).toEqual([])
    }
    for (const { provenance } of blockOwners.values()) expect(provenance.source).not.toBe('')
  })

  it('give only the vendor', () => {
    const { vendor, model, firmware, kind, level } = identify([
      { address: '192.0.2.7', port: null, protocol: 'arp.mac', raw: '00:04:f2:00:00:01', at: 0 },
    ])
    expect([vendor, model, firmware, kind, level]).toEqual(['Poly', null, null, null, 'vendor-only'])
  })
})
