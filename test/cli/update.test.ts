/** `punchdown update`: this version trusts the keys in resources/updates alone. */
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { signUpdate, type Update } from '#electron/services/updates/index.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { punchdown } from './punchdown.ts'

describe('update', () => {
  it('refuses a key that is not trusted, a missing file, and to work beside a running Punchdown', async () => {
    using folder = temporaryFolder()
    const env = { PUNCHDOWN_DATA: join(folder.path, 'data') }
    const file = join(folder.path, 'update.json')
    const { privateKey } = generateKeyPairSync('ed25519')
    const release: Update = { kind: 'release', date: '2026-12-01', version: '99.0.0', files: [] }
    writeFileSync(file, signUpdate(release, 'a-key-of-mine', privateKey))
    const refused = await punchdown(['update', file, '--json'], { env })
    expect([refused.code, refused.objects]).toEqual([2, []])
    expect(refused.stderr).toContain('update-not-trusted')
    expect((await punchdown(['update', join(folder.path, 'none.json')], { env })).code).toBe(2)
    expect((await punchdown(['update'], { env })).code).toBe(2)
    using _lock = lockFolder(env.PUNCHDOWN_DATA)
    expect((await punchdown(['update', file], { env })).code).toBe(7)
  })
})
