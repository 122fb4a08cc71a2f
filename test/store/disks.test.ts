/** Disks that are full, file systems that are read-only, and files of another user: real ones, made by root. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { databaseFileName } from '#electron/store/database-files.ts'
import { openStore } from '#electron/store/open.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { run } from '#test/support/programs.ts'
import { job } from './matter.ts'

const fileIn = (folder: string) => join(folder, databaseFileName)
const code = (expected: string) => expect.objectContaining({ code: expected })

/** A file system of one mebibyte of its own; null where one cannot be mounted. */
async function smallDisk(path: string): Promise<AsyncDisposable | null> {
  mkdirSync(path)
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]).catch(() => null)
  if (mounted?.code !== 0) return null
  return { [Symbol.asyncDispose]: async () => void (await run('umount', [path])) }
}
const mountable = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!mountable)(
  `a real full disk${mountable ? '' : ' (skipped: only root can mount one)'}`,
  () => {
    it('while writing: said, nothing lost, and writing goes on once there is room', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      const filler = join(disk, 'filler')
      writeFileSync(filler, Buffer.alloc(300_000))
      using store = openStore(disk)
      let saved = 0
      expect(() => {
        for (; saved < 10_000; saved++) store.jobs.save(job(String(saved), -saved))
      }).toThrow(code('disk-full'))
      expect(store.jobs.list()).toHaveLength(saved)
      rmSync(filler)
      store.jobs.save(job('after'))
      expect(store.jobs.list()).toHaveLength(saved + 1)
    })

    it('while opening', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      const filler = join(disk, 'filler')
      expect(() => writeFileSync(filler, Buffer.alloc(2_000_000))).toThrow()
      expect(() => openStore(disk)).toThrow(code('disk-full'))
      rmSync(filler)
      using store = openStore(disk)
      store.jobs.save(job('after'))
    })
  },
)

/** Opens a store as a user without rights; answers the code of the problem, or `opened`. */
async function openAsNobody(folder: string): Promise<string> {
  const child = fork(join(import.meta.dirname, 'open-child.ts'), [folder], { uid: 65_534, gid: 65_534 })
  const ended = once(child, 'exit').then(() => ['ended without an answer'])
  const [answer] = await Promise.race([once(child, 'message'), ended])
  return String(answer)
}

describe.skipIf(!mountable)(
  `a folder that cannot be written${mountable ? '' : ' (skipped: only root can make one here)'}`,
  () => {
    it.each<[string, (folder: string) => void]>([
      ['a folder of another user', (folder) => chmodSync(folder, 0o755)],
      [
        'a file of another user',
        (folder) => {
          chmodSync(folder, 0o777)
          chmodSync(fileIn(folder), 0o600)
        },
      ],
      [
        'a file that may only be read',
        (folder) => {
          chmodSync(folder, 0o777)
          chmodSync(fileIn(folder), 0o444)
        },
      ],
    ])('%s', async (_, prepare) => {
      using folder = temporaryFolder()
      openStore(folder.path)[Symbol.dispose]()
      chmodSync(fileIn(folder.path), 0o644)
      prepare(folder.path)
      expect(await openAsNobody(folder.path)).toBe('data-folder-refused')
    })

    it('a read-only file system', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      openStore(disk)[Symbol.dispose]()
      await run('mount', ['-o', 'remount,ro', disk])
      expect(() => openStore(disk)).toThrow(code('data-folder-refused'))
    })

    it('a read-only file system without a database', async (context) => {
      using folder = temporaryFolder()
      const disk = join(folder.path, 'disk')
      await using mounted = await smallDisk(disk)
      if (mounted === null) return context.skip('mounting is not allowed here')
      await run('mount', ['-o', 'remount,ro', disk])
      expect(() => openStore(join(disk, 'data'))).toThrow(code('data-folder-refused'))
    })
  },
)
