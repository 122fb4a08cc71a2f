/** What is proven per model of the catalogue: its way in, the grade of its driver, and the confidence of the sources behind it. Pure. */
import { z } from 'zod'
import type { CatalogueRow } from './catalogue.ts'
import { type Confidence, confidenceSchema, type Provenance } from './confidence.ts'
import { type DriverGrade, driverGradeSchema } from './driver-grade.ts'

export const modelProofSchema = z.object({
  vendor: z.string(),
  model: z.string(),
  /**
   * `driver`: Punchdown writes the settings. `guided-card`: the technician does, step by step. `generic-card`: no step is known for it.
   * `through-base`: a handset, which takes its settings from its base.
   */
  way: z.enum(['driver', 'guided-card', 'generic-card', 'through-base']),
  /** Driver or card: `poly-vvx`; null for a handset. */
  by: z.string().nullable(),
  /** Against a practice device, or gold with a recording of a real one; null without a driver, and below bronze. */
  grade: driverGradeSchema.nullable(),
  /** Number of sources behind the way in by their confidence; no entry for a confidence that none has. */
  sources: z.array(z.object({ confidence: confidenceSchema, count: z.number().int() })),
  /** What would prove more: a recording of a real device, or a driver. */
  wanted: z.enum(['recording', 'driver', 'nothing']),
})
export type ModelProof = z.infer<typeof modelProofSchema>

/** The way in of a model. */
export interface WayIn {
  readonly way: ModelProof['way']
  readonly by: string | null
  readonly grade: DriverGrade | null
  readonly sources: readonly Provenance[]
}

/** One line per model of the catalogue; the rows of a model for several builds are one line. */
export function modelProofs(
  rows: readonly CatalogueRow[],
  wayOf: (row: CatalogueRow) => WayIn,
): ModelProof[] {
  const models = new Map(rows.map((row) => [`${row.vendor} ${row.model}`, row]))
  return [...models.values()].map((row) => {
    const { way, by, grade, sources } = wayOf(row)
    return {
      ...{ vendor: row.vendor, model: row.model, way, by, grade },
      ...{ sources: countsOf(sources), wanted: wantedFor(way, grade) },
    }
  })
}

function wantedFor(way: ModelProof['way'], grade: DriverGrade | null): ModelProof['wanted'] {
  if (way === 'through-base' || grade === 'gold') return 'nothing'
  return way === 'driver' ? 'recording' : 'driver'
}

function countsOf(sources: readonly Provenance[]): ModelProof['sources'] {
  const counts = new Map<Confidence, number>()
  for (const { confidence } of sources) counts.set(confidence, (counts.get(confidence) ?? 0) + 1)
  return confidenceSchema.options.flatMap((confidence) => {
    const count = counts.get(confidence)
    return count === undefined ? [] : [{ confidence, count }]
  })
}
