/** A damaged gateway.db is moved away, and the gateway continues with a backup or a new one. */
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openGatewayDocuments } from '#electron/gateway/documents.ts'
import { createGateway } from '#electron/gateway/supervised-gateway.ts'
import { createLog } from '#electron/platform/log.ts'
import { createSealer, keyringInFile, memoryKeyring } from '#electron/platform/secrets.ts'
import { gatewayDatabase, listBackups } from '#electron/store/backup-files.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { temporaryFolder } from '#test/support/core.ts'

const keyring = memoryKeyring()
const open = (folder: string) => openGatewayDocuments(folder, createSealer(keyring), 1)

/** A folder with a database of several pages. */
function withDocuments() {
  const folder = temporaryFolder()
  using documents = open(folder.path)
  for (let count = 0; count < 100; count++) documents.set('c', String(count), 'x'.repeat(200))
  return folder
}

const rowsOfAnother = (path: string): void => {
  writeFileSync(path, '')
  const other = new Database(path)
  other.exec('CREATE TABLE document (colour TEXT); PRAGMA user_version = 1')
  other.close()
}

const damages: [string, string, (path: string) => void][] = [
  ['of 0 bytes', 'empty', (path) => truncateSync(path)],
  ['cut after two pages', 'pages', (path) => truncateSync(path, 8_192)],
  ['cut inside its first page', 'pages', (path) => truncateSync(path, 1_000)],
  ['with a garbage header', 'pages', (path) => writeFileSync(path, garbled(path, 0, 100))],
  ['with garbage pages', 'pages', (path) => writeFileSync(path, garbled(path, 4_096, 20_000))],
  ['of text', 'pages', (path) => writeFileSync(path, 'once upon a time '.repeat(1_000))],
  ['of another program', 'schema', rowsOfAnother],
]

const garbled = (path: string, from: number, to?: number): Buffer => {
  const bytes = readFileSync(path)
  return bytes.fill(0xa5, from, to ?? bytes.length)
}

describe('a gateway.db', () => {
  it.each(damages)('%s is moved away with all its files and replaced by a new one', (_, reason, damage) => {
    using folder = withDocuments()
    const path = join(folder.path, 'gateway.db')
    damage(path)
    const before = readFileSync(path)
    {
      using documents = open(folder.path)
      expect(documents.damaged).toMatchObject({ reason })
      expect(documents.all('c')).toEqual([])
      documents.set('c', 'new', 1)
      // opening a file of another program switches it to WAL
      if (reason !== 'schema')
        expect(readFileSync(join(documents.damaged?.movedTo ?? '', 'gateway.db'))).toEqual(before)
    }
    using documents = open(folder.path)
    expect(documents.damaged).toBeNull()
    expect(documents.all('c')).toEqual([{ key: 'new', value: 1 }])
  })

  it('that is missing while its journal exists is reported', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'gateway.db-wal'), 'left over')
    using documents = open(folder.path)
    expect(documents.damaged?.reason).toBe('missing')
    expect(readdirSync(documents.damaged?.movedTo ?? '')).toEqual(['gateway.db-wal'])
  })

  it('that is intact or does not exist is not moved', () => {
    using folder = withDocuments()
    using documents = open(folder.path)
    expect(documents.damaged).toBeNull()
    expect(documents.all('c')).toHaveLength(100)
    expect(existsSync(join(folder.path, 'replaced'))).toBe(false)
  })

  it('of a newer version is not changed', () => {
    using folder = withDocuments()
    const raw = new Database(join(folder.path, 'gateway.db'))
    raw.pragma('user_version = 99')
    raw.close()
    expect(() => open(folder.path)).toThrow(expect.objectContaining({ code: 'database-newer' }))
    expect(existsSync(join(folder.path, 'replaced'))).toBe(false)
  })

  it('that is damaged while it is open is named in the problem', () => {
    using folder = withDocuments()
    using documents = open(folder.path)
    const raw = new Database(join(folder.path, 'gateway.db'))
    raw.pragma('wal_checkpoint(TRUNCATE)')
    raw.close()
    writeFileSync(join(folder.path, 'gateway.db'), garbled(join(folder.path, 'gateway.db'), 4_096))
    expect(() => {
      documents.set('other', 'x', 1)
      documents.all('c')
    }).toThrow(
      expect.objectContaining({
        code: 'database-damaged',
        facts: expect.objectContaining({ file: 'gateway.db' }),
      }),
    )
  })
})

