/** TLVs of one organisation by subtype: kind, and minimum length of the value behind the subtype in octets. */
import type { Reading } from './frame-problems.ts'

export type Subtypes<Kind extends string> = readonly (readonly [Kind, number] | null)[]

/** The kind of a subtype; null for unsupported ones. */
export const kindOf = <Kind extends string>(subtypes: Subtypes<Kind>, subtype: number): Kind | null =>
  subtypes[subtype]?.[0] ?? null

/** The kind of a value from `from` to `end`; adds the problem `tlv-length` and returns null when the value is too short. */
export function kindOfValue<Kind extends string>(
  subtypes: Subtypes<Kind>,
  subtype: number,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): Kind | null {
  const known = subtypes[subtype] ?? null
  if (known === null) return null
  const [kind, shortest] = known
  return reading.hasLength(end - from, shortest, at, kind) ? kind : null
}
