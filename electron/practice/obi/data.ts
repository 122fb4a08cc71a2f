/** Description of a practice OBi or ATA adapter; resources/practice/poly-obi-302.json has the sources. */
import { z } from 'zod'

export const adapterDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `OBi 302` */
  model: z.string(),
  /** The model in its own spelling, `OBi302`. */
  wireModel: z.string(),
  mac: z.string(),
  /** `3.2.5.8732` */
  firmware: z.string(),
  hardware: z.string(),
  serial: z.string(),
  user: z.string(),
  password: z.string(),
  factoryPassword: z.string(),
  /** Number of telephone ports, each with the service of the same number. */
  ports: z.number().int().min(1).max(2),
  options: z.object({
    /** Server header; not published for the ATA 400. */
    server: z.string().nullable(),
    /** The first sign-in asks for another password than the factory's, as on the ATA 402. */
    asksForPassword: z.boolean(),
    /** Whether its pages answer; otherwise keys on a telephone open them. */
    accessFromWan: z.boolean(),
  }),
})
export type AdapterData = z.infer<typeof adapterDataSchema>
