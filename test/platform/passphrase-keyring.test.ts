import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyringWithPassphrase, takePassphrase } from '#electron/platform/passphrase-keyring.ts'
import { Secret } from '#electron/platform/secret.ts'
import { createSealer, keyringInFile } from '#electron/platform/secrets.ts'
import { temporaryFolder } from '../support/core.ts'

const unreadable = expect.objectContaining({ code: 'secret-unreadable' })
const right = new Secret('correct horse')

describe('a keyring with a passphrase', () => {
  it('is the same at the next start, and is refused with another passphrase', () => {
    using folder = temporaryFolder()
    const first = keyringWithPassphrase(folder.path, right)
    expect(first.how).toBe('passphrase')
    expect(keyringWithPassphrase(folder.path, right)).toEqual(first)
    expect(() => keyringWithPassphrase(folder.path, new Secret('correct horsE'))).toThrow(unreadable)
    const file = join(folder.path, 'secret.passphrase')
    expect(statSync(file).mode & 0o077).toBe(0)
    for (const secret of [...first.keys, 'correct horse'])
      expect(readFileSync(file, 'utf8')).not.toContain(secret)
  })

  it('takes over the key of a key file, so that secrets sealed before can be opened', () => {
    using folder = temporaryFolder()
    const sealed = createSealer(keyringInFile(folder.path)).seal('2468')
    const keyring = keyringWithPassphrase(folder.path, right)
    expect(createSealer(keyring).open(sealed)).toBe('2468')
    expect(() => statSync(join(folder.path, 'secret.key'))).toThrow('ENOENT')
    // a later start without the passphrase makes a key file again; the next one with it takes that key, too
    const between = createSealer(keyringInFile(folder.path)).seal('1357')
    const both = createSealer(keyringWithPassphrase(folder.path, right))
    expect([both.open(sealed), both.open(between)]).toEqual(['2468', '1357'])
  })

  it.each([
    ['text that is not JSON', () => 'x'],
    ['a cost that takes all memory', (text: string) => text.replace('131072', '1073741824')],
    ['a shortened salt', (text: string) => text.replace(/"salt":"../, '"salt":"')],
    ['another salt', (text: string) => text.replace(/"salt":"....../, '"salt":"AAAAAA')],
  ])('is refused with %s', (_, damage) => {
    using folder = temporaryFolder()
    keyringWithPassphrase(folder.path, right)
    const file = join(folder.path, 'secret.passphrase')
    writeFileSync(file, damage(readFileSync(file, 'utf8')))
    expect(() => keyringWithPassphrase(folder.path, right)).toThrow(unreadable)
  })
})

it('a passphrase is taken from the environment once', () => {
  const env: NodeJS.ProcessEnv = { PUNCHDOWN_PASSPHRASE: 'correct horse' }
  expect(takePassphrase(env)?.reveal()).toBe('correct horse')
  expect(takePassphrase(env)).toBeNull()
  expect(takePassphrase({ PUNCHDOWN_PASSPHRASE: '' })).toBeNull()
})
