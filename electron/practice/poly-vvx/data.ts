/** Description of a practice VVX; resources/practice/poly-vvx-411.json has the sources. */
import { z } from 'zod'

export const phoneDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** Model in `/api/v1/mgmt/device/info`: `VVX 411`. */
  model: z.string(),
  /** Model in the User-Agent: `VVX_411`. */
  wireModel: z.string(),
  mac: z.string(),
  firmware: z.string(),
  user: z.string(),
  /** Password of the account `user`; the factory password is refused over REST. */
  password: z.string(),
  factoryPassword: z.string(),
  options: z.object({
    /** apps.restapi.enabled; off in a factory phone. */
    restApi: z.boolean(),
    restScheme: z.enum(['basic', 'digest']),
    /** `session`: a cookie and a CSRF token, as in newer firmware. `authorization`: neither, as in older firmware. */
    webSession: z.enum(['session', 'authorization']),
    /** Method of the sign-in, as stated in /js/login.js. */
    loginMethod: z.enum(['GET', 'POST']),
    rebootsAfterSet: z.boolean(),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>
