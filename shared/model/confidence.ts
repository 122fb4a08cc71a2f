import { z } from 'zod'

/**
 * How sure we are of a fact about somebody else's device or service, strongest first.
 * `proven`: recorded on hardware by this project. `documented`: the maker, Microsoft or a standard says so.
 * `seen-in-public-code`: visible in published code or a published capture. `field-report`: a named person describes it.
 * `inferred`: our own reading of the others. `ours`: a labelled setting of this project, nobody else's behaviour.
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

/** Where a fact comes from, carried beside the fact wherever it goes. */
export const provenanceSchema = z.object({ source: z.string(), confidence: confidenceSchema })
export type Provenance = z.infer<typeof provenanceSchema>
