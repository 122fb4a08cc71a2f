/**
 * Hardware id: what a tenant enrols. A phone's MAC, a MAC and port for an analogue adapter, `00` + IPEI for a handset.
 * There is deliberately no way to make one from a base: a base's MAC is never a handset's hardware id.
 */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'
import type { Ipei } from './ipei.ts'
import { type Mac, macDigits } from './mac.ts'

declare const hardwareIdBrand: unique symbol
/** Twelve upper-case hex digits, or those with `:` and a three-digit port: `0003717C0E0A`, `00908F492878:001`. */
export type HardwareId = string & { readonly [hardwareIdBrand]: true }

export const hardwareIdSchema = z.custom<HardwareId>(
  (value) => typeof value === 'string' && /^[0-9A-F]{12}(:\d{3})?$/.test(value),
)

/** `03717C0E0A` → `0003717C0E0A`. Source: field report, Rove on Teams article (conflicts with no published page). */
export function handsetHardwareId(ipei: Ipei): HardwareId {
  return `00${ipei}` as HardwareId
}

export function phoneHardwareId(mac: Mac): HardwareId {
  return macDigits(mac) as HardwareId
}

/** Port counts from 1 and is written with three digits. */
export function adapterPortHardwareId(mac: Mac, port: number): HardwareId {
  return `${macDigits(mac)}:${String(port).padStart(3, '0')}` as HardwareId
}

/** As Teams admin centre takes it: `00-03-71-7C-0E-0A`, with `:001` kept. */
export function printedHardwareId(id: HardwareId): string {
  const [digits = '', port] = id.split(':')
  const pairs = (digits.match(/../g) ?? []).join('-')
  return port === undefined ? pairs : `${pairs}:${port}`
}

/**
 * Reads a stored or received hardware id.
 * @throws PunchdownError bad-input
 */
export function parseHardwareId(text: string): HardwareId {
  const bare = text.trim().replaceAll('-', '').toUpperCase()
  if (!/^[0-9A-F]{12}(:\d{3})?$/.test(bare))
    throw new PunchdownError('bad-input', { field: 'hardwareId', text })
  return bare as HardwareId
}
