/** Makers of switches by the enterprise number of their sysObjectID (RFC 2578). Data: resources/enterprises. */
import { z } from 'zod'
import data from '#resources/enterprises/enterprises.json' with { type: 'json' }
import { lazily } from '#shared/lazily.ts'
import { confidenceSchema } from '#shared/model/confidence.ts'

const fileSchema = z.object({
  source: z.string(),
  confidence: confidenceSchema,
  names: z.record(z.string().regex(/^\d+$/), z.string()),
})
const namesByNumber = lazily(() => new Map(Object.entries(fileSchema.parse(data).names)))

/** `1.3.6.1.4.1.12356.106.1.1486` → Fortinet; null for an unknown number. */
export function enterpriseOf(objectId: string | null): string | null {
  const number = /^1\.3\.6\.1\.4\.1\.(\d+)(?:\.|$)/.exec(objectId ?? '')?.[1]
  return number === undefined ? null : (namesByNumber().get(number) ?? null)
}
