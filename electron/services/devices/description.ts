/** Joins the description that a device gives after sign-in with its identity. Pure. */
import type { Provenance } from '#shared/model/confidence.ts'
import type { Evidence, FactName, Identity, Sighting } from '#shared/model/identity.ts'
import { type Description, descriptionSchema } from '#shared/model/settings.ts'
import { agree } from '../../identify/agree.ts'
import { identify } from '../../identify/identify.ts'

export interface DescriptionSource {
  readonly driver: string
  readonly provenance: Provenance
  readonly port: number
  readonly at: number
}

const protocol = 'driver.describe'
const describedFacts = ['vendor', 'model', 'firmware', 'mac', 'serial'] as const

/** Values of a fact that differ from the kept one, one per protocol. */
function othersThan(evidence: readonly Evidence[], fact: FactName, kept: string) {
  const differing = evidence.filter((each) => each.fact === fact && !agree(fact, each.value, kept))
  const byPlace = new Map(differing.map((each) => [`${each.value}\n${each.protocol}`, each]))
  return [...byPlace.values()].map((each) => ({ value: each.value, protocol: each.protocol }))
}

/** The device's description is the strongest evidence; other evidence that differs becomes a contradiction. */
export function identityWithDescription(
  identity: Identity,
  description: Description,
  { driver, provenance, port, at }: DescriptionSource,
): Identity {
  const others = identity.evidence.filter((each) => each.protocol !== protocol)
  const own: Evidence[] = []
  let joined = identity
  for (const fact of describedFacts) {
    const value = description[fact]
    if (value === null) continue
    const before = identity[fact]
    // of two values that agree, the longer one is kept
    const kept =
      before !== null && agree(fact, before, value) && before.length > value.length ? before : value
    const differing = othersThan(others, fact, kept)
    const contradictions = joined.contradictions.filter((each) => each.fact !== fact)
    if (differing.length > 0) contradictions.push({ fact, kept, others: differing })
    joined = { ...joined, [fact]: kept, contradictions }
    own.push({
      ...{ fact, value, protocol, port, at, provenance },
      raw: JSON.stringify(description),
      rule: `driver.${driver}`,
    })
  }
  const level = joined.vendor === null ? 'unknown' : joined.model === null ? 'vendor-only' : 'exact'
  return { ...joined, level, evidence: [...own, ...others] }
}

/** Evidence with the last description; undefined before the first. */
const lastDescription = (identity: Identity): Evidence | undefined =>
  identity.evidence.find((each) => each.protocol === protocol)

function descriptionIn(evidence: Evidence | undefined): Description | null {
  if (evidence === undefined) return null
  const parsed = descriptionSchema.safeParse(JSON.parse(evidence.raw))
  return parsed.success ? parsed.data : null
}

/** Firmware in the last description; null without one. */
export const describedFirmware = (identity: Identity): string | null =>
  descriptionIn(lastDescription(identity))?.firmware ?? null

/**
 * Joins an identity from sightings with the last description in `before`. `asked`: identity from the current scan; a firmware in it that
 * is new to the evidence replaces the one of the description.
 */
export function redescribed(identity: Identity, before: Identity, asked: Identity | null): Identity {
  const own = lastDescription(before)
  const description = descriptionIn(own)
  if (own === undefined || description === null) return identity
  const found = asked?.firmware ?? null
  const isUpdated =
    found !== null &&
    !before.evidence.some(({ fact, value }) => fact === 'firmware' && agree('firmware', value, found))
  return identityWithDescription(identity, isUpdated ? { ...description, firmware: null } : description, {
    driver: own.rule.replace(/^driver\./, ''),
    provenance: own.provenance,
    port: own.port ?? 0,
    at: own.at,
  })
}

/** After an update, marks the sightings of the former firmware as superseded, so that they are no contradiction. */
export function superseded(
  sightings: readonly Sighting[],
  former: string | null,
  present: string | null,
  at: number,
): readonly Sighting[] {
  if (former === null || present === null || agree('firmware', former, present)) return sightings
  return sightings.map((sighting) => {
    const { firmware } = identify([sighting])
    if (firmware === null || !agree('firmware', firmware, former)) return sighting
    return { ...sighting, supersededAt: at }
  })
}
