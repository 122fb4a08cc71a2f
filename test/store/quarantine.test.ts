/** One row that cannot be read is set aside; the others open, and new rows can take its place. */
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { databaseFiles } from '#electron/store/database-files.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store, StoredScan } from '#electron/store/store.ts'
import { openedAt } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import { portsSchema } from '#shared/model/job.ts'
import type { Plan } from '#shared/model/settings.ts'
import { temporaryFolder } from '#test/support/core.ts'
import { bulkRun, device, endpoint, entry, job } from './matter.ts'

const plan: Plan = {
  id: 'p',
  deviceId: 'a',
  target: { kind: 'provisioning', url: 'http://127.0.0.1/' },
  edits: [],
  after: 'fetches',
  provenance: { source: 'a test', confidence: 'ours' },
  madeAt: 1,
}
const push = (id: string): Push => ({
  id,
  jobId: 'one',
  deviceId: 'a',
  plan,
  state: { at: 'applying', since: 1 },
})
const scan: StoredScan = {
  scan: {
    ...{ scanId: 'c', targets: ['192.0.2.0/24'], exclude: [], ports: portsSchema.parse({}) },
    ...{ profile: 'gentle', wide: false, only: 'all', total: 254, startedAt: 1 },
  },
  ...{ jobId: 'one', settled: 0, answering: 0, done: new Uint8Array([255, 1]) },
}

/** A store with a row in each table; `damage` is SQL run on the closed file. */
function damaged(damage: string) {
  const folder = temporaryFolder()
  {
    using store = openStore(folder.path)
    for (const id of ['one', 'two', 'three']) store.jobs.save(job(id))
    for (const id of ['a', 'b']) store.devices.save(device(id, 'one'))
    store.devices.saveSightings('a', [
      { address: '127.0.0.1', port: 80, protocol: 'http.title', raw: 'x', at: 1 },
      { address: '127.0.0.1', port: 80, protocol: 'http.title', raw: 'y', at: 2 },
    ])
    for (const id of ['1', '2']) store.endpoints.save({ ...endpoint(id, 'one'), deviceId: 'a' })
    store.pushes.savePlan(plan)
    store.pushes.save(push('active'))
    for (const what of ['x', 'y']) store.history.add(entry('one', what))
    store.memos.set('m', 1)
    store.documents.set('users', 'u', { name: 'A' })
    store.documents.set('users', 'v', { name: 'B' })
    store.scans.add(scan)
    store.guidedSetups.save({ id: 'a', jobId: 'one', card: 'generic', state: openedAt(1) })
    store.bulkRuns.save(bulkRun('r', ['a', 'b']))
  }
  const raw = new Database(databaseFiles(folder.path).database)
  raw.exec(damage)
  raw.close()
  return { folder, store: openStore(folder.path) }
}

