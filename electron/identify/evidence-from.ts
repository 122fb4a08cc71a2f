import type { Provenance } from '#shared/model/confidence.ts'
import type { Evidence, FactName, Sighting } from '#shared/model/identity.ts'

/** One fact read from a sighting. */
export const evidenceFrom = (
  { protocol, port, raw, at }: Sighting,
  fact: FactName,
  value: string,
  rule: string,
  provenance: Provenance,
): Evidence => ({ fact, value, protocol, port, raw, at, rule, provenance })
