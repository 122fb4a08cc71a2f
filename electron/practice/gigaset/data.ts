/** Description of a practice Gigaset base; resources/practice/gigaset-n870.json has the sources. */
import { z } from 'zod'

export const baseDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `N870 IP PRO` */
  model: z.string(),
  mac: z.string(),
  /** `83.V2.52.0` */
  firmware: z.string(),
  /** Part of the User-Agent behind the version, `a546b91`. */
  build: z.string(),
  user: z.string(),
  password: z.string(),
  /** A base with this password asks for another one. */
  factoryPassword: z.string(),
  options: z.object({
    /** A base in the role base-only has no web interface. */
    role: z.enum(['all-in-one', 'integrator-dect-manager', 'base-only']),
    /** Empty until it is chosen on the page or set by a file. */
    band: z.string(),
    /** Case of the MAC address in file names: two public servers disagree. */
    macInFileNames: z.enum(['lower', 'upper']),
    /** `host:port` to which it sends the SUBSCRIBE of SIP PnP; null sends none. */
    pnpDestination: z.string().nullable(),
    /** User-Agent of SIP requests; not published, null sends none. */
    sipUserAgent: z.string().nullable(),
  }),
  /** Manufacturer's code of the handsets' IPEI, four hexadecimal digits. */
  manufacturer: z.string(),
  /** Models of the handsets in the reach of the base, in the order in which they register. */
  handsets: z.array(z.string()).max(16),
})
export type BaseData = z.infer<typeof baseDataSchema>
