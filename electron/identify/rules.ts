/** Rules that read facts out of banners. They are data; this file checks them once, when they are loaded. */
import { z } from 'zod'
import { fingerprints } from '#resources/fingerprints/index.ts'
import { confidenceSchema, type Provenance } from '#shared/model/confidence.ts'
import { deviceKindSchema, type FactName, factNames, protocols } from '#shared/model/identity.ts'

const ruleSchema = z.object({
  id: z.string(),
  protocols: z.array(z.enum(protocols)).min(1),
  /** Regular expression, letter case ignored; its named groups are facts. */
  match: z.string(),
  /** Facts that the rule states without reading them. */
  set: z.object({ kind: deviceKindSchema.optional(), model: z.string().optional() }),
  underscoresAreSpaces: z.literal(true).optional(),
  source: z.string(),
  confidence: confidenceSchema,
})
const fileSchema = z.object({
  vendor: z.string(),
  /** Address blocks of the vendor: six hex digits each. They name a vendor, never a model. */
  oui: z
    .object({
      source: z.string(),
      confidence: confidenceSchema,
      prefixes: z.array(z.string().regex(/^[0-9A-F]{6}$/)),
    })
    .nullable(),
  rules: z.array(ruleSchema),
})

export interface Rule {
  readonly id: string
  readonly vendor: string
  readonly protocols: ReadonlySet<string>
  readonly pattern: RegExp
  readonly set: Readonly<Partial<Record<FactName, string>>>
  readonly underscoresAreSpaces: boolean
  readonly provenance: Provenance
}

const files = fingerprints.map((file) => fileSchema.parse(file))

/** Every rule, in the order of the files; a fact's value never depends on that order. */
export const rules: readonly Rule[] = files.flatMap(({ vendor, rules: own }) =>
  own.map((rule) => ({
    id: rule.id,
    vendor,
    protocols: new Set<string>(rule.protocols),
    pattern: new RegExp(rule.match, 'i'),
    set: {
      ...(rule.set.kind === undefined ? {} : { kind: rule.set.kind }),
      ...(rule.set.model === undefined ? {} : { model: rule.set.model }),
    },
    underscoresAreSpaces: rule.underscoresAreSpaces ?? false,
    provenance: { source: rule.source, confidence: rule.confidence },
  })),
)

/** Vendor of an address block, by its first six hex digits. */
export const ouiVendors: ReadonlyMap<string, { vendor: string; provenance: Provenance }> = new Map(
  files.flatMap(({ vendor, oui }) =>
    oui === null
      ? []
      : oui.prefixes.map(
          (prefix) =>
            [prefix, { vendor, provenance: { source: oui.source, confidence: oui.confidence } }] as const,
        ),
  ),
)

export function isFactName(name: string): name is FactName {
  return factNames.some((known) => known === name)
}
