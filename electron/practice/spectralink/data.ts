/** Description of a practice Spectralink server; resources/practice/spectralink-400.json has the sources. */
import { z } from 'zod'

export const serverDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `IP-DECT Server 400` */
  model: z.string(),
  mac: z.string(),
  /** `PCS24B` */
  firmware: z.string(),
  serial: z.string(),
  /** Identity of the DECT system, `10024E48`. */
  ari: z.string(),
  user: z.string(),
  password: z.string(),
  /** Number of base stations in service and out of it. */
  bases: z.object({ up: z.number().int(), down: z.number().int() }),
  /** Number of calls that it can carry. */
  voiceCallMax: z.number().int(),
  /** Manufacturer's code of the handsets' IPEI, four hexadecimal digits. */
  manufacturer: z.string(),
  /** Models of the handsets in the reach of the system. */
  handsets: z.array(z.string()).max(16),
})
export type ServerData = z.infer<typeof serverDataSchema>
