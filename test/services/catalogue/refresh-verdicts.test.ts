/** Verdicts of jobs after a change of the catalogue. */
import { describe, expect, it } from 'vitest'
import { createLog } from '#electron/platform/log.ts'
import { openInstalledCatalogue } from '#electron/services/catalogue/installed.ts'
import { loadCatalogue, loadPack } from '#electron/services/catalogue/packs.ts'
import { renewVerdicts } from '#electron/services/catalogue/refresh-verdicts.ts'
import { createJobChanges } from '#electron/services/jobs/job-changes.ts'
import type { Catalogue, CatalogueRow } from '#shared/model/catalogue.ts'
import type { Region } from '#shared/model/region.ts'
import { filled, page } from './stored-jobs.ts'

const of2024 = loadPack('2024-07-15') ?? loadCatalogue()

describe('a new catalogue', () => {
  it('updates the verdicts of every job and notifies its watchers, once', () => {
    using store = filled(':memory:')
    const told: string[] = []
    const changes = {
      ...createJobChanges(),
      device: (jobId: string, id: string) => void told.push(`${jobId} ${id}`),
      endpoint: (jobId: string, id: string) => void told.push(`${jobId} ${id}`),
    }
    using installed = openInstalledCatalogue({
      folder: null,
      clock: { now: Date.now },
      log: createLog(),
      builtIn: of2024,
    })
    const renew = () => renewVerdicts({ store, changes, catalogue: installed.live, regionOf: () => null })
    renew()
    expect(store.devices.get('base-a')?.verdict).toMatchObject({
      answer: 'below-minimum',
      date: '2024-07-15',
    })
    expect(store.endpoints.get('handset-b')?.verdict.answer).toBe('above-approved')
    expect(store.endpoints.get('typed-a')?.verdict.answer).toBe('not-known')
    expect(told.toSorted()).toEqual(
      ['a', 'b'].flatMap((id) => [`${id} base-${id}`, `${id} handset-${id}`, `${id} typed-${id}`]),
    )
    told.length = 0
    renew()
    expect(told).toEqual([])
    installed.importPage({ name: 'plan.md', text: page })
    renew()
    expect(store.devices.get('base-b')?.verdict).toMatchObject({ minimum: '8.0.11', date: '2026-01-02' })
    expect(store.endpoints.get('handset-a')?.verdict).toMatchObject({
      answer: 'approved',
      models: ['Rove 30'],
    })
    expect(told).toHaveLength(6)
  })

  it('updates and notifies only about changed verdicts', () => {
    using store = filled(':memory:')
    const told: string[] = []
    const tell = (_jobId: string, id: string) => void told.push(id)
    const changes = { ...createJobChanges(), device: tell, endpoint: tell }
    using installed = openInstalledCatalogue({
      folder: null,
      clock: { now: Date.now },
      log: createLog(),
      builtIn: of2024,
    })
    const renew = (catalogue: Catalogue, region: Region | null = null) => {
      told.length = 0
      renewVerdicts({ store, changes, catalogue, regionOf: (jobId) => (jobId === 'a' ? region : null) })
      return told.toSorted()
    }
    const { live } = installed
    const { date, source, origin, vendors, notes, requirements, featureCodes, footnotes } = live
    const with_ = (
      change: (row: CatalogueRow) => CatalogueRow,
      more: Partial<Catalogue> = {},
    ): Catalogue => ({
      ...{ date, source, origin, vendors, notes, requirements, featureCodes, footnotes },
      rows: live.rows.map(change),
      ...more,
    })
    renew(live)
    expect(renew(with_((row) => row, { notes: [] }))).toEqual([])
    const isBase = ({ model }: CatalogueRow) => model === 'Rove B2'
    const newer = with_((row) => (isBase(row) ? { ...row, approved: '8.0.99' } : row))
    expect(renew(newer)).toEqual(['base-a', 'base-b'])
    expect(renew(with_((row) => (isBase(row) ? { ...row, minimum: '8.0.98' } : row)))).toHaveLength(2)
    const renamed = with_((row) => (isBase(row) ? { ...row, model: 'Rove B9' } : row))
    renew(renamed)
    expect(store.devices.get('base-a')?.verdict.answer).toBe('not-listed')
    const theirs = with_((row) => (isBase(row) ? { ...row, vendor: 'Snom' } : row))
    renew(theirs)
    expect(store.devices.get('base-a')?.verdict.answer).toBe('not-listed')
    expect(renew(with_((row) => row, { date: '2030-01-01' }))).toHaveLength(6)
    expect(renew(with_((row) => row, { source: 'another page' }))).toHaveLength(6)
  })

  it('decides by the region of the site', () => {
    using store = filled(':memory:')
    const device = store.devices.get('base-a')
    if (device === null) throw new Error('no device')
    const identity = { ...device.identity, vendor: 'Yealink', model: 'W70B', firmware: '146.85.5.4' }
    store.devices.save({ ...device, identity })
    using installed = openInstalledCatalogue({
      folder: null,
      clock: { now: Date.now },
      log: createLog(),
      builtIn: of2024,
    })
    const asked: string[] = []
    const answerIn = (region: Region) => {
      store.memos.set('catalogue.judgedBy', '')
      renewVerdicts({
        ...{ store, changes: createJobChanges(), catalogue: installed.live },
        regionOf(jobId) {
          asked.push(jobId)
          return region
        },
      })
      return store.devices.get('base-a')?.verdict.answer
    }
    expect([answerIn('noam'), answerIn('emea')]).toEqual(['approved', 'cannot-compare'])
    expect(new Set(asked)).toEqual(new Set(['a', 'b']))
  })
})
