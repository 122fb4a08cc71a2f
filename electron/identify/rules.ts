/**
 * Indexes the rules that read facts from banners. The rules are data in resources/fingerprints; the tests check every file against
 * `ruleFileSchema`, so that a scan does not wait for it.
 */
import { fingerprints } from '#resources/fingerprints/index.ts'
import { lazily } from '#shared/lazily.ts'
import { type Confidence, confidenceSchema, type Provenance } from '#shared/model/confidence.ts'
import { type DeviceKind, deviceKinds, type FactName, factNames, protocols } from '#shared/model/identity.ts'
import type { RuleFileText } from './rule-file.ts'

/** Names of a vendor's models. */
export interface Family {
  readonly vendor: string
  readonly spell: (model: string) => string
  readonly kindOf: (model: string) => DeviceKind | null
}

/** A text that a rule reads, and the facts that it reads beside the vendor. */
export interface Sample {
  readonly text: string
  readonly context: Record<string, string>
  readonly reads: Record<string, string>
}

export interface Rule {
  readonly id: string
  readonly family: Family
  readonly protocols: ReadonlySet<string>
  readonly pattern: RegExp
  /** Lower case; a text that the pattern finds contains one of them. Empty: any text. */
  readonly words: readonly string[]
  /** Counts when no other rule reads a model in the text. */
  readonly general: boolean
  readonly context: readonly (readonly [string, RegExp])[]
  readonly set: Readonly<Partial<Record<FactName, string>>>
  readonly samples: readonly Sample[]
  readonly provenance: Provenance
}

/** A MAC address as devices write it: without separators, or with colons, hyphens, points or spaces. */
const mac = String.raw`(?<mac>(?<![0-9a-f])[0-9a-f]{2}(?:[:.\- ]?[0-9a-f]{2}){5}(?![0-9a-f]))`

/** Words between a model and its firmware: `AudioCodes C450HD IP Phone, Version 3.4.6.563`. */
const between =
  '(?:IP|SIP|VoIP|Network|Audio|Video|Conference|Wireless|Horn|Ceiling|Alerter|DECT|Base|Phone|Deskphone|Telephone|Terminal|Gateway|Adapter|ATA|FXS|FXO|FXS_FXO|BRI|Router|Speaker|Intercom|Station|DeskPhone|firmware|FW|SW|Software|Version|Ver|Release|Rel)'

/**
 * The firmware behind a model, when only known words stand between them. A number after any other word is of something else: hardware,
 * a SIP stack, a kernel (`SPA122 2.6.26.5 #1 PREEMPT`).
 */
const version = String.raw`(?:(?: {1,2}V\d{1,2}\.\d{1,2}[A-Z](?= {1,2}\d))?(?:[ ,;:=_/([-]{1,3}${between}\.?(?![a-z])){0,5}[ ,;:=_/([-]{1,3}(?:v|r|sw|fw|ver\.?)?(?<firmware>V\d{3}R\d{3}C\d{2}(?:SPC\w{3,5})?|\d{1,4}(?:[._]\d{1,6}){1,5}(?:[-_]?[a-z]{1,4}\d{0,3}|-\d{2,6})?)(?![\w.])(?! #\d))?`

const compiled = (source: string): RegExp => new RegExp(source, 'i')

const files: readonly RuleFileText[] = fingerprints

/** Narrows a text to one of a list of words. @throws Error for another text; the tests do not let such a file pass */
function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((each) => each === text)
  if (word === undefined) throw new Error(`fingerprints: ${text}`)
  return word
}
/** Pairs with a value: the compiler gives every file the keys of all files. */
const given = (texts: Readonly<Record<string, string | undefined>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
  )

const kindOf = (text: string): DeviceKind => oneOf(deviceKinds, text)
const confidenceOf = (text: string): Confidence => oneOf(confidenceSchema.options, text)

const families = files.map(({ vendor, maker, spell = [], kinds = [] }) => {
  const spelling = spell.map(({ from, to }) => ({ from: new RegExp(from, 'gi'), to }))
  const sorts = kinds.map(({ model, kind }) => ({ model: compiled(model), kind: kindOf(kind) }))
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

/** All rules, in the order of the files. The order does not change what is read. */
export const rules: readonly Rule[] = files.flatMap(({ rules: own }, index) => {
  const family = families[index]?.family
  if (family === undefined) return []
  return own.map((rule) => ({
    id: rule.id,
    family,
    protocols: new Set<string>(rule.protocols),
    pattern: compiled(rule.match.replaceAll('%mac%', mac).replaceAll('%version%', version)),
    words: rule.words,
    general: rule.general === true,
    context: Object.entries(given(rule.context)).map(([key, source]) => [key, compiled(source)] as const),
    set: {
      ...(rule.set?.kind === undefined ? {} : { kind: kindOf(rule.set.kind) }),
      ...(rule.set?.model === undefined ? {} : { model: rule.set.model }),
    },
    samples: rule.samples.map(({ text, context, reads }) => ({
      text,
      context: given(context),
      reads: given(reads),
    })),
    provenance: { source: rule.source, confidence: confidenceOf(rule.confidence) },
  }))
})

/** The family with this name as manufacturer, or null. */
export function familyOfMaker(maker: string): Family | null {
  return families.find((each) => each.maker?.test(maker) === true)?.family ?? null
}

/**
 * The rules of one protocol by their words: only rules with a word in a text are tried on it (R. Cox, "Regular Expression Matching with a
 * Trigram Index", 2012).
 */
interface Index {
  /** Rules without words. */
  readonly always: readonly number[]
  /** First two characters of a word → words with that start, and their rules. */
  readonly words: ReadonlyMap<number, { readonly word: string; readonly rules: number[] }[]>
}

const pairAt = (text: string, at: number): number => text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1)

function indexOf(protocol: string): Index {
  const always: number[] = []
  const byPair = new Map<number, { word: string; rules: number[] }[]>()
  for (const [index, rule] of rules.entries()) {
    if (!rule.protocols.has(protocol)) continue
    if (rule.words.length === 0) always.push(index)
    for (const word of rule.words) {
      const pair = pairAt(word, 0)
      const beginSo = byPair.get(pair) ?? []
      byPair.set(pair, beginSo)
      const entry = beginSo.find((each) => each.word === word)
      if (entry === undefined) beginSo.push({ word, rules: [index] })
      else entry.rules.push(index)
    }
  }
  return { always, words: byPair }
}

const indexes = new Map(
  protocols.map((protocol) => [protocol as string, lazily(() => indexOf(protocol))] as const),
)

/** The rules that can match a text, in the order of `rules`. */
export function rulesFor(protocol: string, text: string): readonly Rule[] {
  const index = indexes.get(protocol)?.()
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
