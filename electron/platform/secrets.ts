/**
 * Encrypts secrets before they are stored: AES-256-GCM with a key per data folder.
 *
 * Sealed text: `sealed:1:<key id>:<base64url of nonce (12 octets), ciphertext, tag (16 octets)>`, for example
 * `sealed:1:5f0c1a2b:kq3…`. The key id is the first 8 hex digits of the key's SHA-256; it selects the key of a key ring.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { PunchdownError } from '#shared/errors.ts'
import type { SecretsKept } from '#shared/model/host.ts'
import { removeFile, writeWhole } from './atomic-file.ts'

export interface Sealer {
  /** Encrypts a text, with a new nonce each time. */
  seal(text: string): string
  /** @throws PunchdownError secret-unreadable when the key is missing or the text was changed */
  open(sealed: string): string
  /** Where the key is kept. */
  readonly how: SecretsKept
}

/** Keys of 32 octets in base64url. The first one seals; all of them open. Passed between processes as JSON. */
export const keyringSchema = z.object({
  keys: z.array(z.string().regex(/^[\w-]{43}$/)).min(1),
  how: z.enum(['keychain', 'passphrase', 'key-file', 'memory']),
})
export type Keyring = z.infer<typeof keyringSchema>

/** The part of Electron's `safeStorage` that is used here. */
export interface Keychain {
  isAvailable(): boolean
  encrypt(text: string): Buffer
  /** @throws when the text was encrypted by another user or on another machine */
  decrypt(encrypted: Buffer): string
}

const prefix = 'sealed:1:'
const nonceLength = 12
const tagLength = 16
const cipher = 'aes-256-gcm'

/** Whether a text is a result of `seal`. Older versions stored secrets as plain text. */
export const isSealed = (text: string): boolean => text.startsWith(prefix)

export function createSealer({ keys, how }: Keyring): Sealer {
  const ring = new Map(
    keys.map((text) => {
      const key = Buffer.from(text, 'base64url')
      return [createHash('sha256').update(key).digest('hex').slice(0, 8), key] as const
    }),
  )
  const [first] = ring
  if (first === undefined) throw new Error('a key ring holds at least one key')
  const [sealingId, sealingKey] = first
  return {
    how,
    seal(text) {
      const nonce = randomBytes(nonceLength)
      const sealing = createCipheriv(cipher, sealingKey, nonce)
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
      const whole = Buffer.concat([nonce, body, sealing.getAuthTag()])
      return `${prefix}${sealingId}:${whole.toString('base64url')}`
    },
    open(sealed) {
      const [id = '', text = ''] = isSealed(sealed) ? sealed.slice(prefix.length).split(':') : []
      const key = ring.get(id)
      const whole = Buffer.from(text, 'base64url')
      if (key === undefined || whole.length < nonceLength + tagLength) {
        throw new PunchdownError('secret-unreadable', { how })
      }
      try {
        const opening = createDecipheriv(cipher, key, whole.subarray(0, nonceLength))
        opening.setAuthTag(whole.subarray(-tagLength))
        const body = whole.subarray(nonceLength, -tagLength)
        return Buffer.concat([opening.update(body), opening.final()]).toString('utf8')
      } catch (cause) {
        throw new PunchdownError('secret-unreadable', { how }, { cause })
      }
    },
  }
}

const newKey = (): string => randomBytes(32).toString('base64url')

/** A key for this process only, for a core that stores nothing. */
export const memoryKeyring = (): Keyring => ({ keys: [newKey()], how: 'memory' })

const keyFile = (folder: string): string => join(folder, 'secret.key')
const keychainFile = (folder: string): string => join(folder, 'secret.keychain')

/**
 * The key from `secret.key`, which only its owner may read. Creates the file on first use.
 * @throws PunchdownError disk-full | data-folder-refused | secret-unreadable
 */
export function keyringInFile(folder: string): Keyring {
  const kept = readKeyFile(folder)
  if (kept !== null) return { keys: [kept], how: 'key-file' }
  const key = newKey()
  writeWhole(keyFile(folder), key)
  return { keys: [key], how: 'key-file' }
}

/**
 * Keys encrypted by the system's keychain. Moves the key of a key file, which the browser door writes, into the keychain. Uses
 * the key file when no keychain is available.
 * @throws PunchdownError disk-full | data-folder-refused | secret-unreadable
 */
export function keyringInKeychain(folder: string, keychain: Keychain): Keyring {
  if (!keychain.isAvailable()) return keyringInFile(folder)
  const kept = keysInKeychain(folder, keychain)
  const keys = moveKeyFile(folder, kept, (all) => writeWhole(keychainFile(folder), encrypted(all, keychain)))
  return { keys, how: 'keychain' }
}

/**
 * Adds the key of a key file to the kept keys, and makes a new key if there is none. Calls `write` with all keys if one was added, then removes
 * the key file. Returns all keys.
 * @throws PunchdownError disk-full | data-folder-refused | secret-unreadable
 */
export function moveKeyFile(
  folder: string,
  kept: readonly string[],
  write: (keys: readonly string[]) => void,
): string[] {
  const left = readKeyFile(folder)
  const found = left === null || kept.includes(left) ? [...kept] : [...kept, left]
  const keys = found.length === 0 ? [newKey()] : found
  if (keys.length !== kept.length) write(keys)
  if (left !== null) removeFile(keyFile(folder))
  return keys
}

const encrypted = (keys: readonly string[], keychain: Keychain): string =>
  keychain.encrypt(JSON.stringify(keys)).toString('base64')

/** Empty without a file. @throws PunchdownError secret-unreadable */
function keysInKeychain(folder: string, keychain: Keychain): string[] {
  const file = keychainFile(folder)
  if (!existsSync(file)) return []
  try {
    const text = keychain.decrypt(Buffer.from(readFileSync(file, 'utf8'), 'base64'))
    return keyringSchema.shape.keys.parse(JSON.parse(text))
  } catch (cause) {
    throw new PunchdownError('secret-unreadable', { path: file }, { cause })
  }
}

/** Null without a file. @throws PunchdownError secret-unreadable */
function readKeyFile(folder: string): string | null {
  const file = keyFile(folder)
  if (!existsSync(file)) return null
  try {
    return keyringSchema.shape.keys.element.parse(readFileSync(file, 'utf8').trim())
  } catch (cause) {
    throw new PunchdownError('secret-unreadable', { path: file }, { cause })
  }
}
