import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  createSealer,
  isSealed,
  type Keychain,
  keyringInFile,
  keyringInKeychain,
  memoryKeyring,
} from '#electron/platform/secrets.ts'
import fc from '#test/support/property.ts'
import { temporaryFolder } from '../support/core.ts'

const unreadable = expect.objectContaining({ code: 'secret-unreadable' })

/** A keychain that adds one to each octet: enough to see that plain keys are not written. */
const keychain = (available = true): Keychain => ({
  isAvailable: () => available,
  encrypt: (text) => Buffer.from([...Buffer.from(text, 'utf8')].map((octet) => (octet + 1) & 0xff)),
  decrypt: (bytes) => Buffer.from([...bytes].map((octet) => (octet + 255) & 0xff)).toString('utf8'),
})

describe('sealed text', () => {
  it('opens to the plain text, and does not contain it', () => {
    const sealer = createSealer(memoryKeyring())
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = sealer.seal(text)
        expect(isSealed(sealed)).toBe(true)
        expect(sealer.open(sealed)).toBe(text)
      }),
    )
    expect(sealer.seal('2468013579')).not.toContain('2468013579')
    expect(sealer.seal('a')).not.toBe(sealer.seal('a'))
  })

  it('is refused when any character of it was changed', () => {
    const sealer = createSealer(memoryKeyring())
    const sealed = sealer.seal('gate-4471')
    for (let at = 0; at < sealed.length; at++) {
      const other = sealed[at] === 'A' ? 'B' : 'A'
      const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
      // the last base64url digit of some lengths carries unused bits
      if (Buffer.from(changed, 'base64url').equals(Buffer.from(sealed, 'base64url'))) continue
      expect(() => sealer.open(changed), `position ${at}`).toThrow(unreadable)
    }
  })

  it.each(['', 'plain text', 'sealed:1:', 'sealed:1:00000000:', 'sealed:1:00000000:AAAA'])(
    'is not %j',
    (text) => {
      expect(() => createSealer(memoryKeyring()).open(text)).toThrow(unreadable)
    },
  )

  it('of another key is refused', () => {
    const sealed = createSealer(memoryKeyring()).seal('x')
    expect(() => createSealer(memoryKeyring()).open(sealed)).toThrow(unreadable)
  })
})

describe('the key', () => {
  it('in a file is readable by its owner only, and the same at the next start', () => {
    using folder = temporaryFolder()
    const first = keyringInFile(folder.path)
    expect(keyringInFile(folder.path)).toEqual(first)
    expect(first.how).toBe('key-file')
    if (process.platform !== 'win32')
      expect(statSync(join(folder.path, 'secret.key')).mode & 0o777).toBe(0o600)
  })

  it('that is damaged is reported and not replaced', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'secret.key'), 'short')
    expect(() => keyringInFile(folder.path)).toThrow(unreadable)
    writeFileSync(join(folder.path, 'secret.keychain'), 'AAAA')
    expect(() => keyringInKeychain(folder.path, keychain())).toThrow(unreadable)
  })

  it('moves from the file into the keychain, and opens earlier sealed texts', () => {
    using folder = temporaryFolder()
    const sealed = createSealer(keyringInFile(folder.path)).seal('before')
    const moved = keyringInKeychain(folder.path, keychain())
    expect(moved.how).toBe('keychain')
    expect(createSealer(moved).open(sealed)).toBe('before')
    expect(() => statSync(join(folder.path, 'secret.key'))).toThrow()
    expect(keyringInKeychain(folder.path, keychain())).toEqual(moved)
  })

  it('that was made without a keychain is added to the ring later', () => {
    using folder = temporaryFolder()
    const first = keyringInKeychain(folder.path, keychain())
    const between = keyringInKeychain(folder.path, keychain(false))
    expect(between.how).toBe('key-file')
    const sealed = createSealer(between).seal('between')
    const last = keyringInKeychain(folder.path, keychain())
    expect(last.keys).toEqual([...first.keys, ...between.keys])
    expect(createSealer(last).open(sealed)).toBe('between')
  })
})
