/** Description of a practice Yealink device; the files resources/practice/yealink-*.json have the sources. */
import { z } from 'zod'

const handsetDataSchema = z.object({
  ipei: z.string(),
  model: z.string(),
  /** Entry of the reply to `/api/handset/getlist`: no publication shows its fields, so the description gives them as they are sent. */
  entry: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
})

export const yealinkDataSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  /** `SIP-T46U`, `W70B`: in the User-Agent and in `phoneName`. */
  model: z.string(),
  mac: z.string(),
  firmware: z.string(),
  hardware: z.string(),
  serial: z.string(),
  /** Name of the file for all devices of this hardware. */
  commonFile: z.string(),
  user: z.string(),
  /** Password of the account `user`. */
  password: z.string(),
  factoryPassword: z.string(),
  /** The web interface: JSON under /api/, or pages under /servlet?m=mod_…. */
  web: z.enum(['json', 'servlet']),
  /** Number of SIP accounts that are simulated; a base has one for each handset. */
  accounts: z.number().int().min(1),
  handsets: z.array(handsetDataSchema),
  options: z.object({
    /** Wrong passwords that lock the web interface, and for how long. */
    lockOut: z.object({ tries: z.number().int(), minutes: z.number().int() }),
    /** Whether the factory password has to be changed before anything else. */
    forcesPasswordChange: z.boolean(),
    /** Added to a provisioning URL without a scheme. */
    defaultScheme: z.string(),
    /** features.action_uri_limit_ip of a factory device; empty refuses every address. */
    actionUriLimitIp: z.string(),
    json: z.object({
      /** Accepted forms of `pwd`: `__WUI_ENC__:` and hex, hex alone, clear text. */
      passwords: z.array(z.enum(['prefixed', 'hex', 'clear'])),
      /** Whether requests of a session need the header X-CSRFToken. */
      needsToken: z.boolean(),
      /** Keys of a reply to /api/common/info: the ids as requested, or a tree by their parts. */
      info: z.enum(['by-id', 'tree']),
    }),
    servlet: z.object({
      /** `rsa`: the password in RSA; `rsa-aes`: AES with a key and an initialization vector in RSA. */
      signIn: z.enum(['rsa', 'rsa-aes']),
      /** Whether JSON is wrapped in `<div id="_RES_INFO_">`. */
      wraps: z.boolean(),
    }),
    pnp: z.object({
      /** `host:port` to which a device without a provisioning URL sends a SUBSCRIBE; null sends none. */
      destination: z.string().nullable(),
    }),
  }),
})
export type YealinkData = z.infer<typeof yealinkDataSchema>
