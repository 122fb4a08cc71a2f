/** Compatible devices: dated, sourced rows, and the verdict of a firmware against its row. */
import { z } from 'zod'

export const catalogueRowSchema = z.object({
  vendor: z.string(),
  model: z.string(),
  minimum: z.string().nullable(),
  approved: z.string().nullable(),
  location: z.enum(['lldp-only', 'dynamic', 'static']),
  remarks: z.string(),
})
export type CatalogueRow = z.infer<typeof catalogueRowSchema>

export const catalogueSchema = z.object({
  /** Date printed on the published page, ISO 8601. */
  date: z.string(),
  source: z.string(),
  rows: z.array(catalogueRowSchema),
})
export type Catalogue = z.infer<typeof catalogueSchema>

/** Five answers, never a guess. */
export const firmwareAnswerSchema = z.enum([
  'below-minimum',
  'between',
  'approved',
  'above-approved',
  'cannot-compare',
])
export type FirmwareAnswer = z.infer<typeof firmwareAnswerSchema>

export const verdictSchema = z.object({
  /** `not-listed`: vendor and model are known and the catalogue has no such row. `not-known`: too little is known. */
  answer: z.union([firmwareAnswerSchema, z.literal('not-listed'), z.literal('not-known')]),
  minimum: z.string().nullable(),
  approved: z.string().nullable(),
  date: z.string(),
  source: z.string(),
})
export type Verdict = z.infer<typeof verdictSchema>

/**
 * Four verdicts are used everywhere on screen. Cannot compare and not known are both "not known": never green for what
 * was not seen.
 */
export const verdictTone = {
  'below-minimum': 'bad',
  between: 'attention',
  approved: 'good',
  'above-approved': 'attention',
  'cannot-compare': 'not-known',
  'not-listed': 'attention',
  'not-known': 'not-known',
} as const satisfies Record<Verdict['answer'], 'good' | 'attention' | 'bad' | 'not-known'>
