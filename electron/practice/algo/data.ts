/** Description of a practice Algo device; resources/practice/algo-8186.json has the sources. */
import { z } from 'zod'

export const speakerDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `8186` */
  model: z.string(),
  mac: z.string(),
  firmware: z.string(),
  /** User of the REST API. */
  user: z.string(),
  /** api.admin.pwd; empty needs no sign-in. */
  password: z.string(),
  /** Reply to /api/info/about as it is sent: its fields are known from public clients. */
  about: z.record(z.string(), z.string()),
  options: z.object({
    /** admin.web.api; off in a factory device. */
    restApi: z.boolean(),
    /** api.auth.basic */
    basic: z.boolean(),
  }),
})
export type SpeakerData = z.infer<typeof speakerDataSchema>