describe('one unreadable row', () => {
  it.each<[string, string, string, (store: Store) => unknown, unknown]>([
    [
      'job',
      'two',
      "UPDATE job SET body = '{' WHERE id = 'two'",
      (s) => s.jobs.list().map(({ id }) => id),
      ['one', 'three'],
    ],
    ['job', 'two', `UPDATE job SET body = '{"id":"two"}' WHERE id = 'two'`, (s) => s.jobs.get('two'), null],
    [
      'device',
      'a',
      "UPDATE device SET body = json_set(body, '$.identity', 5) WHERE id = 'a'",
      (s) => s.devices.ofJob('one').map(({ id }) => id),
      ['b'],
    ],
    [
      'device',
      'a',
      "UPDATE device SET body = json_set(body, '$.identity', 5) WHERE id = 'a'",
      (s) => [...s.devices.parts('one')].flat().map(({ id }) => id),
      ['b'],
    ],
    [
      'endpoint',
      '1',
      "UPDATE endpoint SET body = 'null' WHERE id = '1'",
      (s) => s.endpoints.ofJob('one').map(({ id }) => id),
      ['2'],
    ],
    [
      'sighting',
      'a 0',
      "UPDATE sighting SET body = '[]' WHERE position = 0",
      (s) => s.devices.sightings('a').map(({ raw }) => raw),
      ['y'],
    ],
    ['plan', 'p', "UPDATE plan SET body = '{}'", (s) => s.pushes.plan('p'), null],
    ['push', 'active', "UPDATE push SET body = '{}'", (s) => s.pushes.active('a'), null],
    [
      'history',
      '1',
      "UPDATE history SET facts = '{' WHERE id = 1",
      (s) => s.history.ofJob('one').map(({ what }) => what),
      ['y'],
    ],
    ['memo', 'm', "UPDATE memo SET body = ''", (s) => s.memos.get('m'), null],
    [
      'document',
      'users u',
      "UPDATE document SET body = 'x' WHERE key = 'u'",
      (s) => s.documents.all('users'),
      [{ key: 'v', value: { name: 'B' } }],
    ],
    [
      'document',
      'users u',
      "UPDATE document SET body = 'x' WHERE key = 'u'",
      (s) => s.documents.get('users', 'u'),
      null,
    ],
    ['scan', 'c', "UPDATE scan SET body = '{}'", (s) => s.scans.get('c'), null],
    ['guided_setup', 'a', "UPDATE guided_setup SET body = '{}'", (s) => s.guidedSetups.ofJob('one'), []],
    ['scan', 'c', "UPDATE scan SET body = '{}'", (s) => s.scans.ofJob('one'), []],
    ['bulk_run', 'r', "UPDATE bulk_run SET body = '{}'", (s) => s.bulkRuns.ofJob('one'), []],
    [
      'bulk_run_device',
      'r a',
      "UPDATE bulk_run_device SET body = '{}' WHERE device_id = 'a'",
      (s) => s.bulkRuns.get('r')?.devices.map(({ deviceId }) => deviceId),
      ['b'],
    ],
  ])('of %s (%s) by %s', (source, key, damage, read, expected) => {
    const made = damaged(damage)
    using _folder = made.folder
    using store = made.store
    expect(store.condition().unreadable).toBe(0)
    expect(read(store)).toEqual(expected)
    expect(read(store)).toEqual(expected)
    expect(store.condition()).toEqual({ unreadable: 1, journalLost: false })
    const [record, ...others] = store.unreadable()
    expect(others).toEqual([])
    expect(record).toMatchObject({ source, key, why: expect.stringMatching(/./), at: expect.any(Number) })
    expect(JSON.parse(record?.row ?? '')).toHaveProperty(source === 'history' ? 'facts' : 'body')
  })

  it('of a job leaves the rest of that job', () => {
    const made = damaged("UPDATE job SET body = '{' WHERE id = 'one'")
    using _folder = made.folder
    using store = made.store
    expect(store.jobs.list().map(({ id }) => id)).toEqual(['three', 'two'].toSorted())
    expect(store.devices.ofJob('one')).toHaveLength(2)
    // stored again under its id, it is a job as before
    store.jobs.save(job('one'))
    expect(store.jobs.list()).toHaveLength(3)
    expect(store.unreadable()).toHaveLength(1)
  })

  it('does not occupy its key', () => {
    const made = damaged(
      "UPDATE device SET body = '{}' WHERE id = 'a'; UPDATE endpoint SET body = '{' WHERE id = '1'; UPDATE push SET body = '{'",
    )
    using _folder = made.folder
    using store = made.store
    const { hardwareId } = endpoint('1', 'one')
    expect([store.devices.byKey('one', 'mac:a'), store.endpoints.byHardwareId('one', hardwareId)]).toEqual([
      null,
      null,
    ])
    expect(store.pushes.active('a')).toBeNull()
    store.devices.save({ ...device('new', 'one'), key: 'mac:a' })
    store.endpoints.save({ ...endpoint('9', 'one'), hardwareId })
    store.pushes.save(push('next'))
    expect(store.pushes.active('a')?.id).toBe('next')
    expect(store.unreadable().map(({ source }) => source)).toEqual(['device', 'endpoint', 'push'])
  })

  it('is listed with the reason, and binary columns in base64', () => {
    const made = damaged(
      `UPDATE scan SET body = '{}'; UPDATE job SET body = '{"id":"two"}' WHERE id = 'two'; UPDATE memo SET body = 'x'`,
    )
    using _folder = made.folder
    using store = made.store
    store.scans.get('c')
    store.jobs.get('two')
    store.memos.get('m')
    const [scanned, named, memo] = store.unreadable()
    expect(JSON.parse(scanned?.row ?? '')).toMatchObject({ id: 'c', body: '{}', done: '/wE=' })
    expect(named?.why).toMatch(/^name: /)
    expect(memo?.why).toBe('not JSON')
  })
})
