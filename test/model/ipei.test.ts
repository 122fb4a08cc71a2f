import { describe, expect, it } from 'vitest'
import { PunchdownError } from '#shared/errors.ts'
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import { groupedIpei, ipeiCheckCharacter, parseIpei, printedIpei } from '#shared/model/ipei.ts'
import fc from '#test/support/property.ts'

/** Hexadecimal, printed. The first pair is published; the others agree with the same arithmetic. */
const vectors = [
  ['0DEADBEEF4', '5700507820687'],
  ['00092263A1', '0014601565779'],
  ['02B6EC8AA5', '1111808219256'],
  ['02B6E00004', '111180000004*'],
  ['03717C0E0A', '1410307900260'],
  ['0328D7830E', '1294104923025'],
  ['02869215B1', '1034501366253'],
  ['0000000000', '0000000000000'],
  ['0FFFFFFFFF', '6553510485752'],
  ['0004D004D2', '0007700012348'],
] as const

function codeOf(text: string): string {
  try {
    parseIpei(text)
    return 'accepted'
  } catch (error) {
    return error instanceof PunchdownError ? error.code : String(error)
  }
}

const ipeis = fc
  .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0xfffff }))
  .map(([emc, psn]) =>
    `0${emc.toString(16).padStart(4, '0')}${psn.toString(16).padStart(5, '0')}`.toUpperCase(),
  )

describe('IPEI', () => {
  it.each(vectors)('%s is printed %s', (hex, printed) => {
    const { ipei, form } = parseIpei(hex)
    expect([ipei, form]).toEqual([hex, 'hex'])
    expect(printedIpei(ipei).replaceAll(' ', '')).toBe(printed)
    expect(parseIpei(printed)).toEqual({ ipei: hex, form: 'printed', ambiguous: false })
    expect(ipeiCheckCharacter(printed.slice(0, 12))).toBe(printed[12])
  })

  it('is grouped for reading aloud', () => {
    const { ipei } = parseIpei('03717c0e0a')
    expect(printedIpei(ipei)).toBe('14103 0790026 0')
    expect(groupedIpei(ipei)).toBe('0371 7C0E 0A')
  })

  it.each([
    ['  0371 7C0E 0A ', '03717C0E0A', 'hex', false],
    ['03:71:7c:0e:0a', '03717C0E0A', 'hex', false],
    ['3717C0E0A', '03717C0E0A', 'hex-without-type', false],
    ['0003717C0E0A', '03717C0E0A', 'hardware-id', false],
    ['00-03-71-7C-0E-0A', '03717C0E0A', 'hardware-id', true],
    ['00:03:71:7C:0E:0A', 'ipei-is-mac', '', false],
    ['00-1B-66-7C-0E-0A', 'ipei-is-mac', '', false],
    ['14103 0790026 0', '03717C0E0A', 'printed', false],
    ['14103-0790026-0', '03717C0E0A', 'printed', false],
    ['141030790026', '03717C0E0A', 'printed-without-check', false],
    ['0328000123', '0328000123', 'hex', true],
    // all decimal, and in range as a printed form: that is how it is read, and said to be doubtful
    ['000770001234', '0004D004D2', 'printed-without-check', true],
    // out of range as a printed form, so only a hardware id is left
    ['000999999999', '0999999999', 'hardware-id', false],
  ] as const)('%s reads as %s, %s', (text, ipei, form, ambiguous) => {
    if (form === '') expect(codeOf(text)).toBe(ipei)
    else expect(parseIpei(text)).toEqual({ ipei, form, ambiguous })
  })

  it.each([
    ['00077 0001234 5', 'ipei-check-character'],
    ['12345 1234567 1', 'ipei-out-of-range'],
    ['12345 1234567 5', 'ipei-out-of-range'],
    ['01234 5678909 9', 'ipei-out-of-range'],
    ['70000 0000001 0', 'ipei-out-of-range'],
    ['70000 0000001 8', 'ipei-out-of-range'],
    ['00329 0000000 1', 'ipei-check-character'],
    ['11118 0000004 0', 'ipei-check-character'],
    ['1DEADBEEF4', 'ipei-other-ipui'],
    ['57005078206', 'ipei-too-short'],
    ['57005 078206 *', 'ipei-too-short'],
    ['', 'ipei-too-short'],
    ['0371', 'ipei-too-short'],
    ['14103079002600', 'ipei-too-long'],
    ['14103 0790026 0*', 'ipei-too-long'],
    ['000003717C0E0A', 'ipei-doubled-prefix'],
    ['03717C0E0G', 'ipei-characters'],
    ['*410307900260', 'ipei-characters'],
    ['handset 1', 'ipei-characters'],
    ['48:25:67:0A:1B:2C', 'ipei-is-mac'],
    ['48-25-67-0a-1b-2c', 'ipei-is-mac'],
    ['4825670A1B2C', 'ipei-is-mac'],
    ['4825.670a.1b2c', 'ipei-is-mac'],
  ])('%s is refused: %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('reports the expected check character', () => {
    expect(() => parseIpei('0007700012345')).toThrow(
      expect.objectContaining({
        code: 'ipei-check-character',
        facts: { text: '0007700012345', expected: '8' },
      }),
    )
  })

  it('is read back from every printed form', () => {
    fc.assert(
      fc.property(ipeis, (hex) => {
        const { ipei } = parseIpei(hex)
        expect(ipei).toBe(hex)
        expect(parseIpei(printedIpei(ipei)).ipei).toBe(ipei)
        expect(parseIpei(groupedIpei(ipei)).ipei).toBe(ipei)
        expect(parseIpei(hex.slice(1).toLowerCase()).ipei).toBe(ipei)
        expect(handsetHardwareId(ipei)).toBe(`00${hex}`)
      }),
    )
  })

  it('detects every single wrong digit except the eleventh, whose weight is a multiple of eleven', () => {
    fc.assert(
      fc.property(ipeis, fc.nat({ max: 11 }), fc.integer({ min: 1, max: 9 }), (hex, at, shift) => {
        const printed = printedIpei(parseIpei(hex).ipei).replaceAll(' ', '')
        const digit = (Number(printed[at]) + shift) % 10
        const slip = codeOf(printed.slice(0, at) + digit + printed.slice(at + 1))
        if (at === 10) expect(['accepted', 'ipei-out-of-range']).toContain(slip)
        else expect(['ipei-check-character', 'ipei-out-of-range']).toContain(slip)
      }),
    )
  })

  it('detects two swapped neighbouring digits', () => {
    fc.assert(
      fc.property(ipeis, fc.nat({ max: 10 }), (hex, at) => {
        const printed = printedIpei(parseIpei(hex).ipei).replaceAll(' ', '')
        const swapped = printed.replace(new RegExp(`^(.{${at}})(.)(.)`), '$1$3$2')
        fc.pre(swapped !== printed)
        expect(codeOf(swapped)).not.toBe('accepted')
      }),
    )
  })

  it('gives an IPEI or a code for any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9A-Fa-f:*. -]{0,20}$/)), (text) => {
        expect(codeOf(text)).toMatch(/^(accepted|ipei-[a-z-]+)$/)
      }),
    )
  })
})
