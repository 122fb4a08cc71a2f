/** SNMP credentials in the contract. The core keeps them in memory only, with masked secrets. */
import { z } from 'zod'

/** RFC 3414 (MD5, SHA-1) and RFC 7860 (SHA-2). */
export const authProtocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const
/**
 * RFC 3414 (DES), RFC 3826 (AES-128). AES-256 never became a standard: its key is stretched after draft-blumenthal-aes-usm
 * (`aes256`), or after draft-reeder-snmpv3-usm-3desede, as Cisco's switches do (`aes256c`).
 */
export const privacyProtocols = ['des', 'aes', 'aes256', 'aes256c'] as const

const password = z.string().min(1).max(255)

export const snmpAccessSchema = z.discriminatedUnion('version', [
  z.object({ version: z.literal('1'), community: z.string().min(1).max(255) }),
  z.object({ version: z.literal('2c'), community: z.string().min(1).max(255) }),
  z
    .object({
      version: z.literal('3'),
      /** securityName, RFC 3411: at most 32 octets. */
      user: z.string().min(1).max(32),
      /** Null: noAuthNoPriv. */
      auth: z
        .object({ protocol: z.enum(authProtocols), password })
        .nullable()
        .default(null),
      /** Null: no encryption. Requires `auth` (RFC 3411, 3.4.3). */
      privacy: z
        .object({ protocol: z.enum(privacyProtocols), password })
        .nullable()
        .default(null),
      context: z.string().max(255).default(''),
    })
    .refine(({ auth, privacy }) => privacy === null || auth !== null, { path: ['privacy'] }),
])
/** Input form, with optional fields. */
export type SnmpAccessInput = z.input<typeof snmpAccessSchema>
export type SnmpAccess = z.output<typeof snmpAccessSchema>
