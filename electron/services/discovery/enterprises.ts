/** Makers of switches by the enterprise number that their sysObjectID begins with (RFC 2578; data in resources/enterprises). */
import { z } from 'zod'
import data from '#resources/enterprises/enterprises.json' with { type: 'json' }
import { lazily } from '#shared/lazily.ts'
import { confidenceSchema } from '#shared/model/confidence.ts'

const fileSchema = z.object({
  source: z.string(),
  confidence: confidenceSchema,
  names: z.record(z.string().regex(/^\d+$/), z.string()),
})
const file = lazily(() => fileSchema.parse(data))

/** `1.3.6.1.4.1.12356.106.1.1486` → Fortinet; null for a number that is not in the data. */
export function enterpriseOf(objectId: string | null): string | null {
  const number = /^1\.3\.6\.1\.4\.1\.(\d+)(?:\.|$)/.exec(objectId ?? '')?.[1]
  return number === undefined ? null : (file().names[number] ?? null)
}
