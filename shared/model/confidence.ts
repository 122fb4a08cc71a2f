import { z } from 'zod'

/**
 * Confidence in a fact about a vendor's device or service, strongest first.
 * `proven`: recorded on hardware by this project. `documented`: stated by the maker, Microsoft or a standard.
 * `seen-in-public-code`: visible in published code or a published capture. `field-report`: a named person describes it.
 * `inferred`: derived by us from other facts. `ours`: a labelled choice of this project.
 */
export const confidenceSchema = z.enum([
  'proven',
  'documented',
  'seen-in-public-code',
  'field-report',
  'inferred',
  'ours',
])
export type Confidence = z.infer<typeof confidenceSchema>

/** Source and confidence of a fact; stored beside the fact. */
export const provenanceSchema = z.object({ source: z.string(), confidence: confidenceSchema })
export type Provenance = z.infer<typeof provenanceSchema>
