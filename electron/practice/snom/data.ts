/** Description of a practice Snom phone; resources/practice/snom-d735.json has the sources. */
import { z } from 'zod'

export const phoneDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `D735` */
  model: z.string(),
  mac: z.string(),
  firmware: z.string(),
  /** Third part of the HTTP User-Agent, `2010.12-00004-g9ba52f5`. */
  bootLoader: z.string(),
  user: z.string(),
  /** Empty for a factory phone: its pages need no sign-in. */
  password: z.string(),
  options: z.object({
    scheme: z.enum(['basic', 'digest']),
    /** Requests over HTTP are refused with 403. */
    httpsOnly: z.boolean(),
    /** A command in a URL needs the hidden value of the page. */
    hiddenTags: z.boolean(),
    /** restrict_uri_queries of a factory phone. */
    restrictUriQueries: z.boolean(),
    pnp: z.object({
      /** `host:port` to which a phone without a setting server sends a SUBSCRIBE; null sends none. */
      destination: z.string().nullable(),
      /** Whether the Event names maker and model, or `OEM` as in the older text of the maker. */
      names: z.enum(['model', 'oem']),
    }),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>
