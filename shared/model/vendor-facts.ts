/**
 * Facts about a vendor's devices as a flat list, and corrections of them. The facts of a vendor are a JSON document (resources/vendors);
 * a correction is a JSON Patch (RFC 6902) of pairs: a `test` of the built-in value, and the `replace` of it.
 *   [{"op":"test","path":"/requests/restart/path","value":"/rebootgetconfig.htm"},
 *    {"op":"replace","path":"/requests/restart/path","value":"/restart.htm"}]
 */
import { z } from 'zod'
import { type Provenance, provenanceSchema } from './confidence.ts'

const factValueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
export type FactValue = z.infer<typeof factValueSchema>

/** JSON Pointer (RFC 6901). */
const pointerSchema = z.string().startsWith('/').max(500)

const correctionSchema = z.object({
  pointer: pointerSchema,
  from: factValueSchema,
  to: factValueSchema,
})
/** One corrected fact: `from` is the built-in value. */
export type Correction = z.infer<typeof correctionSchema>

/** A typed text as a value of the type that the fact has: `15000` is a number where `like` is one, else a text. */
export function typedFactValue(text: string, like: FactValue): FactValue {
  if (typeof like === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text)
  if (typeof like === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

export const factSchema = z.object({
  pointer: pointerSchema,
  /** Value in use. */
  value: factValueSchema,
  /** Of the nearest object around the fact; null when nothing states it. */
  provenance: provenanceSchema.nullable(),
  /** The built-in value of a corrected fact; absent for the others. */
  builtIn: factValueSchema.optional(),
})
export type Fact = z.infer<typeof factSchema>

/** Why a correction is not used: the fact is gone, its built-in value is another one now, or the result is not valid. */
const correctionProblemSchema = z.enum(['no-such-fact', 'built-in-changed', 'not-valid'])
export type CorrectionProblem = z.infer<typeof correctionProblemSchema>

export const factFileStateSchema = z.object({
  /** `two-n` */
  id: z.string(),
  facts: z.array(factSchema),
  /** Stored corrections that are not used. */
  unused: z.array(correctionSchema.extend({ problem: correctionProblemSchema })),
})
export type FactFileState = z.infer<typeof factFileStateSchema>

const patchSchema = z
  .array(z.object({ op: z.enum(['test', 'replace']), path: pointerSchema, value: factValueSchema }))
  .max(2_000)

/** Writes corrections as a JSON Patch. */
export const toPatch = (corrections: readonly Correction[]): string =>
  `${JSON.stringify(
    corrections.flatMap(({ pointer, from, to }) => [
      { op: 'test', path: pointer, value: from },
      { op: 'replace', path: pointer, value: to },
    ]),
    null,
    2,
  )}\n`

/** Reads a JSON Patch; null for a text that is not one, and for a `replace` that has no `test` of its path before it. */
export function fromPatch(text: string): Correction[] | null {
  const patch = patchSchema.safeParse(parsedJson(text))
  if (!patch.success) return null
  const tested = new Map<string, FactValue>()
  const corrections = new Map<string, Correction>()
  for (const { op, path, value } of patch.data) {
    if (op === 'test') {
      tested.set(path, value)
      continue
    }
    const from = tested.get(path)
    if (from === undefined) return null
    corrections.set(path, { pointer: path, from, to: value })
  }
  return [...corrections.values()]
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

interface Leaf {
  readonly pointer: string
  readonly value: FactValue
  readonly provenance: Provenance | null
  /** Pointer of the provenance; null when nothing states it. */
  readonly statedAt: string | null
}

/** Every value of a document except sources and confidences, in the order of the document. */
export function leavesOf(document: unknown): Leaf[] {
  const leaves: Leaf[] = []
  const visit = (node: unknown, pointer: string, around: Pick<Leaf, 'provenance' | 'statedAt'>): void => {
    const leaf = factValueSchema.safeParse(node)
    if (leaf.success) {
      leaves.push({ pointer, value: leaf.data, ...around })
      return
    }
    const entries = entriesOf(node)
    const stated = provenanceSchema.safeParse(new Map(entries).get('provenance'))
    const inside = stated.success ? { provenance: stated.data, statedAt: `${pointer}/provenance` } : around
    for (const [key, child] of entries) {
      if (key !== 'provenance' || !stated.success) visit(child, `${pointer}/${escaped(key)}`, inside)
    }
  }
  visit(document, '', { provenance: null, statedAt: null })
  return leaves
}

/** Every source that a document states, with its pointer. */
export function statementsIn(
  document: unknown,
): { readonly pointer: string; readonly provenance: Provenance }[] {
  const found: { pointer: string; provenance: Provenance }[] = []
  const visit = (node: unknown, pointer: string): void => {
    for (const [key, child] of entriesOf(node)) {
      const stated = key === 'provenance' ? provenanceSchema.safeParse(child) : null
      if (stated?.success === true) found.push({ pointer, provenance: stated.data })
      else visit(child, `${pointer}/${escaped(key)}`)
    }
  }
  visit(document, '')
  return found
}

const entriesOf = (node: unknown): [string, unknown][] =>
  typeof node === 'object' && node !== null ? Object.entries(node) : []

/** The document with the values replaced, and `provenance` at the place of each source that stated one of them. */
export function withCorrections(
  document: unknown,
  corrections: readonly Correction[],
  provenance: Provenance,
): { readonly document: unknown; readonly problems: ReadonlyMap<string, CorrectionProblem> } {
  const leaves = new Map(leavesOf(document).map((leaf) => [leaf.pointer, leaf]))
  const problems = new Map<string, CorrectionProblem>()
  const replaced = new Map<string, unknown>()
  for (const { pointer, from, to } of corrections) {
    const leaf = leaves.get(pointer)
    if (leaf === undefined) problems.set(pointer, 'no-such-fact')
    else if (leaf.value !== from) problems.set(pointer, 'built-in-changed')
    else {
      replaced.set(pointer, to)
      if (leaf.statedAt !== null) replaced.set(leaf.statedAt, provenance)
    }
  }
  return { document: replaced.size === 0 ? document : copyWith(document, '', replaced), problems }
}

function copyWith(node: unknown, pointer: string, replaced: ReadonlyMap<string, unknown>): unknown {
  if (replaced.has(pointer)) return replaced.get(pointer)
  if (Array.isArray(node)) return node.map((child, index) => copyWith(child, `${pointer}/${index}`, replaced))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => [
      key,
      copyWith(child, `${pointer}/${escaped(key)}`, replaced),
    ]),
  )
}
