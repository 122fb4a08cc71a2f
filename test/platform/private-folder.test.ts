/** Modes of the data folder. Skipped on Windows, where access lists take their place. */
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import { openPrivateFolder } from '#electron/platform/private-folder.ts'
import { temporaryFolder } from '../support/core.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777
const root = process.getuid?.() === 0

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  it('is created for its owner only, with missing parent folders', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'a', 'b')
    openPrivateFolder(path)
    expect(modeOf(path)).toBe(0o700)
  })

  it('of this user that others could read is made private, with its content', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'data')
    mkdirSync(join(path, 'practice'), { recursive: true })
    for (const name of ['punchdown.db', 'practice/flash']) writeFileSync(join(path, name), '')
    for (const name of ['', 'practice']) chmodSync(join(path, name), 0o777)
    openPrivateFolder(path)
    expect([modeOf(path), modeOf(join(path, 'practice'))]).toEqual([0o700, 0o700])
    expect([modeOf(join(path, 'punchdown.db')), modeOf(join(path, 'practice/flash'))]).toEqual([0o600, 0o600])
  })

  it('in a folder that everyone may write to is refused and not changed', () => {
    using folder = temporaryFolder()
    chmodSync(folder.path, 0o777)
    const path = join(folder.path, 'data')
    mkdirSync(path, { mode: 0o755 })
    expect(() => openPrivateFolder(path)).toThrow(
      expect.objectContaining({ code: 'folder-not-private', facts: { path: folder.path, mode: '0777' } }),
    )
    expect(modeOf(path)).toBe(0o755)
    chmodSync(folder.path, 0o1777)
    openPrivateFolder(path)
  })

  it.skipIf(!root)('of another user is refused, directly and behind a link', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'data')
    mkdirSync(path, { mode: 0o755 })
    chownSync(path, 65_534, 65_534)
    symlinkSync(path, join(folder.path, 'link'))
    for (const name of [path, join(folder.path, 'link')]) {
      expect(() => openPrivateFolder(name)).toThrow(
        expect.objectContaining({ code: 'folder-not-private', facts: { path: name, mode: '0755' } }),
      )
    }
  })

  it('is refused with its path when a file has that name', () => {
    using folder = temporaryFolder()
    const path = join(folder.path, 'data')
    writeFileSync(path, '')
    expect(() => openPrivateFolder(path)).toThrow(
      expect.objectContaining({ code: 'data-folder-refused', facts: { path, reason: 'EEXIST' } }),
    )
  })

  it.skipIf(!root)('that is mounted read-only is refused', () => {
    using folder = temporaryFolder()
    const script = `
      mount -t tmpfs -o ro,mode=700 tmpfs "$1" &&
      exec "$2" --input-type=module -e '
        const { openPrivateFolder } = await import(process.argv[1])
        try { openPrivateFolder(process.argv[2]) } catch (error) { console.log(error.code, error.facts.reason) }
      ' "$3" "$1"`
    const module = join(import.meta.dirname, '../../electron/platform/private-folder.ts')
    const said = execFileSync('unshare', [
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      folder.path,
      process.execPath,
      module,
    ])
    expect(said.toString().trim()).toBe('data-folder-refused EROFS')
  })

  it('has no file that others may read while a core uses it', async () => {
    using folder = temporaryFolder()
    const before = process.umask(0o022)
    try {
      await using _core = await createCore({ dataFolder: folder.path, capabilities: [] })
      const found = execFileSync('find', [folder.path, '-perm', '/077']).toString()
      expect(found).toBe('')
    } finally {
      process.umask(before)
    }
  })
})
