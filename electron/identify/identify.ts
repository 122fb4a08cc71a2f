/** Merges evidence into an identity. Pure and deterministic; the order of the sightings does not matter. */
import type { Confidence } from '#shared/model/confidence.ts'
import {
  deviceKinds,
  type Evidence,
  type FactName,
  factNames,
  type Identity,
  type Level,
  type Sighting,
} from '#shared/model/identity.ts'
import { agree, bare } from './agree.ts'
import { evidenceOf } from './evidence.ts'

/** Strongest first. Rules of our own count least: they may hold for practice devices only. */
const strength: readonly Confidence[] = [
  'proven',
  'documented',
  'seen-in-public-code',
  'field-report',
  'inferred',
  'ours',
]

/** An address block may belong to another firm than the one on the label, so a banner counts more. */
const rank = (evidence: Evidence): number =>
  strength.indexOf(evidence.provenance.confidence) + (evidence.rule === 'oui' ? 10 : 0)

/** Compares by code units, independent of the locale. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const byWorth = (a: Evidence, b: Evidence): number =>
  rank(a) - rank(b) ||
  b.value.length - a.value.length ||
  byText(a.value, b.value) ||
  byText(a.protocol, b.protocol) ||
  byText(a.rule, b.rule) ||
  (a.port ?? -1) - (b.port ?? -1) ||
  a.at - b.at ||
  byText(a.raw, b.raw)

/** Removes duplicates: same fact, value, source and rule. The earliest time is kept. */
function distinct(evidence: Evidence[]): Evidence[] {
  const seen = new Map<string, Evidence>()
  for (const each of evidence) {
    const key = JSON.stringify([each.fact, each.value, each.protocol, each.port, each.rule, each.raw])
    const known = seen.get(key)
    if (known === undefined || each.at < known.at) seen.set(key, each)
  }
  return [...seen.values()]
}

/** Evidence of a sighting, cached while the sighting is held: a device is identified again with each answer. */
const readBefore = new WeakMap<Sighting, readonly Evidence[]>()

function evidenceIn(sighting: Sighting): readonly Evidence[] {
  const known = readBefore.get(sighting)
  if (known !== undefined) return known
  const all = evidenceOf(sighting)
  const evidence = sighting.supersededAt === undefined ? all : all.filter(({ fact }) => fact !== 'firmware')
  readBefore.set(sighting, evidence)
  return evidence
}

export function identify(sightings: readonly Sighting[]): Identity {
  const found = sightings.flatMap(evidenceIn)
  // one sighting gives each fact once, so duplicates need several sightings
  const evidence = (sightings.length > 1 ? distinct(found) : found).sort(
    (a, b) => factNames.indexOf(a.fact) - factNames.indexOf(b.fact) || byWorth(a, b),
  )
  const contradictions: Identity['contradictions'] = []
  const vendor = pick('vendor', evidence, contradictions)
  // a model belongs to its vendor: evidence of another vendor does not apply
  const own = evidence.filter(
    (each) => vendor === null || each.fact === 'mac' || isOfVendor(each, vendor, evidence),
  )
  const model = pick('model', own, contradictions)
  const kind = pick('kind', own, contradictions)
  return {
    vendor,
    model,
    firmware: pick('firmware', own, contradictions),
    mac: pick('mac', own, contradictions),
    serial: pick('serial', own, contradictions),
    kind: deviceKinds.find((each) => each === kind) ?? null,
    level: levelOf(vendor, model, evidence, contradictions),
    evidence,
    contradictions,
  }
}

/** Whether the same rule read this vendor from the same text. */
const isOfVendor = ({ rule, raw }: Evidence, vendor: string, all: readonly Evidence[]): boolean =>
  all.some(
    (each) => each.fact === 'vendor' && each.value === vendor && each.rule === rule && each.raw === raw,
  )

function pick(
  fact: FactName,
  /** Evidence by fact, best first. */
  evidence: readonly Evidence[],
  contradictions: Identity['contradictions'],
): string | null {
  const candidates = evidence.filter((each) => each.fact === fact)
  const [first] = candidates
  if (first === undefined) return null
  // a longer value that agrees with a better one is kept, so that more evidence never shortens a fact
  let best = first.value
  for (let fuller: Evidence | undefined = first; fuller !== undefined; ) {
    best = fuller.value
    fuller = candidates.find(
      ({ value }) => value !== best && agree(fact, value, best) && saysMore(value, best),
    )
  }
  const others = candidates.filter(({ value }) => !agree(fact, value, best))
  if (others.length > 0) {
    const values = new Map(others.map((each) => [`${each.value}\n${each.protocol}`, each]))
    contradictions.push({
      fact,
      kept: best,
      others: [...values.values()].map(({ value, protocol }) => ({ value, protocol })),
    })
  }
  return best
}

/** Prefers more letters and digits, or the same ones with more separators: `VVX 411` before `VVX411`. */
const saysMore = (a: string, b: string): boolean =>
  bare(a).length - bare(b).length > 0 || (bare(a).length === bare(b).length && a.length > b.length)

function levelOf(
  vendor: string | null,
  model: string | null,
  evidence: readonly Evidence[],
  contradictions: Identity['contradictions'],
): Level {
  if (vendor === null) return 'unknown'
  if (model === null) return 'vendor-only'
  const sure = evidence.some(
    (each) =>
      (each.fact === 'model' || (each.fact === 'vendor' && each.rule !== 'oui')) &&
      (each.value === model || each.value === vendor) &&
      rank(each) < strength.indexOf('inferred'),
  )
  return sure && !isDisputed(evidence, contradictions) ? 'exact' : 'likely'
}

/** Whether banners name several vendors or models. The owner of an address block is often another firm than the one on the label. */
const isDisputed = (evidence: readonly Evidence[], contradictions: Identity['contradictions']): boolean =>
  contradictions.some(
    ({ fact, kept }) =>
      (fact === 'vendor' || fact === 'model') &&
      evidence.some((each) => each.fact === fact && each.rule !== 'oui' && !agree(fact, each.value, kept)),
  )

/** One input line of `punchdown identify`. */
export type Banner = Pick<Sighting, 'protocol' | 'encoding' | 'context'> & { readonly banner: string }

/** Identity from one banner, with its evidence. */
export function explainBanner({ protocol, banner, encoding, context }: Banner): Identity {
  return identify([
    {
      address: '',
      port: null,
      protocol,
      raw: banner,
      at: 0,
      ...(encoding === undefined ? {} : { encoding }),
      ...(context === undefined ? {} : { context }),
    },
  ])
}

/** Identity from one banner; null for unknown facts. */
export function identifyBanner(
  banner: Banner,
): Pick<Identity, 'vendor' | 'model' | 'firmware' | 'mac' | 'serial' | 'kind' | 'level'> {
  const { vendor, model, firmware, mac, serial, kind, level } = explainBanner(banner)
  return { vendor, model, firmware, mac, serial, kind, level }
}
