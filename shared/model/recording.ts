/** A recorded visit to the web interface of a device, without secrets, serial numbers and addresses. */
import { z } from 'zod'
import { descriptionSchema } from './settings.ts'

const exchangeSchema = z.object({
  method: z.string(),
  /** Path and query; values of secret parameters are replaced. */
  path: z.string(),
  /** Media type and field names of the request; its values are not kept. Null without a body. */
  sent: z.object({ mediaType: z.string(), fields: z.array(z.string()) }).nullable(),
  status: z.number().int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  /** Decoded with the charset of the reply. */
  body: z.string(),
})
export type RecordedExchange = z.infer<typeof exchangeSchema>

/** What the driver read during the visit; a replay has to read the same. */
const readingSchema = z.object({
  driver: z.string(),
  description: descriptionSchema,
  /** Ids of the settings, in order. */
  settings: z.array(z.string()),
})

export const recordingSchema = z.object({
  version: z.literal(1),
  /** Day of the visit: `2026-12-01`. */
  recordedOn: z.string(),
  /** `practice`: a practice device of this project, which proves nothing about hardware. */
  source: z.enum(['hardware', 'practice']),
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  scheme: z.enum(['http', 'https']),
  /** Null when a person visited the device with a browser. */
  reading: readingSchema.nullable(),
  exchanges: z.array(exchangeSchema),
})
export type Recording = z.infer<typeof recordingSchema>