describe('the backups of gateway.db', () => {
  /** Makes backups with timers that the test fires. */
  function keep(documents: ReturnType<typeof open>) {
    const due: (() => void)[] = []
    const problems: unknown[] = []
    let now = Date.UTC(2026, 0, 1)
    const backups = documents.keepBackups({
      now() {
        now += 3_600_000
        return now
      },
      after(_ms, then) {
        due.push(then)
        return () => undefined
      },
      onProblem: (error) => problems.push(error),
    })
    if (backups === null) throw new Error('no backups')
    return { backups, due, problems }
  }

  it('are made at once and hourly if there are changes, and the last five are kept beside those of the jobs', async () => {
    using folder = withDocuments()
    using documents = open(folder.path)
    const { backups, due, problems } = keep(documents)
    using _backups = backups
    const rows = () => listBackups(folder.path, gatewayDatabase).map((each) => each.rows)
    await expect.poll(rows).toEqual([100])
    writeFileSync(join(folder.path, 'backups', 'punchdown-2026.db'), '')
    for (let count = 101; count <= 106; count++) {
      documents.set('c', String(count), 1)
      due.splice(0)[0]?.()
      await expect.poll(() => rows()[0]).toBe(count)
    }
    expect(await backups.make()).toBeNull()
    expect(rows()).toEqual([106, 105, 104, 103, 102])
    expect(listBackups(folder.path).map(({ name }) => name)).toEqual(['punchdown-2026.db'])
    expect(problems).toEqual([])
  })

  it.each([...damages, ['that is gone', 'missing', (path: string) => rmSync(path)] as const])(
    'take the place of one %s',
    async (_, reason, damage) => {
      using folder = withDocuments()
      let name: string | null
      {
        using documents = open(folder.path)
        using backups = keep(documents).backups
        await expect.poll(() => listBackups(folder.path, gatewayDatabase).length).toBe(1)
        documents.set('c', 'later', 1)
        name = await backups.make()
      }
      damage(join(folder.path, 'gateway.db'))
      using documents = open(folder.path)
      expect(documents.damaged).toMatchObject({ reason, backup: name })
      expect(documents.all('c')).toHaveLength(101)
    },
  )
})

it('a gateway whose database is damaged starts and logs the new path of the old file', async () => {
  using folder = temporaryFolder()
  writeFileSync(join(folder.path, 'gateway.db'), 'once upon a time '.repeat(1_000))
  await using gateway = createGateway({
    file: join(import.meta.dirname, 'mortal-worker.ts'),
    folder: folder.path,
    keyring: keyringInFile(folder.path),
    log: createLog(),
  })
  await gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
  expect(gateway.status()).toMatchObject({
    state: 'running',
    stored: {
      unreadable: 0,
      replaced: { backup: null, movedTo: expect.stringContaining(join(folder.path, 'replaced')) },
    },
  })
  expect(await gateway.log()).toMatchObject([
    {
      path: 'database.replaced',
      facts: { reason: 'pages', movedTo: expect.stringContaining(join(folder.path, 'replaced')) },
    },
  ])
})

it('documents that cannot be read are counted, stay stored, and do not prevent reading the others', async () => {
  using folder = temporaryFolder()
  const fileKeyring = keyringInFile(folder.path)
  const sealed = () => openGatewayDocuments(folder.path, createSealer(fileKeyring), 1)
  const parts = { file: join(import.meta.dirname, 'mortal-worker.ts'), folder: folder.path }
  const created = () => createGateway({ ...parts, keyring: fileKeyring, log: createLog() })
  const on = { address: '127.0.0.1', httpPort: 0, sipPort: 0 }
  {
    await using gateway = created()
    await gateway.start(on)
    await gateway.enrol(parseHardwareId('0003717C0E0A'))
  }
  {
    using documents = sealed()
    documents.set('gateway.endpoint', '0003717C0E0B', { hardwareId: 7 })
    documents.set('gateway.binding', 'a@onboarding.test', 'no list')
  }
  await using gateway = created()
  await gateway.start(on)
  expect(gateway.status().stored).toEqual({ unreadable: 2, replaced: null })
  using documents = sealed()
  expect(documents.all('gateway.endpoint').map(({ key }) => key)).toEqual(['0003717C0E0A', '0003717C0E0B'])
})
