/** Description of a practice Ascom base; resources/practice/ascom-ipbs2.json has the sources. */
import { z } from 'zod'

export const baseDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `IPBS2` */
  model: z.string(),
  mac: z.string(),
  /** `11.9.11` */
  firmware: z.string(),
  /** Behind the model in the system description, `C3/2B`. */
  hardware: z.string(),
  serial: z.string(),
  user: z.string(),
  password: z.string(),
  options: z.object({
    /** Two public clients disagree. */
    scheme: z.enum(['basic', 'digest']),
    sync: z.enum(['master', 'synchronized', 'searching']),
  }),
  /** Manufacturer's code of the handsets' IPEI, four hexadecimal digits. */
  manufacturer: z.string(),
  /** Models of the handsets in the reach of the system. */
  handsets: z.array(z.string()).max(16),
})
export type BaseData = z.infer<typeof baseDataSchema>
