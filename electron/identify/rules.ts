/** Rules that read facts out of banners. They are data; this file checks them once, when they are loaded, and sets them out for speed. */
import { z } from 'zod'
import { fingerprints } from '#resources/fingerprints/index.ts'
import { confidenceSchema, type Provenance } from '#shared/model/confidence.ts'
import {
  type DeviceKind,
  deviceKindSchema,
  type FactName,
  factNames,
  protocols,
} from '#shared/model/identity.ts'

const sampleSchema = z.object({
  text: z.string(),
  /** The form is the maker's; the numbers in it are made up. Without this mark the text is one that a device sends. */
  form: z.literal(true).optional(),
  context: z.record(z.string(), z.string()).optional(),
  /** What the rule reads in it beside the vendor; the suite asserts that it reads this and nothing else. */
  reads: z.partialRecord(z.enum(factNames), z.string()),
})
const ruleSchema = z.object({
  id: z.string(),
  protocols: z.array(z.enum(protocols)).min(1),
  /** Regular expression, letter case ignored; its named groups are facts. `%mac%` stands for a MAC address in any spelling. */
  match: z.string(),
  /** Facts that were seen with the banner and must be as well: name → regular expression. */
  context: z.record(z.string(), z.string()).optional(),
  /** Facts that the rule states without reading them. */
  set: z.object({ kind: deviceKindSchema.optional(), model: z.string().optional() }).optional(),
  samples: z.array(sampleSchema).min(1),
  source: z.string(),
  confidence: confidenceSchema,
})
const fileSchema = z.object({
  vendor: z.string(),
  /** How the firm spells itself as manufacturer (LLDP-MED, mDNS): regular expression for the beginning. */
  maker: z.string().optional(),
  /** How a model is spelled out, in order: regular expression → text. */
  spell: z.array(z.object({ from: z.string(), to: z.string() })).optional(),
  /** What sort of device a model is, by family; the first that matches counts. */
  kinds: z.array(z.object({ model: z.string(), kind: deviceKindSchema })).optional(),
  rules: z.array(ruleSchema),
})
export type Sample = z.infer<typeof sampleSchema>

/** What a vendor's own word for a model says. */
export interface Family {
  readonly vendor: string
  readonly spell: (model: string) => string
  readonly kindOf: (model: string) => DeviceKind | null
}

export interface Rule {
  readonly id: string
  readonly family: Family
  readonly protocols: ReadonlySet<string>
  readonly pattern: RegExp
  readonly context: readonly (readonly [string, RegExp])[]
  readonly set: Readonly<Partial<Record<FactName, string>>>
  readonly samples: readonly Sample[]
  readonly provenance: Provenance
}

/** A MAC address as devices spell it: bare, or in pairs or fours with colons, hyphens, points or spaces. */
const mac = String.raw`(?<mac>(?<![0-9a-f])[0-9a-f]{2}(?:[:.\- ]?[0-9a-f]{2}){5}(?![0-9a-f]))`

const compiled = (source: string): RegExp => new RegExp(source, 'i')

const files = fingerprints.map((file) => fileSchema.parse(file))

const families = files.map(({ vendor, maker, spell = [], kinds = [] }) => {
  const spelling = spell.map(({ from, to }) => ({ from: new RegExp(from, 'gi'), to }))
  const sorts = kinds.map(({ model, kind }) => ({ model: compiled(model), kind }))
  const spelled = new Map<string, string>()
  return {
    maker: maker === undefined ? null : compiled(`^(?:${maker})`),
    family: {
      vendor,
      spell: (model: string) => {
        const known = spelled.get(model)
        if (known !== undefined) return known
        const text = spelling.reduce((word, { from, to }) => word.replace(from, to), model).trim()
        if (spelled.size < 1_000) spelled.set(model, text)
        return text
      },
      kindOf: (model: string) => sorts.find((sort) => sort.model.test(model))?.kind ?? null,
    } satisfies Family,
  }
})

/** Every rule, in the order of the files; a fact's value never depends on that order. */
export const rules: readonly Rule[] = files.flatMap(({ rules: own }, index) => {
  const family = families[index]?.family
  if (family === undefined) return []
  return own.map((rule) => ({
    id: rule.id,
    family,
    protocols: new Set<string>(rule.protocols),
    pattern: compiled(rule.match.replaceAll('%mac%', mac)),
    context: Object.entries(rule.context ?? {}).map(([key, source]) => [key, compiled(source)] as const),
    set: {
      ...(rule.set?.kind === undefined ? {} : { kind: rule.set.kind }),
      ...(rule.set?.model === undefined ? {} : { model: rule.set.model }),
    },
    samples: rule.samples,
    provenance: { source: rule.source, confidence: rule.confidence },
  }))
})

/** The family whose firm calls itself so, or null. */
export function familyOfMaker(maker: string): Family | null {
  return families.find((each) => each.maker?.test(maker) === true)?.family ?? null
}

/** Some rules behind one question: where `gate` finds nothing, none of them does. */
export interface Bank {
  readonly gate: RegExp
  readonly rules: readonly Rule[]
}

const bankSize = 12
/** Anchored patterns are asked together, apart from those that search: a search costs every place in the text. */
const isAnchored = ({ pattern }: Rule): boolean => pattern.source.startsWith('^')

function banksOf(some: readonly Rule[]): Bank[] {
  const banks: Bank[] = []
  for (let from = 0; from < some.length; from += bankSize) {
    const own = some.slice(from, from + bankSize)
    const sources = own.map(({ pattern }) => `(?:${pattern.source.replaceAll(/\(\?<\w+>/g, '(?:')})`)
    banks.push({ gate: compiled(sources.join('|')), rules: own })
  }
  return banks
}

const banks = new Map(
  protocols.map((protocol) => {
    const own = rules.filter((rule) => rule.protocols.has(protocol))
    return [
      protocol as string,
      [...banksOf(own.filter(isAnchored)), ...banksOf(own.filter((rule) => !isAnchored(rule)))],
    ] as const
  }),
)
const none: readonly Bank[] = []

export const banksFor = (protocol: string): readonly Bank[] => banks.get(protocol) ?? none

export function isFactName(name: string): name is FactName {
  return factNames.some((known) => known === name)
}
