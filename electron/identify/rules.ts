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
import { type NeededWords, neededWords } from './needed-words.ts'

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
  readonly words: NeededWords
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
    words: neededWords(rule.match.replaceAll('%mac%', mac)),
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

/** The rules of one protocol by the words that they need: only those whose word stands in a text are asked about it. */
interface Index {
  /** Rules that need no word. */
  readonly always: readonly number[]
  /** First two characters of a word → the words that begin so, with their rules. */
  readonly words: ReadonlyMap<number, { readonly word: string; readonly rules: number[] }[]>
}

const pairAt = (text: string, at: number): number => text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1)

function indexOf(protocol: string): Index {
  const always: number[] = []
  const words = new Map<number, { word: string; rules: number[] }[]>()
  for (const [index, rule] of rules.entries()) {
    if (!rule.protocols.has(protocol)) continue
    if (rule.words === null) always.push(index)
    for (const word of rule.words ?? []) {
      const pair = pairAt(word, 0)
      const beginSo = words.get(pair) ?? []
      words.set(pair, beginSo)
      const entry = beginSo.find((each) => each.word === word)
      if (entry === undefined) beginSo.push({ word, rules: [index] })
      else entry.rules.push(index)
    }
  }
  return { always, words }
}

const indexes = new Map(protocols.map((protocol) => [protocol as string, indexOf(protocol)] as const))

/** The rules that could read something in a text, in the order of `rules`; the others read nothing in it. */
export function rulesFor(protocol: string, text: string): readonly Rule[] {
  const index = indexes.get(protocol)
  if (index === undefined) return []
  const found = [...index.always]
  const small = text.toLowerCase()
  for (let at = 0; at + 1 < small.length; at++) {
    for (const { word, rules: own } of index.words.get(pairAt(small, at)) ?? []) {
      if (small.startsWith(word, at)) found.push(...own)
    }
  }
  if (found.length > 1) found.sort((a, b) => a - b)
  return found.flatMap((each, position) => (each === found[position - 1] ? [] : (rules[each] ?? [])))
}

export function isFactName(name: string): name is FactName {
  return factNames.some((known) => known === name)
}
