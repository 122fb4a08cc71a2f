/** RSA key of the web sign-in, and what it decrypts. A new key for each start of the device. */
import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto'

export interface SignInKey {
  /** Modulus and exponent as hex. */
  readonly n: string
  readonly e: string
  /** Text of an RSA PKCS#1 v1.5 cipher in hex; null for text that is not one. */
  decrypt(hex: string): string | null
}

/** The length is ours. */
const keyBits = 1024

export function createSignInKey(): SignInKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: keyBits })
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  return {
    n: Buffer.from(n, 'base64url').toString('hex'),
    e: Buffer.from(e, 'base64url').toString('hex'),
    decrypt(hex) {
      if (hex.length !== keyBits / 4 || !/^[0-9a-f]+$/.test(hex)) return null
      try {
        const padding = constants.RSA_PKCS1_PADDING
        return privateDecrypt({ key: privateKey, padding }, Buffer.from(hex, 'hex')).toString('utf8')
      } catch {
        return null
      }
    },
  }
}

/** AES-128-CBC with zero padding; `key` and `iv` are 32 hex digits. Null for text that is not of this form. */
export function decryptAes(base64: string, key: string, iv: string): string | null {
  const bytes = Buffer.from(base64, 'base64')
  const isValid = /^[0-9a-f]{32}$/i.test(key) && /^[0-9a-f]{32}$/i.test(iv) && bytes.length % 16 === 0
  if (!isValid) return null
  const cipher = createDecipheriv('aes-128-cbc', Buffer.from(key, 'hex'), Buffer.from(iv, 'hex'))
  cipher.setAutoPadding(false)
  const plain = Buffer.concat([cipher.update(bytes), cipher.final()])
  const end = plain.indexOf(0)
  return plain.subarray(0, end < 0 ? plain.length : end).toString('utf8')
}
