/** The ciphers of web pages, against published vectors and openssl. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { aesBase64, rsaHex } from '#electron/drivers/kit/encryption.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { run } from '#test/support/programs.ts'
import fc from '#test/support/property.ts'

/** Key and vector of NIST SP 800-38A, F.2.1. */
const nist = {
  key: '2b7e151628aed2a6abf7158809cf4f3c',
  vector: '000102030405060708090a0b0c0d0e0f',
}

const hexOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex')

describe('AES-128-CBC', () => {
  it('encrypts as an independent implementation does, and fills with zero bytes', async () => {
    using folder = temporaryFolder()
    for (const text of ['0.5;6a;secret word', 'sixteen bytes ok', 'Straße', '']) {
      const size = Math.ceil(Buffer.byteLength(text) / 16) * 16
      const plain = Buffer.alloc(size)
      plain.write(text)
      const [from, to] = [join(folder.path, 'plain'), join(folder.path, 'cipher')]
      writeFileSync(from, plain)
      const args = ['enc', '-aes-128-cbc', '-nopad', '-K', nist.key, '-iv', nist.vector, '-a', '-A']
      const openssl = await run('openssl', [...args, '-in', from, '-out', to], folder.path)
      expect(openssl.code).toBe(0)
      const { output } = await run('cat', [to], folder.path)
      expect(aesBase64(text, nist.key, nist.vector)).toBe(output.trim())
    }
  })

  it('gives the published ciphertext of a zero block under a zero key', () => {
    // H of test case 1 in the specification of GCM by McGrew and Viega
    const zero = '0'.repeat(32)
    expect(hexOf(aesBase64('\0', zero, zero))).toBe('66e94bd4ef8a2c3b884cfa59ca342b2e')
  })
})

async function keyPair(folder: string, bits = 1024) {
  const file = join(folder, 'key.pem')
  await run('openssl', ['genrsa', '-out', file, String(bits)], folder)
  const { output } = await run('openssl', ['rsa', '-in', file, '-noout', '-modulus'], folder)
  const modulus = output.trim().split('=')[1]?.toLowerCase() ?? ''
  return {
    modulus,
    async decrypt(hex: string) {
      const cipher = join(folder, 'cipher')
      writeFileSync(cipher, Buffer.from(hex, 'hex'))
      const args = [
        'pkeyutl',
        '-decrypt',
        '-inkey',
        file,
        '-pkeyopt',
        'rsa_padding_mode:pkcs1',
        '-in',
        cipher,
      ]
      return (await run('openssl', args, folder)).output
    },
  }
}

describe('RSAES-PKCS1-v1_5', () => {
  it.each([
    ['as the device writes it', (n: string) => n, '010001'],
    ['with a zero byte in front and in capitals', (n: string) => `00${n.toUpperCase()}`, '10001'],
  ])('is decrypted by openssl, for a key %s', async (_what, written, exponent) => {
    using folder = temporaryFolder()
    const key = await keyPair(folder.path)
    const encrypted = rsaHex({ modulus: written(key.modulus), exponent }, 'secret wörd') ?? ''
    expect(encrypted).toMatch(/^[0-9a-f]{256}$/)
    expect(await key.decrypt(encrypted)).toBe('secret wörd')
    expect(rsaHex({ modulus: key.modulus, exponent }, 'secret wörd')).not.toBe(encrypted)
  })

  it('is null for a text that is longer than the key allows', async () => {
    using folder = temporaryFolder()
    const { modulus } = await keyPair(folder.path, 512)
    expect(rsaHex({ modulus, exponent: '010001' }, 'x'.repeat(53))).toMatch(/^[0-9a-f]{128}$/)
    expect(rsaHex({ modulus, exponent: '010001' }, 'x'.repeat(54))).toBeNull()
  })

  it('is null for a key that is none, and never throws', () => {
    for (const modulus of ['', '0', 'xyz', 'd9 66', `${'a'.repeat(2049)}`]) {
      expect(rsaHex({ modulus, exponent: '010001' }, 'a')).toBeNull()
    }
    expect(rsaHex({ modulus: 'd'.repeat(256), exponent: '' }, 'a')).toBeNull()
    fc.assert(
      fc.property(fc.string(), fc.string(), (modulus, exponent) => {
        expect(() => rsaHex({ modulus, exponent }, 'a')).not.toThrow()
      }),
    )
  })
})
