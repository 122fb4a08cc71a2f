/** Encryption by which web pages protect a password: RSA with PKCS #1 v1.5 padding, and AES-128-CBC with zero padding. */
import { constants, createCipheriv, createPublicKey, publicEncrypt } from 'node:crypto'
import type { SignInKey } from './strategies.ts'

const hexadecimal = /^[0-9a-f]{1,2048}$/i

/** `010001` → bytes in Base64url without leading zeros, as a JSON Web Key has them (RFC 7518, 6.3.1). */
function base64Url(hex: string): string {
  const digits = hex.replace(/^0+/, '')
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url')
}

/**
 * RSAES-PKCS1-v1_5 (RFC 8017, 7.2) of a text in UTF-8, as lower-case hexadecimal digits. Null for a key that is not valid or too short
 * for the text.
 */
export function rsaHex(
  { modulus, exponent }: Pick<SignInKey, 'modulus' | 'exponent'>,
  text: string,
): string | null {
  if (!hexadecimal.test(modulus) || !hexadecimal.test(exponent)) return null
  try {
    const jwk = { kty: 'RSA', n: base64Url(modulus), e: base64Url(exponent) }
    const key = createPublicKey({ format: 'jwk', key: jwk })
    const padding = constants.RSA_PKCS1_PADDING
    return publicEncrypt({ key, padding }, Buffer.from(text, 'utf8')).toString('hex')
  } catch {
    return null
  }
}

const blockBytes = 16

/** AES-128-CBC (NIST SP 800-38A) of a text in UTF-8, filled with zero bytes to a whole block, as Base64. Key and vector in hexadecimal. */
export function aesBase64(text: string, key: string, vector: string): string {
  const plain = Buffer.from(text, 'utf8')
  const filled = Buffer.alloc(Math.ceil(plain.length / blockBytes) * blockBytes)
  plain.copy(filled)
  const cipher = createCipheriv('aes-128-cbc', Buffer.from(key, 'hex'), Buffer.from(vector, 'hex'))
  cipher.setAutoPadding(false)
  return Buffer.concat([cipher.update(filled), cipher.final()]).toString('base64')
}
