/**
 * A signed update: a document whose content is signed with Ed25519 (RFC 8032) by a key that this version trusts.
 *
 *     {"format":"punchdown-update-1","key":"2026-a","signature":"<base64>","content":"{\"kind\":\"facts\",…}"}
 *
 * The signature is over the octets of `content`, so that nothing is parsed before it is verified but the envelope.
 */
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'

const envelopeSchema = z.object({
  format: z.literal('punchdown-update-1'),
  key: z.string().max(100),
  signature: z.base64().max(200),
  content: z.string(),
})

const date = z.iso.date()
const updateSchema = z.discriminatedUnion('kind', [
  /** The published page of compatible devices, in Markdown. */
  z.object({ kind: z.literal('catalogue'), date, name: z.string().min(1).max(200), page: z.string() }),
  /** Corrections of the facts about one vendor's devices, as a JSON Patch. */
  z.object({ kind: z.literal('facts'), date, file: z.string().max(100), patch: z.string() }),
  /** The files of a release. */
  z.object({
    kind: z.literal('release'),
    date,
    version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
    files: z.array(
      z.object({
        name: z.string().regex(/^[\w.-]{1,200}$/),
        octets: z.number().int().positive(),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    ),
  }),
])
export type Update = z.infer<typeof updateSchema>

export interface TrustedKey {
  readonly id: string
  /** Ed25519, SubjectPublicKeyInfo, base64. */
  readonly publicKey: string
}

const keyOf = ({ publicKey }: TrustedKey): KeyObject =>
  createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })

function parsed<Value>(text: string, schema: z.ZodType<Value>): Value | null {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** @throws PunchdownError update-not-trusted | update-not-usable (malformed) */
export function readUpdate(text: string, keys: readonly TrustedKey[]): Update {
  const envelope = parsed(text, envelopeSchema)
  if (envelope === null) throw new PunchdownError('update-not-trusted', { reason: 'not-signed' })
  const key = keys.find(({ id }) => id === envelope.key)
  if (key === undefined)
    throw new PunchdownError('update-not-trusted', { reason: 'unknown-key', key: envelope.key })
  const { content, signature } = envelope
  if (!verify(null, Buffer.from(content), keyOf(key), Buffer.from(signature, 'base64')))
    throw new PunchdownError('update-not-trusted', { reason: 'wrong-signature', key: key.id })
  const update = parsed(content, updateSchema)
  if (update === null) throw new PunchdownError('update-not-usable', { reason: 'malformed' })
  return update
}

/** The text of a signed update. */
export function signUpdate(update: Update, keyId: string, privateKey: KeyObject): string {
  const content = JSON.stringify(updateSchema.parse(update))
  const signature = sign(null, Buffer.from(content), privateKey).toString('base64')
  return `${JSON.stringify({ format: 'punchdown-update-1', key: keyId, signature, content })}\n`
}
