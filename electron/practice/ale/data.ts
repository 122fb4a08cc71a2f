/** Description of a practice ALE phone; resources/practice/ale-m3.json has the sources. */
import { z } from 'zod'

export const phoneDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `M3` */
  model: z.string(),
  /** The model in the User-Agent, `M3-CE`. */
  wireModel: z.string(),
  mac: z.string(),
  /** `2.14.03.000.2345` */
  firmware: z.string(),
  user: z.string(),
  password: z.string(),
  options: z.object({
    /** User-Agent of SIP requests; not published, null sends none. */
    sipUserAgent: z.string().nullable(),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>
