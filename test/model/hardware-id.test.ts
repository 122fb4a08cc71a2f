import { describe, expect, it } from 'vitest'
import {
  adapterPortHardwareId,
  enrollable,
  handsetHardwareId,
  isAdapter,
  parseHardwareId,
  phoneHardwareId,
  printedHardwareId,
} from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import { macDigits, parseMac } from '#shared/model/mac.ts'
import fc from '#test/support/property.ts'

describe('MAC', () => {
  it.each([
    '48:25:67:0a:1b:2c',
    '48-25-67-0A-1B-2C',
    '4825.670a.1b2c',
    '4825670a1b2c',
    ' 48 25 67 0A 1B 2C ',
  ])('reads %s', (text) => {
    expect(parseMac(text)).toBe('48:25:67:0A:1B:2C')
    expect(macDigits(parseMac(text))).toBe('4825670A1B2C')
  })

  it.each(['', '48:25:67:0A:1B', '48:25:67:0A:1B:2C:3D', '48:25:67:0A:1B:2G', '03717C0E0A', '0080f000000'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseMac(text)).toThrow(expect.objectContaining({ code: 'mac-malformed' }))
    },
  )
})

describe('hardware id', () => {
  const mac = parseMac('00908f492878')

  it('is 00 and the IPEI for a handset, the MAC for a phone, the MAC and a port for an adapter', () => {
    expect(handsetHardwareId(parseIpei('14103 0790026 0').ipei)).toBe('0003717C0E0A')
    expect(phoneHardwareId({ kind: 'phone', mac })).toBe('00908F492878')
    expect(adapterPortHardwareId({ kind: 'ata', mac }, 1)).toBe('00908F492878:001')
    expect(adapterPortHardwareId({ kind: 'ata', mac }, 24)).toBe('00908F492878:024')
  })

  it.each([
    ['phone', false],
    ['conference-phone', false],
    ['wireless-phone', false],
    ['intercom', false],
    ['speaker', false],
    ['alerter', false],
    ['paging-adapter', false],
    ['ata', true],
    ['ata-router', true],
  ] as const)('a %s is enrolled by its MAC, port by port: %s', (kind, portByPort) => {
    const own = enrollable({ kind, mac })
    expect(own).toEqual({ kind, mac })
    expect(own !== null && isAdapter(own)).toBe(portByPort)
    expect(enrollable({ kind, mac: null })).toBeNull()
  })
  it('does not exist for a base, a switch and an unknown device', () => {
    for (const kind of ['dect-base', 'handset', 'switch', 'gateway', 'other', null] as const)
      expect(enrollable({ kind, mac })).toBeNull()
  })

  it('is printed in the form of the admin centre', () => {
    expect(printedHardwareId(parseHardwareId('0003717C0E0A'))).toBe('00-03-71-7C-0E-0A')
    expect(printedHardwareId(adapterPortHardwareId({ kind: 'ata', mac }, 1))).toBe('00-90-8F-49-28-78:001')
  })

  it.each(['', '03717C0E0A', '0003717C0E0A:1', '0003717C0E0A:0001', '0003717C0E0G', '000003717C0E0A'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseHardwareId(text)).toThrow(expect.objectContaining({ code: 'bad-input' }))
    },
  )

  it('is read back as printed', () => {
    const ids = fc.stringMatching(/^[0-9A-F]{12}(:[0-9]{3})?$/)
    fc.assert(
      fc.property(ids, (text) => {
        const id = parseHardwareId(text)
        expect(id).toBe(text)
        expect(parseHardwareId(printedHardwareId(id).toLowerCase())).toBe(id)
      }),
    )
  })
})
