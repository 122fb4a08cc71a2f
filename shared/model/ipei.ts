/**
 * IPEI: identity of a DECT portable part, 36 bits (ETSI EN 300 175-6): 16-bit EMC, 20-bit PSN.
 * Two written forms are in use and both are accepted and shown:
 *   hex      `03717C0E0A`        IPUI type N: type nibble 0, four digits EMC, five digits PSN
 *   printed  `14103 0790026 0`   five decimal digits EMC, seven PSN, one check character (0-9 or `*`)
 */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'

declare const ipeiBrand: unique symbol
/** Ten upper-case hex digits, the first of them 0: `03717C0E0A`. */
export type Ipei = string & { readonly [ipeiBrand]: true }

export const ipeiSchema = z.custom<Ipei>((value) => typeof value === 'string' && /^0[0-9A-F]{9}$/.test(value))

export interface ParsedIpei {
  readonly ipei: Ipei
  /** How it was written, so that a screen can say what it understood. */
  readonly form: 'hex' | 'hex-without-type' | 'hardware-id' | 'printed' | 'printed-without-check'
  /**
   * True where another reading is possible: ten or twelve digits that are all decimal, and `00-03-71-7C-0E-0A`, which is the form a
   * hardware id is printed in and could also be a MAC address.
   */
  readonly ambiguous: boolean
}

const PSN_SIZE = 0x100000 // 2^20; 36 bits do not fit 32-bit operators, so multiplication is used throughout

/** Weighted sum modulo 11 over the twelve decimal digits, weight 1 on the left; 10 is written `*`. */
export function ipeiCheckCharacter(twelveDigits: string): string {
  let sum = 0
  for (let i = 0; i < 12; i++) sum += (i + 1) * Number(twelveDigits.charAt(i))
  const check = sum % 11
  return check === 10 ? '*' : String(check)
}

/**
 * Reads an IPEI in any written form.
 * @throws PunchdownError ipei-too-short | ipei-too-long | ipei-characters | ipei-check-character |
 *   ipei-out-of-range | ipei-other-ipui | ipei-doubled-prefix | ipei-is-mac
 */
export function parseIpei(text: string): ParsedIpei {
  const trimmed = text.trim()
  const bare = trimmed.replaceAll(/[\s.:\-/]/g, '').toUpperCase()
  if (/^00-0[0-9A-F](-[0-9A-F]{2}){4}$/i.test(trimmed))
    return { ipei: bare.slice(2) as Ipei, form: 'hardware-id', ambiguous: true }
  if (/^([0-9A-F]{2}[:-]){5}[0-9A-F]{2}$/i.test(trimmed)) throw new PunchdownError('ipei-is-mac', { text })
  if (!/^[0-9A-F]*\*?$/.test(bare)) throw new PunchdownError('ipei-characters', { text })
  if (/^0000[0-9A-F]{10}$/.test(bare)) throw new PunchdownError('ipei-doubled-prefix', { text })
  if (/^\d{12}[\d*]$/.test(bare)) {
    const ipei = fromDecimal(bare.slice(0, 12), text)
    const expected = ipeiCheckCharacter(bare)
    if (bare[12] !== expected) throw new PunchdownError('ipei-check-character', { text, expected })
    return { ipei, form: 'printed', ambiguous: false }
  }
  if (bare.includes('*')) {
    throw new PunchdownError(bare.length < 13 ? 'ipei-too-short' : 'ipei-too-long', { text })
  }
  switch (bare.length) {
    case 9:
      return { ipei: `0${bare}` as Ipei, form: 'hex-without-type', ambiguous: false }
    case 10:
      if (bare[0] !== '0') throw new PunchdownError('ipei-other-ipui', { text })
      return { ipei: bare as Ipei, form: 'hex', ambiguous: /^\d+$/.test(bare) }
    case 12:
      return fromTwelve(bare, text)
    default:
      throw new PunchdownError(bare.length < 12 ? 'ipei-too-short' : 'ipei-too-long', { text })
  }
}

/**
 * Twelve characters are a hardware id (`0003717C0E0A`), a printed form without its check character (`141030790026`)
 * or a MAC address. Letters decide; digits alone beginning `000` are a hardware id only when the printed reading
 * would be out of range, otherwise the printed form is meant.
 */
function fromTwelve(bare: string, text: string): ParsedIpei {
  if (/^\d{12}$/.test(bare)) {
    if (!printedInRange(bare) && bare.startsWith('000')) {
      return { ipei: bare.slice(2) as Ipei, form: 'hardware-id', ambiguous: false }
    }
    return { ipei: fromDecimal(bare, text), form: 'printed-without-check', ambiguous: bare.startsWith('000') }
  }
  if (bare.startsWith('000')) return { ipei: bare.slice(2) as Ipei, form: 'hardware-id', ambiguous: false }
  throw new PunchdownError('ipei-is-mac', { text })
}

function printedInRange(digits: string): boolean {
  return Number(digits.slice(0, 5)) <= 0xffff && Number(digits.slice(5, 12)) < PSN_SIZE
}

function fromDecimal(digits: string, text: string): Ipei {
  if (!printedInRange(digits)) throw new PunchdownError('ipei-out-of-range', { text })
  const value = Number(digits.slice(0, 5)) * PSN_SIZE + Number(digits.slice(5, 12))
  return value.toString(16).toUpperCase().padStart(10, '0') as Ipei
}

/** `03717C0E0A` → `14103 0790026 0`. */
export function printedIpei(ipei: Ipei): string {
  const emc = String(Number.parseInt(ipei.slice(1, 5), 16)).padStart(5, '0')
  const psn = String(Number.parseInt(ipei.slice(5), 16)).padStart(7, '0')
  return `${emc} ${psn} ${ipeiCheckCharacter(emc + psn)}`
}

/** Grouped for reading aloud: `03717C0E0A` → `0371 7C0E 0A`. */
export function groupedIpei(ipei: Ipei): string {
  return ipei.replace(/^(.{4})(.{4})(.{2})$/, '$1 $2 $3')
}
