/** Description of a practice 2N intercom; resources/practice/two-n-ip-verso.json has the sources. */
import { z } from 'zod'

/** Rights of an API account, by service group. */
const rightSchema = z.enum(['system-monitoring', 'system-control', 'phone-monitoring', 'phone-control'])
export type Right = z.infer<typeof rightSchema>

const serviceSchema = z.object({
  enabled: z.boolean(),
  /** `https`: requests over plain HTTP are refused with error 7. */
  transport: z.enum(['http', 'https']),
  scheme: z.enum(['none', 'basic', 'digest']),
})

const accountSchema = z.object({
  user: z.string(),
  password: z.string(),
  rights: z.array(rightSchema),
})

const identitySchema = z.object({
  devType: z.string(),
  variant: z.string(),
  variantId: z.number().int(),
  customerId: z.number().int(),
  hwVersion: z.string(),
  buildType: z.string(),
  deviceName: z.string(),
})

export const intercomDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  mac: z.string(),
  serial: z.string(),
  firmware: z.string(),
  identity: identitySchema,
  /** The account shown on the practice screen; one of `accounts`. */
  user: z.string(),
  services: z.object({ system: serviceSchema, phone: serviceSchema }),
  /** At most five. */
  accounts: z.array(accountSchema).max(5),
  options: z.object({
    /** Answers the configuration and firmware functions with `licenceError`. */
    licenceMissing: z.boolean(),
    /** Whether a sent configuration replaces the stored one, or is merged into it. */
    put: z.enum(['replaces', 'merges']),
    /** Names of the file on the AutoUpdate server, in the order of the requests; `{mac}` and `{MAC-}` stand for the MAC address. */
    fileNames: z.array(z.string()),
    userAgent: z.object({ sip: z.string().nullable(), http: z.string().nullable() }),
  }),
})
export type IntercomData = z.infer<typeof intercomDataSchema>
export type Service = keyof IntercomData['services']
export type ApiAccount = IntercomData['accounts'][number]
