/**
 * Hardware id: what a tenant enrols. A phone's MAC, a MAC and port for an analogue adapter, `00` + IPEI for a DECT handset.
 * A base has no hardware id: each constructor requires the kind of device, and none accepts a base.
 */
import { z } from 'zod'
import { PunchdownError } from '../errors.ts'
import type { DeviceKind, Identity } from './identity.ts'
import type { Ipei } from './ipei.ts'
import { type Mac, macDigits, parseMac } from './mac.ts'

declare const hardwareIdBrand: unique symbol
/** Twelve upper-case hex digits, or those with `:` and a three-digit port: `0003717C0E0A`, `00908F492878:001`. */
export type HardwareId = string & { readonly [hardwareIdBrand]: true }

const pattern = /^[0-9A-F]{12}(:\d{3})?$/
export const hardwareIdSchema = z.custom<HardwareId>(
  (value) => typeof value === 'string' && pattern.test(value),
)

/** Devices that take one account and are enrolled by their own MAC. */
export const phoneKinds = [
  'phone',
  'conference-phone',
  'wireless-phone',
  'intercom',
  'speaker',
  'alerter',
  'paging-adapter',
] as const satisfies readonly DeviceKind[]
export const adapterKinds = ['ata', 'ata-router'] as const satisfies readonly DeviceKind[]

/** A device that is enrolled under its own MAC, alone or port by port. */
export type Enrollable =
  | { readonly kind: (typeof phoneKinds)[number]; readonly mac: Mac }
  | { readonly kind: (typeof adapterKinds)[number]; readonly mac: Mac }

/** The device as the tenant enrols it; null for a base or a switch, and while kind or MAC is not known. */
export function enrollable({ kind, mac }: Pick<Identity, 'kind' | 'mac'>): Enrollable | null {
  if (mac === null) return null
  const known = [...phoneKinds, ...adapterKinds].find((each) => each === kind)
  return known === undefined ? null : { kind: known, mac: parseMac(mac) }
}

export type EnrollablePhone = Extract<Enrollable, { kind: (typeof phoneKinds)[number] }>
export type EnrollableAdapter = Extract<Enrollable, { kind: (typeof adapterKinds)[number] }>

export const isAdapter = (device: Enrollable): device is EnrollableAdapter =>
  adapterKinds.some((kind) => kind === device.kind)

/** `03717C0E0A` → `0003717C0E0A`. Source: field report, Rove on Teams article (conflicts with no published page). */
export function handsetHardwareId(ipei: Ipei): HardwareId {
  return `00${ipei}` as HardwareId
}

export function phoneHardwareId({ mac }: EnrollablePhone): HardwareId {
  return macDigits(mac) as HardwareId
}

/** Port counts from 1 and is written with three digits. Source: "Configure SIP Gateway" (2024), documented. */
export function adapterPortHardwareId({ mac }: EnrollableAdapter, port: number): HardwareId {
  return `${macDigits(mac)}:${String(port).padStart(3, '0')}` as HardwareId
}

/** As Teams admin centre accepts it: `00-03-71-7C-0E-0A`, with `:001` kept. */
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
  if (!pattern.test(bare)) throw new PunchdownError('bad-input', { field: 'hardwareId', text })
  return bare as HardwareId
}
