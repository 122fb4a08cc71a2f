/** One core a data folder. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { lockFolder } from '#electron/store/folder-lock.ts'
import { temporaryFolder } from '#test/support/core.ts'

it('a folder is locked for others, created where it is missing, and free after disposal', () => {
  using parent = temporaryFolder()
  const folder = join(parent.path, 'new', 'data')
  const first = lockFolder(folder)
  expect(() => lockFolder(folder)).toThrow(
    expect.objectContaining({ code: 'already-running', facts: { folder } }),
  )
  first[Symbol.dispose]()
  first[Symbol.dispose]()
  lockFolder(folder)[Symbol.dispose]()
})

it('a folder that cannot be created is refused', () => {
  using parent = temporaryFolder()
  const file = join(parent.path, 'file')
  writeFileSync(file, '')
  expect(() => lockFolder(join(file, 'data'))).toThrow(
    expect.objectContaining({ code: 'data-folder-refused' }),
  )
})
