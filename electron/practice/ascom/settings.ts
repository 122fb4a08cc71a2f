/** Settings of the base in flash memory: users, subscriptions, URL. */
import { z } from 'zod'
import { type Flash, openFlash } from '../kit/flash.ts'

/** `With System AC` is the published value; the others are ours. */
export const subscriptionModes = ['Disable', 'With User AC', 'With System AC'] as const

const userSchema = z.object({
  longName: z.string(),
  name: z.string(),
  number: z.string(),
  /** `0031A4C1B0`; empty for a handset that registers anonymously. */
  ipei: z.string(),
  idleDisplay: z.string(),
})
export type User = z.infer<typeof userSchema>

const contentSchema = z.object({
  password: z.string(),
  provisioningUrl: z.string(),
  /** `host:port` of the SIP server, and the password of all users. */
  proxy: z.string(),
  registrationPassword: z.string(),
  subscriptions: z.enum(subscriptionModes),
  users: z.array(userSchema),
  /** IPEI of the subscribed handsets. */
  subscribed: z.array(z.string()),
})
export type Content = z.infer<typeof contentSchema>

export const openBaseFlash = (options: {
  readonly folder: string | null
  readonly id: string
  readonly password: string
  readonly onFailure: (reason: string) => void
}): Flash<Content> =>
  openFlash({
    ...{ folder: options.folder, name: options.id, schema: contentSchema, onFailure: options.onFailure },
    factory: {
      ...{ password: options.password, provisioningUrl: '', proxy: '', registrationPassword: '' },
      ...{ subscriptions: 'Disable', users: [], subscribed: [] },
    },
    complete: (stored) => stored,
  })
