/** Settings of the server in flash memory: URL, SIP server, users, subscribed handsets. */
import { z } from 'zod'
import { type Flash, openFlash } from '../kit/flash.ts'

const userSchema = z.object({
  /** `0031A4C1B0`; each handset belongs to one user. */
  ipei: z.string(),
  accessCode: z.string(),
  name: z.string(),
  userName: z.string(),
  extension: z.string(),
  password: z.string(),
})
export type User = z.infer<typeof userSchema>

const contentSchema = z.object({
  password: z.string(),
  provisioningServer: z.string(),
  /** `host:port` */
  sipServer: z.string(),
  allowsSubscription: z.boolean(),
  users: z.array(userSchema),
  /** IPEI of the subscribed handsets. */
  subscribed: z.array(z.string()),
})
export type Content = z.infer<typeof contentSchema>

export const openServerFlash = (options: {
  readonly folder: string | null
  readonly id: string
  readonly password: string
  readonly onFailure: (reason: string) => void
}): Flash<Content> =>
  openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: {
      ...{ password: options.password, provisioningServer: '', sipServer: '', allowsSubscription: false },
      ...{ users: [], subscribed: [] },
    },
    complete: (stored) => stored,
  })
