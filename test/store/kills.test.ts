/** The lock of a folder, and writes, when their process is killed with SIGKILL. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseFiles } from '#electron/store/database-files.ts'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { openStore } from '#electron/store/open.ts'
import { temporaryFolder } from '#test/support/core.ts'

const code = (expected: string) => expect.objectContaining({ code: expected })

describe('a folder in use', () => {
  it('is refused to a second copy, and free again when the first ends', () => {
    using folder = temporaryFolder()
    {
      using _held = lockFolder(folder.path)
      expect(() => lockFolder(folder.path)).toThrow(code('already-running'))
    }
    lockFolder(folder.path)[Symbol.dispose]()
  })

  it('is free again after the first was killed', async () => {
    using folder = temporaryFolder()
    const child = fork(join(import.meta.dirname, 'lock-child.ts'), [folder.path])
    const exited = once(child, 'exit')
    await once(child, 'message')
    expect(() => lockFolder(folder.path)).toThrow(code('already-running'))
    child.kill('SIGKILL')
    await exited
    lockFolder(folder.path)[Symbol.dispose]()
  })
})

describe('kill -9 of a writer', () => {
  it.each([1, 3, 40])('after %i acknowledged writes leaves them all, and no half of one', async (enough) => {
    using folder = temporaryFolder()
    const child = fork(join(import.meta.dirname, 'writer-child.ts'), [folder.path])
    const exited = once(child, 'exit')
    let told = 0
    child.on('message', (count) => {
      told = Number(count)
      if (told === enough) child.kill('SIGKILL')
    })
    await exited
    using store = openStore(folder.path)
    const [kept] = store.endpoints.ofJob('one')
    const history = store.history.ofJob('one')
    expect(history.length).toBeGreaterThanOrEqual(told)
    expect(history.map(({ what }) => what)).toEqual(history.map((_, index) => String(index + 1)))
    expect(kept?.onboarding).toMatchObject({ at: 'directed', since: history.length })
    const raw = new Database(databaseFiles(folder.path).database)
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
    raw.close()
  })
})
