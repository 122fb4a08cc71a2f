/** `punchdown restore` on a folder whose data file was damaged. */
import { truncateSync } from 'node:fs'
import { expect, it } from 'vitest'
import { openGatewayDocuments } from '#electron/gateway/documents.ts'
import { createSealer, keyringInFile } from '#electron/platform/secrets.ts'
import { gatewayDatabase, listBackups } from '#electron/store/backup-files.ts'
import { databaseFiles } from '#electron/store/database-files.ts'
import { openStore } from '#electron/store/open.ts'
import { job } from '#test/store/matter.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { punchdown } from './punchdown.ts'

it('lists the backups, restores the newest and keeps the replaced file', async () => {
  using folder = temporaryFolder()
  const env = { PUNCHDOWN_DATA: folder.path }
  {
    using store = openStore(folder.path)
    for (const id of ['a', 'b']) store.jobs.save(job(id))
    using backups = store.keepBackups({ now: () => 0, after: () => () => {}, onProblem: () => {} })
    await expect.poll(() => listBackups(folder.path)).toHaveLength(1)
    expect(backups).not.toBeNull()
  }
  truncateSync(databaseFiles(folder.path).database, 5_000)
  const listed = await punchdown(['restore', '--list', '--json'], { env })
  expect(listed.code).toBe(0)
  expect(listed.objects).toMatchObject([{ jobs: 2 }])
  const restored = await punchdown(['restore', '--json'], { env })
  expect([restored.code, restored.objects]).toMatchObject([0, [{ jobs: 2, replaced: expect.any(String) }]])
  using store = openStore(folder.path)
  expect(store.jobs.list()).toHaveLength(2)
})

it('lists and restores a backup of the gateway, which leaves the jobs as they are', async () => {
  using folder = temporaryFolder()
  const env = { PUNCHDOWN_DATA: folder.path }
  {
    using store = openStore(folder.path)
    store.jobs.save(job('a'))
  }
  const openDocuments = () => openGatewayDocuments(folder.path, createSealer(keyringInFile(folder.path)), 1)
  {
    using documents = openDocuments()
    documents.set('c', 'a', 'account')
    using _backups = documents.keepBackups({ now: () => 0, after: () => () => {}, onProblem: () => {} })
    await expect.poll(() => listBackups(folder.path, gatewayDatabase)).toHaveLength(1)
    documents.set('c', 'b', 'account')
  }
  const [backup] = listBackups(folder.path, gatewayDatabase)
  const listed = await punchdown(['restore', '--list', '--json'], { env })
  expect(listed.objects).toMatchObject([{ name: backup?.name, documents: 1 }])
  const restored = await punchdown(['restore', '--from', backup?.name ?? '', '--json'], { env })
  expect([restored.code, restored.objects]).toMatchObject([0, [{ documents: 1 }]])
  using documents = openDocuments()
  expect(documents.all('c')).toEqual([{ key: 'a', value: 'account' }])
  using store = openStore(folder.path)
  expect(store.jobs.list()).toHaveLength(1)
})

it('refuses two choices at once, and a folder without backups', async () => {
  using folder = temporaryFolder()
  const env = { PUNCHDOWN_DATA: folder.path }
  expect((await punchdown(['restore', '--list', '--accept'], { env })).code).toBe(2)
  expect((await punchdown(['restore'], { env })).code).toBe(7)
  expect((await punchdown(['restore', '--from', 'x.db'], { env })).code).toBe(7)
})
