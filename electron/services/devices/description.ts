/** Joins what a device says of itself to its identity. Pure. */
import type { Provenance } from '#shared/model/confidence.ts'
import type { Evidence, Identity } from '#shared/model/identity.ts'
import { type Description, descriptionSchema } from '#shared/model/settings.ts'

export interface DescriptionSource {
  readonly driver: string
  readonly provenance: Provenance
  readonly port: number
  readonly at: number
}

/** The device's own word replaces what banners said; where they differ, the difference is shown. */
export function identityWithDescription(
  identity: Identity,
  description: Description,
  { driver, provenance, port, at }: DescriptionSource,
): Identity {
  const facts = ['vendor', 'model', 'firmware', 'mac', 'serial'] as const
  const older = identity.evidence.filter((each) => each.protocol !== 'driver.describe')
  const evidence: Evidence[] = []
  let joined: Identity = { ...identity, contradictions: [...identity.contradictions] }
  for (const fact of facts) {
    const value = description[fact]
    if (value === null) continue
    const before = identity[fact]
    if (
      before !== null &&
      before !== value &&
      identity.evidence.some((each) => each.fact === fact && each.value === before)
    ) {
      const others = older
        .filter((each) => each.fact === fact && each.value !== value)
        .map((each) => ({ value: each.value, protocol: each.protocol }))
      joined = {
        ...joined,
        contradictions: [
          ...joined.contradictions.filter((each) => each.fact !== fact),
          ...(others.length === 0 ? [] : [{ fact, kept: value, others }]),
        ],
      }
    }
    joined = { ...joined, [fact]: value }
    evidence.push({
      fact,
      value,
      protocol: 'driver.describe',
      port,
      raw: JSON.stringify(description),
      at,
      rule: `driver.${driver}`,
      provenance,
    })
  }
  const level = joined.vendor === null ? 'unknown' : joined.model === null ? 'vendor-only' : 'exact'
  return { ...joined, level, evidence: [...evidence, ...older] }
}

/** An identity made anew keeps what the device said of itself. */
export function redescribed(identity: Identity, before: Identity): Identity {
  const own = before.evidence.find((each) => each.protocol === 'driver.describe')
  if (own === undefined) return identity
  const description = descriptionSchema.safeParse(JSON.parse(own.raw))
  if (!description.success) return identity
  const { rule, provenance, port, at } = own
  return identityWithDescription(identity, description.data, {
    driver: rule.replace(/^driver\./, ''),
    provenance,
    port: port ?? 0,
    at,
  })
}
