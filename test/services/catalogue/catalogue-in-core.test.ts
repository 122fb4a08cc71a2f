/** Effect of an import on a whole core: at its start, in its contract, in its jobs. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import { createLog } from '#electron/platform/log.ts'
import { openInstalledCatalogue } from '#electron/services/catalogue/installed.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import { openStore } from '#electron/store/open.ts'
import { device, job } from '#test/store/matter.ts'
import { freePorts, startChildCore, temporaryFolder } from '#test/support/core.ts'
import { filled, page } from './stored-jobs.ts'

describe('a new catalogue', () => {
  it('imported while the core is closed is used when it opens', async () => {
    using folder = temporaryFolder()
    filled(folder.path)[Symbol.dispose]()
    {
      using other = openInstalledCatalogue({
        folder: folder.path,
        clock: { now: Date.now },
        log: createLog(),
      })
      other.importPage({ name: 'plan.md', text: page })
    }
    await using core = await createCore({ dataFolder: folder.path, capabilities: [] })
    expect(core.services.status.now().catalogue).toMatchObject({
      date: '2026-01-02',
      imported: { name: 'plan.md' },
    })
    expect(core.services.devices.get('base-a').verdict).toMatchObject({
      minimum: '8.0.11',
      date: '2026-01-02',
    })
  })

  it('imported through the core changes its status, its catalogue and its jobs', async () => {
    using folder = temporaryFolder()
    filled(folder.path)[Symbol.dispose]()
    await using core = await createCore({ dataFolder: folder.path, capabilities: [] })
    const { catalogue, status, devices, report } = core.services
    const leaving = new AbortController()
    const watch = status.watch(leaving.signal)
    expect((await watch.next()).value?.catalogue).toMatchObject({ date: '2025-02-28', imported: null })
    catalogue.importPage({ name: 'plan.md', text: page })
    expect((await watch.next()).value?.catalogue.date).toBe('2026-01-02')
    leaving.abort()
    expect(devices.get('base-a').verdict.date).toBe('2026-01-02')
    expect((await report('a', 'csv')).bytes.toString('utf8')).toContain('2026-01-02')
    catalogue.reset()
    expect(devices.get('base-a').verdict.date).toBe(loadCatalogue().date)
  })

  it('in another folder is read by a core in memory', async () => {
    using folder = temporaryFolder()
    const catalogueFolder = join(folder.path, 'data')
    {
      using other = openInstalledCatalogue({
        folder: catalogueFolder,
        clock: { now: Date.now },
        log: createLog(),
      })
      other.importPage({ name: 'plan.md', text: page })
    }
    await using core = await createCore({ dataFolder: ':memory:', catalogueFolder, capabilities: [] })
    expect(core.services.catalogue.live.date).toBe('2026-01-02')
  })

  it('passes the contract: report, catalogue, problems', async () => {
    using folder = temporaryFolder()
    await using core = await startChildCore(folder.path, await freePorts())
    const importing = (text: string, more = {}) =>
      core.call('app.importCatalogue', { name: 'plan.md', text, ...more })
    await expect(importing('# something else')).rejects.toMatchObject({ code: 'catalogue-not-the-page' })
    expect(await importing(page, { dryRun: true })).toMatchObject({ replaced: false, date: '2026-01-02' })
    expect(await importing(page)).toMatchObject({ replaced: true, before: '2025-02-28' })
    expect(await core.call('app.catalogue')).toMatchObject({ date: '2026-01-02', rows: { length: 2 } })
    const older = page.replace('1/2/2026', '1/1/2026')
    await expect(importing(older)).rejects.toMatchObject({ code: 'catalogue-older' })
    expect(await importing(older, { older: true })).toMatchObject({ older: true, replaced: true })
    for (const [date, length] of [
      ['2024-07-15', 183],
      ['2025-02-28', 211],
    ] as const) {
      expect(await core.call('app.chooseCatalogue', { date })).toMatchObject({ date, rows: { length } })
    }
    await expect(core.call('app.chooseCatalogue', { date: '2024-07-16' })).rejects.toMatchObject({
      code: 'bad-input',
    })
  })

  it('decides by region when the job has one', async () => {
    using folder = temporaryFolder()
    const base = { ...device('base', 'a'), key: 'mac:w70b' }
    const identity = { ...base.identity, vendor: 'Yealink', model: 'W70B', firmware: '146.85.5.4' }
    {
      using store = openStore(folder.path)
      store.jobs.save(job('a'))
      store.devices.save({ ...base, identity })
    }
    await using core = await createCore({ dataFolder: folder.path, capabilities: [] })
    // the job is in EMEA, the build is for NOAM
    expect(core.services.devices.get('base').verdict.answer).toBe('cannot-compare')
    const found = core.services.devices.upsertFromScan('a', { ...base, identity, sightings: [] })
    expect(found.verdict.answer).toBe('cannot-compare')
  })
})
