/** Differences between two catalogues, as an import reports them. Pure. */
import { z } from 'zod'
import { type Catalogue, type CatalogueRow, catalogueRowSchema } from './catalogue.ts'
import { bare } from './text-search.ts'

const rowNameSchema = z.object({ vendor: z.string(), model: z.string() })

/** Fields of the published page. Fields that we derive are not compared. */
const compared = ['minimum', 'approved', 'location', 'remarks', 'ports', 'links'] as const

const changedRowSchema = rowNameSchema.extend({
  fields: z.array(
    z.object({ field: z.enum(compared), before: z.string().nullable(), after: z.string().nullable() }),
  ),
})
export type ChangedRow = z.infer<typeof changedRowSchema>

const catalogueChangesSchema = z.object({
  added: z.array(catalogueRowSchema),
  removed: z.array(catalogueRowSchema),
  changed: z.array(changedRowSchema),
  /** Number of rows that are equal in both. */
  unchanged: z.number().int(),
  notesAdded: z.array(z.string()),
  notesRemoved: z.array(z.string()),
})
export type CatalogueChanges = z.infer<typeof catalogueChangesSchema>

/** A row that a page prints more than once. */
const duplicateRowSchema = rowNameSchema.extend({
  /** Line numbers in the file, counted from 1. */
  lines: z.array(z.number().int()),
  /** Whether all of them are equal. */
  same: z.boolean(),
})
export type DuplicateRow = z.infer<typeof duplicateRowSchema>

const unreadableRowSchema = z.object({
  line: z.number().int(),
  text: z.string(),
  /** Reason why the row cannot be read. */
  reason: z.enum(['no-model', 'no-vendor', 'markup', 'cells', 'not-a-version', 'too-long']),
})
export type UnreadableRow = z.infer<typeof unreadableRowSchema>

/** Result of an import, or of its dry run. */
export const catalogueImportSchema = catalogueChangesSchema.extend({
  /** Name of the file. */
  name: z.string(),
  date: z.string(),
  source: z.string(),
  rows: z.number().int(),
  /** Date of the pack that was in use before. */
  before: z.string(),
  /** Whether the page is older than that. */
  older: z.boolean(),
  /** False for a dry run. */
  replaced: z.boolean(),
  duplicates: z.array(duplicateRowSchema),
  unreadable: z.array(unreadableRowSchema),
})
export type CatalogueImport = z.infer<typeof catalogueImportSchema>

/** Key of a row: vendor and model without case, spaces and hyphens, so that `MP-112` and `MP112` are equal. */
export const rowKey = ({ vendor, model }: Pick<CatalogueRow, 'vendor' | 'model'>): string =>
  `${bare(vendor)}/${bare(model)}`

const printed = (value: CatalogueRow[(typeof compared)[number]]): string | null => {
  if (value === null || typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(({ text, url }) => `${text} ${url}`).join(', ')
  return value.all ? 'all' : `${value.usable ?? '?'} of ${value.total ?? '?'}`
}

/** Whether two rows are equal, apart from letter case and spaces of the model. */
export const saysTheSame = (a: CatalogueRow, b: CatalogueRow): boolean => differences(a, b).length === 0

function differences(before: CatalogueRow, after: CatalogueRow): ChangedRow['fields'] {
  return compared.flatMap((field) => {
    const values = { before: printed(before[field]), after: printed(after[field]) }
    return values.before === values.after ? [] : [{ field, ...values }]
  })
}

/** Rows by key, without duplicates: three equal rows count as one. */
function byKey(rows: readonly CatalogueRow[]): Map<string, CatalogueRow[]> {
  const groups = new Map<string, CatalogueRow[]>()
  for (const row of rows) {
    const group = groups.get(rowKey(row)) ?? []
    if (!group.some((each) => saysTheSame(each, row))) group.push(row)
    groups.set(rowKey(row), group)
  }
  return groups
}

/** Differences from `before` to `after`. The order of rows and repeated equal rows make no difference. */
export function catalogueChanges(
  before: Pick<Catalogue, 'rows' | 'notes'>,
  after: Pick<Catalogue, 'rows' | 'notes'>,
): CatalogueChanges {
  const old = byKey(before.rows)
  const now = byKey(after.rows)
  const changes: CatalogueChanges = {
    added: [],
    removed: [],
    changed: [],
    unchanged: 0,
    notesAdded: without(after.notes, before.notes),
    notesRemoved: without(before.notes, after.notes),
  }
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = apart(old.get(key) ?? [], now.get(key) ?? [], changes)
    for (const [index, row] of is.entries()) {
      const previous = was[index]
      if (previous === undefined) changes.added.push(row)
      else changes.changed.push({ vendor: row.vendor, model: row.model, fields: differences(previous, row) })
    }
    changes.removed.push(...was.slice(is.length))
  }
  return changes
}

/** Removes the rows that both have, and counts them. */
function apart(
  was: readonly CatalogueRow[],
  is: readonly CatalogueRow[],
  changes: CatalogueChanges,
): [CatalogueRow[], CatalogueRow[]] {
  const gone = was.filter((row) => !is.some((each) => saysTheSame(row, each)))
  const come = is.filter((row) => !was.some((each) => saysTheSame(row, each)))
  changes.unchanged += is.length - come.length
  return [gone, come]
}

function without(notes: Catalogue['notes'], others: Catalogue['notes']): string[] {
  const known = new Set(others.map(({ text }) => text))
  return notes.flatMap(({ text }) => (known.has(text) ? [] : [text]))
}
