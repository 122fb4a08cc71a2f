/** Secrets that an earlier version stored as plain text do not stay in the file after they were erased. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '#electron/store/open.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { job } from './matter.ts'

const secret = 'planted-4f1d9c'

/** Names of the files whose bytes contain the secret. */
const filesWith = (folder: string): string[] =>
  readdirSync(folder).filter((name) => readFileSync(join(folder, name)).includes(secret))

it('no file contains what was erased, or what was removed before', () => {
  using folder = temporaryFolder()
  using store = openStore(folder.path)
  // long bodies stand on overflow pages, which are freed whole
  for (const length of [10, 20_000]) {
    store.documents.set('gateway.endpoint', `kept ${length}`, secret + 'x'.repeat(length))
    store.documents.set('gateway.endpoint', `removed ${length}`, secret + 'y'.repeat(length))
    store.documents.remove('gateway.endpoint', `removed ${length}`)
  }
  store.jobs.save(job('one'))
  expect(filesWith(folder.path)).not.toEqual([])
  store.erase(() => {
    for (const { key } of store.documents.all('gateway.endpoint'))
      store.documents.remove('gateway.endpoint', key)
  })
  expect(filesWith(folder.path)).toEqual([])
  expect(store.jobs.get('one')).toEqual(job('one'))
})

it('an erasure that fails changes nothing', () => {
  using store = openStore(':memory:')
  store.documents.set('c', 'k', 1)
  expect(() =>
    store.erase(() => {
      store.documents.remove('c', 'k')
      throw new Error('stop')
    }),
  ).toThrow('stop')
  expect(store.documents.get('c', 'k')).toBe(1)
})
