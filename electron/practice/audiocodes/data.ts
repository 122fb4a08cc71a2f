/** Descriptions of the practice phone and adapters; resources/practice/audiocodes-*.json have the sources. */
import { z } from 'zod'

const identity = {
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  mac: z.string(),
  serial: z.string(),
  firmware: z.string(),
  user: z.string(),
  password: z.string(),
}

export const phoneDataSchema = z.object({
  ...identity,
  /** Model in the User-Agent: `C450HD`, `440HDG-Rev0`. */
  wireModel: z.string(),
  /** Lines in the status document; only the first one has an account. */
  lines: z.number().int().min(1),
  options: z.object({
    /** `classic`: `AUDC-IPPhone/2.2.8.61 (440HDG-Rev0; 00908F602AAC)`. `uc`: `AUDC/3.4.6.604 AUDC-IPPhone-C450HD_UC_3.4.6.604/1`. */
    userAgent: z.enum(['classic', 'uc']),
    /** `version`: `AUDC-IPPhone/2.2.2`. `as-http`: the User-Agent of its fetches. */
    sipUserAgent: z.enum(['version', 'as-http']),
    /** False for firmware that has no page for the provisioning URL. */
    provisioningPage: z.boolean(),
    pnp: z.object({
      /** `host:port` to which a phone without a static URL sends a SUBSCRIBE; null sends none. */
      destination: z.string().nullable(),
    }),
  }),
})
export type PhoneData = z.infer<typeof phoneDataSchema>

const adapter = {
  ...identity,
  /** Product name in SIP, SNMP and the ini file: `MP-118 FXS`. */
  board: z.string(),
  /** Last arc of sysObjectID (inferred) and `;Board Type:` of the ini file. */
  boardType: z.number().int(),
  /** Number of analog ports. */
  ports: z.number().int().min(1),
}

export const mediaPackDataSchema = z.object({
  ...adapter,
  options: z.object({
    scheme: z.enum(['basic', 'digest']),
    /** Whether it fetches its file when IniFileURL is set; a field report had to save and reset it by hand. */
    fetchesAtOnce: z.boolean(),
    /** The limit is documented, its values are ours. */
    denyAccess: z.object({ failCount: z.number().int(), blockSeconds: z.number() }),
  }),
})
export type MediaPackData = z.infer<typeof mediaPackDataSchema>

export const mediantDataSchema = z.object({
  ...adapter,
  options: z.object({
    /** False for a unit without REST: only the sign-in of its pages answers. */
    rest: z.boolean(),
    /** Values of saveNeeded and resetNeeded: the maker's table has them in quotes, its example is cut off before them. */
    statusFlags: z.enum(['boolean', 'text']),
    /** What the sign-in hashes: the nonce, or the element `<r>…</r>` as a public client does. */
    nonce: z.enum(['text', 'element']),
  }),
})
export type MediantData = z.infer<typeof mediantDataSchema>
export type AdapterData = Omit<MediaPackData, 'options'>

/** `00908F4F0450` */
export const bareMac = ({ mac }: { readonly mac: string }): string => mac.replaceAll(':', '').toUpperCase()
