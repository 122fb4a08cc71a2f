/**
 * The keys of stored secrets, encrypted by a passphrase: for the browser door and other places without a system keychain.
 *
 * `secret.passphrase`: `{"kdf":"scrypt","N":131072,"r":8,"p":1,"salt":"…","keys":"sealed:1:…"}`; `keys` is the JSON list of keys, sealed
 * (AES-256-GCM) with the key that scrypt (RFC 7914) derives from the passphrase and the salt.
 */
import { randomBytes, scryptSync } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import { writeWhole } from './atomic-file.ts'
import { Secret } from './secret.ts'
import { createSealer, type Keyring, keyringSchema, moveKeyFile } from './secrets.ts'

/** Bounds keep a damaged file from taking all memory; scrypt needs 128 × N × r octets. */
const fileSchema = z.object({
  kdf: z.literal('scrypt'),
  N: z.literal([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18]),
  r: z.literal(8),
  p: z.literal(1),
  salt: z.string().regex(/^[\w-]{22}$/),
  keys: z.string(),
})
type Cost = Pick<z.infer<typeof fileSchema>, 'N' | 'r' | 'p' | 'salt'>

/** 128 MiB and about half a second for each try. */
const cost = { N: 2 ** 17, r: 8, p: 1 } as const

/**
 * The keys of the folder; creates them on first use. Moves the key of a key file under the passphrase.
 * @throws PunchdownError secret-unreadable for another passphrase or a damaged file | disk-full | data-folder-refused
 */
export function keyringWithPassphrase(folder: string, passphrase: Secret): Keyring {
  const path = join(folder, 'secret.passphrase')
  const kept = existsSync(path) ? keysIn(path, passphrase) : []
  const keys = moveKeyFile(folder, kept, (all) => {
    const made = { ...cost, salt: randomBytes(16).toString('base64url') }
    const sealed = sealerOf(passphrase, made).seal(JSON.stringify(all))
    writeWhole(path, JSON.stringify({ kdf: 'scrypt', ...made, keys: sealed }))
  })
  return { keys, how: 'passphrase' }
}

function sealerOf(passphrase: Secret, { N, r, p, salt }: Cost) {
  const derived = scryptSync(passphrase.reveal().normalize('NFC'), Buffer.from(salt, 'base64url'), 32, {
    ...{ N, r, p, maxmem: 256 * N * r },
  })
  return createSealer({ keys: [derived.toString('base64url')], how: 'passphrase' })
}

function keysIn(path: string, passphrase: Secret): string[] {
  try {
    const file = fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
    return keyringSchema.shape.keys.parse(JSON.parse(sealerOf(passphrase, file).open(file.keys)))
  } catch (cause) {
    throw new PunchdownError('secret-unreadable', { path }, { cause })
  }
}

/** The passphrase of PUNCHDOWN_PASSPHRASE, which is removed so that child processes do not inherit it; null without one. */
export function takePassphrase(env: NodeJS.ProcessEnv): Secret | null {
  const text = env.PUNCHDOWN_PASSPHRASE ?? ''
  delete env.PUNCHDOWN_PASSPHRASE
  return text === '' ? null : new Secret(text)
}
