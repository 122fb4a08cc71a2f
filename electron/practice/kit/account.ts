/** The SIP account of a practice device, from its configuration file. */
import { z } from 'zod'

export const accountSchema = z.object({
  /** `user@domain` */
  identity: z.string(),
  authUser: z.string(),
  password: z.string(),
  /** `host:port` */
  registrar: z.string(),
  transport: z.enum(['udp', 'tcp']),
  displayName: z.string(),
})
export type Account = z.infer<typeof accountSchema>
