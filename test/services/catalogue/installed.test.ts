/** The catalogue in use: imported, stored, replaced, damaged, and loaded by another process. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  unwatchFile,
  watchFile,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import {
  type InstalledParts,
  openInstalledCatalogue,
  packFileName,
} from '#electron/services/catalogue/installed.ts'
import { loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { readPlanPage } from '#electron/services/catalogue/plan-page.ts'
import { verdictFor } from '#electron/services/catalogue/verdict.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { of2021, of2023, of2025, pageOf } from './pages.ts'

const of2024 = loadPack('2024-07-15') ?? loadCatalogue()
const clock = { now: () => 1_800_000_000_000 }
const open = (folder: string | null, more: Partial<InstalledParts> = {}) =>
  openInstalledCatalogue({ folder, clock, log: createLog(), builtIn: of2024, ...more })
const code = (expected: string) => expect.objectContaining({ code: expected })
const t41s = { vendor: 'Yealink', model: 'SIP-T41S', firmware: '66.85.0.5' }

describe('an imported catalogue', () => {
  it('replaces the built-in one at once and after a restart', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path)
    const { live } = catalogue
    expect(catalogue.status()).toMatchObject({ date: '2024-07-15', imported: null })
    const report = catalogue.importPage({ name: 'plan.md', text: of2025 })
    expect(report).toMatchObject({
      name: 'plan.md',
      date: '2025-02-28',
      before: '2024-07-15',
      replaced: true,
    })
    expect({ ...live }).toStrictEqual(readPlanPage(of2025, 'plan.md').catalogue)
    // an earlier reference shows the new catalogue
    expect([live.date, live.rows.length]).toEqual(['2025-02-28', 5])
    using again = open(folder.path)
    expect(again.live.rows).toEqual(live.rows)
    expect(again.status()).toEqual({
      date: '2025-02-28',
      source: live.source,
      imported: { name: 'plan.md', at: clock.now() },
      builtIn: ['2024-07-15', '2025-02-28'],
    })
  })

  it('judges', () => {
    using catalogue = open(null)
    expect(verdictFor(t41s, catalogue.live).answer).toBe('between')
    catalogue.importPage({ name: 'old.md', text: of2021, older: true })
    expect(verdictFor(t41s, catalogue.live)).toMatchObject({ answer: 'approved', date: '2021-09-30' })
    catalogue.reset()
    expect(verdictFor(t41s, catalogue.live)).toMatchObject({ answer: 'between', date: '2024-07-15' })
  })

  it('reports what was added, removed and changed, and what was printed twice', () => {
    using catalogue = open(null, { builtIn: { ...of2024, rows: [], notes: [], date: '2020-01-01' } })
    const first = catalogue.importPage({ name: '2021.md', text: of2021 })
    expect([first.added.length, first.removed.length, first.changed.length]).toEqual([5, 0, 0])
    expect(first.duplicates).toMatchObject([{ model: 'T41S', lines: [17, 18, 19] }])
    const second = catalogue.importPage({ name: '2023.md', text: of2023 })
    expect(second.added.map(({ model }) => model)).toEqual(['ATA191-MPP', 'W70B EMEA', 'MP112', 'MP114-FXS'])
    expect(second.removed.map(({ model }) => model)).toEqual(['8832'])
    expect(second.unchanged).toBe(0)
    expect(second.changed).toEqual([
      {
        vendor: 'Cisco',
        model: '6821',
        fields: [
          { field: 'approved', before: '11-3-3MPP', after: '12-0-1MPP' },
          { field: 'location', before: 'not-stated', after: 'dynamic' },
        ],
      },
      {
        vendor: 'Yealink',
        model: 'T41S',
        fields: [
          { field: 'approved', before: '66.85.0.5', after: '66.86.5.1' },
          { field: 'location', before: 'not-stated', after: 'dynamic' },
        ],
      },
      {
        vendor: 'Yealink',
        model: 'T21P',
        fields: [{ field: 'approved', before: '52.84.0.140', after: '34.72.0.75' }],
      },
      {
        vendor: 'AudioCodes',
        model: '405HD',
        fields: [
          { field: 'approved', before: '2.2.16.570', after: '2.2.16.600' },
          { field: 'location', before: 'not-stated', after: 'dynamic' },
        ],
      },
    ])
    expect([second.notesAdded.length, second.notesRemoved.length]).toEqual([1, 1])
    const same = catalogue.importPage({ name: '2023.md', text: of2023 })
    expect([same.added, same.removed, same.changed, same.unchanged]).toEqual([[], [], [], 8])
  })

  it('must not be older than the one in use, unless the request allows it', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path)
    expect(() => catalogue.importPage({ name: 'old.md', text: of2023 })).toThrow(
      expect.objectContaining({
        code: 'catalogue-older',
        facts: { name: 'old.md', date: '2023-08-22', installed: '2024-07-15' },
      }),
    )
    expect(readdirSync(folder.path)).toEqual([])
    expect(catalogue.importPage({ name: 'old.md', text: of2023, dryRun: true })).toMatchObject({
      older: true,
      replaced: false,
    })
    expect(catalogue.importPage({ name: 'old.md', text: of2023, older: true }).older).toBe(true)
    expect(catalogue.status().date).toBe('2023-08-22')
    // the same date is not older: the page may change without its date
    expect(catalogue.importPage({ name: 'same.md', text: of2023 }).older).toBe(false)
  })

  it('is not changed by a dry run', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path)
    const report = catalogue.importPage({ name: 'new.md', text: of2025, dryRun: true })
    expect([report.replaced, report.removed.length]).toEqual([false, 180])
    expect([catalogue.status().date, readdirSync(folder.path)]).toEqual(['2024-07-15', []])
  })

  it.each([
    ['catalogue-not-the-page', '# something else'],
    ['catalogue-damaged', pageOf({ rows: ['|A|B|1|1| | |'], below: [] })],
  ])('is kept when the next file is refused: %s', (expected, text) => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path)
    catalogue.importPage({ name: 'good.md', text: of2025 })
    const kept = readFileSync(join(folder.path, packFileName), 'utf8')
    expect(() => catalogue.importPage({ name: 'bad.md', text })).toThrow(code(expected))
    expect(readFileSync(join(folder.path, packFileName), 'utf8')).toBe(kept)
    expect(catalogue.status().date).toBe('2025-02-28')
  })

  it('is superseded by a release with a newer catalogue, not by the one it replaced', () => {
    using folder = temporaryFolder()
    const builtIn = of2024
    {
      using catalogue = open(folder.path)
      catalogue.importPage({ name: 'old.md', text: of2023, older: true })
    }
    using same = open(folder.path)
    expect(same.status().date).toBe('2023-08-22')
    using release = open(folder.path, { builtIn: { ...builtIn, date: '2026-01-01' } })
    expect(release.status()).toMatchObject({ date: '2026-01-01', imported: null })
    release.importPage({ name: 'newer.md', text: pageOf({ date: '03/01/2026', rows: ['|A|B|1|1| | |'] }) })
    using later = open(folder.path, { builtIn: { ...builtIn, date: '2026-02-01' } })
    expect(later.status().date).toBe('2026-03-01')
    using equal = open(folder.path, { builtIn: { ...builtIn, date: '2026-03-01' } })
    expect(equal.status()).toMatchObject({ date: '2026-03-01', imported: { name: 'newer.md' } })
  })

  it('of another process is loaded before the next import', () => {
    using folder = temporaryFolder()
    using here = open(folder.path)
    using there = open(folder.path)
    there.importPage({ name: 'plan.md', text: of2025 })
    expect(here.importPage({ name: 'same.md', text: of2025 })).toMatchObject({ before: '2025-02-28' })
  })

  it('is loaded from another process, and its listeners are called once', () => {
    using folder = temporaryFolder()
    using here = open(folder.path)
    using there = open(folder.path)
    let told = 0
    here.onChange(() => told++)
    there.importPage({ name: 'plan.md', text: of2025 })
    here.refresh()
    here.refresh()
    expect([here.status().date, told]).toEqual(['2025-02-28', 1])
    there.reset()
    here.refresh()
    expect([here.status().imported, told]).toEqual([null, 2])
  })

  it('is detected while the core runs', async () => {
    using folder = temporaryFolder()
    using here = open(folder.path, { watchEveryMs: 20 })
    const told = Promise.withResolvers<void>()
    here.onChange(() => told.resolve())
    using there = open(folder.path)
    there.importPage({ name: 'plan.md', text: of2025 })
    // keeps the event loop running, because the watcher does not
    const alive = setInterval(() => {}, 50)
    await told.promise
    clearInterval(alive)
    expect(here.status().date).toBe('2025-02-28')
  })

  it('is not read any more, and calls no listener, after the catalogue was closed', async () => {
    using folder = temporaryFolder()
    const file = join(folder.path, packFileName)
    const log = createLog()
    const catalogue = open(folder.path, { watchEveryMs: 20, log })
    let changes = 0
    catalogue.onChange(() => changes++)
    catalogue[Symbol.dispose]()
    const [missing, written] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    watchFile(file, { interval: 20 }, ({ size }) => (size === 0 ? missing : written).resolve())
    await missing.promise
    writeFileSync(file, 'damaged')
    await written.promise
    unwatchFile(file)
    expect(log.lines()).toEqual([])
    catalogue.importPage({ name: 'plan.md', text: of2025 })
    expect(changes).toBe(0)
  })

  it('is not watched for without a folder', () => {
    using catalogue = open(null, { watchEveryMs: 20 })
    expect(catalogue.status().imported).toBe(null)
  })
})

describe('a pack that cannot be used', () => {
  const good = (folder: string): string => {
    using catalogue = open(folder)
    catalogue.importPage({ name: 'plan.md', text: of2025 })
    return readFileSync(join(folder, packFileName), 'utf8')
  }
  it.each([
    ['nothing', { reason: 'not-json' }, () => ''],
    ['rubbish', { reason: 'not-json' }, () => '\0\xff{'],
    ['cut off', { reason: 'not-json' }, (text: string) => text.slice(0, text.length / 2)],
    [
      'of a newer Punchdown',
      { reason: 'not-a-pack' },
      (text: string) => text.replace('"format":1', '"format":2'),
    ],
    ['without its page', { reason: 'not-a-pack' }, (text: string) => text.replace('"page"', '"pages"')],
    [
      'of a page that is refused now',
      { problem: 'catalogue-damaged', name: 'plan.md' },
      (text: string) => text.replaceAll('Vendor', 'Colour'),
    ],
    ['of a list', { reason: 'not-a-pack' }, () => '[]'],
  ])('%s is left as it is, logged, and the built-in one is used', (_what, why, change) => {
    using folder = temporaryFolder()
    const damaged = change(good(folder.path))
    writeFileSync(join(folder.path, packFileName), damaged)
    const log = createLog()
    using catalogue = open(folder.path, { log })
    expect(catalogue.status()).toMatchObject({ date: '2024-07-15', imported: null })
    catalogue.refresh()
    expect(log.lines().map(({ path }) => path)).toEqual(['catalogue.pack-not-read'])
    expect(log.lines()[0]?.fields).toMatchObject({ file: join(folder.path, packFileName), ...why })
    expect(readFileSync(join(folder.path, packFileName), 'utf8')).toBe(damaged)
    // it can be replaced or removed
    catalogue.importPage({ name: 'plan.md', text: of2025 })
    expect(catalogue.status().date).toBe('2025-02-28')
  })

  it('is a folder', () => {
    using folder = temporaryFolder()
    mkdirSync(join(folder.path, packFileName))
    const log = createLog()
    using catalogue = open(folder.path, { log })
    expect(catalogue.status().imported).toBe(null)
    expect(log.lines()).toMatchObject([
      {
        path: 'catalogue.pack-not-read',
        fields: { file: join(folder.path, packFileName), reason: 'EISDIR' },
      },
    ])
    expect(() => catalogue.importPage({ name: 'plan.md', text: of2025 })).toThrow(code('data-folder-refused'))
    expect(catalogue.status().imported).toBe(null)
    expect(readdirSync(folder.path)).toEqual([packFileName])
  })

  it.skipIf(process.getuid?.() === 0)(
    'cannot be written where the folder may not be (skipped as root)',
    () => {
      using folder = temporaryFolder()
      chmodSync(folder.path, 0o500)
      using catalogue = open(folder.path)
      expect(() => catalogue.importPage({ name: 'plan.md', text: of2025 })).toThrow(
        code('data-folder-refused'),
      )
      chmodSync(folder.path, 0o700)
    },
  )
})

describe('a built-in list that is chosen', () => {
  const newest = loadCatalogue()
  const release = { builtIn: newest }

  it('is in use at once, after a restart, and in a later release', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path, release)
    let changes = 0
    catalogue.onChange(() => changes++)
    expect(catalogue.status()).toMatchObject({ date: '2025-02-28', builtIn: ['2025-02-28', '2024-07-15'] })
    catalogue.choose('2024-07-15')
    expect([catalogue.live.date, catalogue.live.rows.length, changes]).toEqual(['2024-07-15', 183, 1])
    using again = open(folder.path, release)
    expect(again.status()).toMatchObject({ date: '2024-07-15', imported: null })
    expect(again.live.origin).toEqual(of2024.origin)
    using later = open(folder.path, { builtIn: { ...newest, date: '2030-01-01' } })
    expect(later.status().date).toBe('2024-07-15')
    again.choose('2025-02-28')
    catalogue.refresh()
    expect([catalogue.status().date, readdirSync(folder.path)]).toEqual(['2025-02-28', []])
  })

  it('gives way to the newest one when a release no longer has it', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, packFileName), '{"format":1,"chosen":"2019-01-01"}')
    const log = createLog()
    using catalogue = open(folder.path, { ...release, log })
    expect([catalogue.status().date, log.lines()]).toEqual(['2025-02-28', []])
  })

  it('is refused for a date without one, and changes nothing', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path, release)
    expect(() => catalogue.choose('2024-07-16')).toThrow(
      expect.objectContaining({
        code: 'bad-input',
        facts: { argument: '2024-07-16', reason: 'no-such-list' },
      }),
    )
    expect([catalogue.status().date, readdirSync(folder.path)]).toEqual(['2025-02-28', []])
  })

  it('replaces an imported page, and is replaced by one', () => {
    using folder = temporaryFolder()
    using catalogue = open(folder.path, release)
    catalogue.importPage({ name: 'old.md', text: of2023, older: true })
    catalogue.choose('2024-07-15')
    expect(catalogue.status()).toMatchObject({ date: '2024-07-15', imported: null })
    expect(() => catalogue.importPage({ name: 'old.md', text: of2023 })).toThrow(code('catalogue-older'))
    expect(catalogue.importPage({ name: 'new.md', text: of2025 })).toMatchObject({ before: '2024-07-15' })
    expect(catalogue.status()).toMatchObject({ date: '2025-02-28', imported: { name: 'new.md' } })
    catalogue.reset()
    expect(catalogue.status()).toMatchObject({ date: '2025-02-28', imported: null })
  })

  it('is kept in memory without a folder', () => {
    using catalogue = open(null, release)
    catalogue.choose('2024-07-15')
    catalogue.refresh()
    expect(catalogue.status().date).toBe('2024-07-15')
  })
})
