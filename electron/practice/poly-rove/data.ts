/** A practice base as resources/sites/practice/site.json describes it. */
import { z } from 'zod'

export const baseDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  mac: z.string(),
  serial: z.string(),
  user: z.string(),
  password: z.string(),
  firmware: z.string(),
  /** Releases on the firmware server, by the values on the base's page. */
  onServer: z.array(
    z.object({
      baseFw: z.string(),
      fwBranch: z.string(),
      base: z.string(),
      /** Handset firmware by handset model. */
      handsets: z.record(z.string(), z.string()),
    }),
  ),
  handsets: z.array(z.object({ ipei: z.string(), model: z.string(), rssi: z.number() })),
})
export type BaseData = z.infer<typeof baseDataSchema>
export type Release = BaseData['onServer'][number]
