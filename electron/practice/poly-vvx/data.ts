/** A practice VVX as its description names it; resources/practice/poly-vvx-411.json carries the sources. */
import { z } from 'zod'

export const phoneDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** As `/api/v1/mgmt/device/info` names it: `VVX 411`. */
  model: z.string(),
  /** As the User-Agent names it: `VVX_411`. */
  wireModel: z.string(),
  mac: z.string(),
  firmware: z.string(),
  user: z.string(),
  /** Of the account `user`; the factory one is refused over REST. */
  password: z.string(),
  factoryPassword: z.string(),
  options: z.object({
    /** apps.restapi.enabled; off in a factory phone. */
    restApi: z.boolean(),
    restScheme: z.enum(['basic', 'digest']),
    /** `session`: a cookie and a CSRF token, as newer firmware. `authorization`: neither, as older firmware. */
    webSession: z.enum(['session', 'authorization']),
    /** Method of the sign-in that /js/login.js names. */
    loginMethod: z.enum(['GET', 'POST']),
    rebootsAfterSet: z.boolean(),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>
