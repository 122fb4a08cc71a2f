import { PunchdownError } from '../errors.ts'

declare const macBrand: unique symbol
/** A MAC address as twelve upper-case hex digits in pairs: `48:25:67:0A:1B:2C`. */
export type Mac = string & { readonly [macBrand]: true }

/**
 * Reads a MAC address in any of the common forms: `48:25:67:0a:1b:2c`, `48-25-67-0A-1B-2C`, `4825.670a.1b2c`, `4825670a1b2c`.
 * @throws PunchdownError mac-malformed
 */
export function parseMac(text: string): Mac {
  const digits = text.trim().replaceAll(/[:.\-\s]/g, '')
  if (!/^[0-9a-f]{12}$/i.test(digits)) throw new PunchdownError('mac-malformed', { text })
  const pairs = digits.toUpperCase().match(/../g) ?? []
  return pairs.join(':') as Mac
}

/** Twelve upper-case hex digits without separators. */
export function macDigits(mac: Mac): string {
  return mac.replaceAll(':', '')
}
