/** The history of a report, its open points and its devices to act on. */
import { describe, expect, it } from 'vitest'
import { buildReport, type ReportMatter } from '#electron/services/report/model.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Endpoint, HistoryEntry } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { neighbourOf, portOf, switchOf } from '../../switch/matter.ts'
import { base, endpoint, endpoints, matter, moment } from './report-matter.ts'

const { report: texts, states } = words
const [push] = matter.pushes
if (push === undefined) throw new Error('no push')

describe('a line of the history', () => {
  const line = (changes: Partial<HistoryEntry>) => {
    const entry: HistoryEntry = {
      ...{ id: 1, jobId: 'job-1', at: moment, what: 'onboarding.retried' },
      ...{ deviceId: 'base-1', endpointId: null, facts: {} },
      ...changes,
    }
    const [row] = buildReport({ ...matter, history: [entry] }).history
    if (row === undefined) throw new Error('no line')
    return row
  }
  const baseName = 'Poly Rove B2'

  it.each([
    ['its endpoint', 'base-1', 'endpoint-03717C0E0A', 'Reception'],
    ['its device where the endpoint is not in the job', 'base-1', 'removed', baseName],
    ['its device', 'base-1', null, baseName],
    ['nothing where both are gone', 'removed', 'removed', ''],
    ['nothing', null, null, ''],
  ])('is about %s', (_, deviceId, endpointId, subject) => {
    expect(line({ deviceId, endpointId })).toMatchObject({
      ...{ subject, what: states.history('onboarding.retried') },
      at: { iso: '2026-11-24T15:02:11+01:00' },
    })
  })
  const { found, directed, verified } = states.onboarding
  it.each<[HistoryEntry['facts'], string]>([
    [{}, ''],
    [
      { from: 'found', to: 'directed', fact: 'url-written', by: 'technician' },
      `${found} → ${directed}, by the technician`,
    ],
    [{ from: 'verified', to: 'verified', by: 'device' }, 'seen on the device'],
    [{ to: 'verified' }, verified],
    [{ from: 'applying', to: 'verifying' }, `${states.push.applying} → ${states.push.verifying}`],
    [{ from: 'no-state', to: 'no-state-either' }, ''],
    [{ url: 'http://u:x@192.0.2.1/', empty: '', missing: null, count: 0 }, 'http://••••@192.0.2.1/'],
    [
      { password: 'x', code: '1', pin: '1', source: 'http://h/?k=x', version: '8.0.1' },
      `seen in http://h/?k=••••, ${words.terms.firmware} 8.0.1`,
    ],
    [{ by: 'constructor', name: 'Ada' }, 'Ada'],
  ])('writes %j as %j', (facts, text) => {
    expect(line({ facts }).facts).toBe(text)
  })
  it.each([
    [3, [1, 1, 1]],
    [4, [4]],
  ])('stands for four and more events of one kind in a row: %i', (count, counts) => {
    const history = Array.from(
      { length: count },
      (_, index): HistoryEntry => ({
        ...{ id: index, jobId: 'job-1', at: moment + index * 1000, what: 'device.found' },
        ...{ deviceId: index === 0 ? 'base-1' : null, endpointId: null, facts: { address: '192.0.2.1' } },
      }),
    )
    const rows = buildReport({ ...matter, history }).history
    expect(rows.map((row) => row.count)).toEqual(counts)
    expect(rows.at(-1)?.until.iso).toBe(`2026-11-24T15:02:${10 + count}+01:00`)
    if (rows.length === 1) expect(rows[0]).toMatchObject({ subject: '', facts: '' })
  })
})

const phoneMac = '80:5E:C0:4F:00:01'
/** A phone on the port Gi1/0/5 of the switch sw-1. */
const atSwitch: Pick<ReportMatter, 'switches' | 'neighbours'> = {
  switches: [switchOf('sw-1', [portOf('Gi1/0/5')])],
  neighbours: [neighbourOf('sw-1', 'Gi1/0/5', phoneMac)],
}

const signedIn: Endpoint['onboarding'] = {
  ...{ at: 'signed-in', since: moment, reached: {}, identity: 'a@t', number: null, name: null },
}

describe('the open points', () => {
  const itemsOf = (changes: Partial<ReportMatter>) => buildReport({ ...matter, ...changes }).openItems
  const kindsOf = (id: string, changes: Partial<ReportMatter>) =>
    itemsOf(changes)
      .filter((each) => each.id === id)
      .map(({ kind }) => kind)
  const verdictOf = (answer: Verdict['answer']): Verdict => ({ ...base.verdict, answer })
  const approved = { ...base, verdict: verdictOf('approved') }
  const ofBase = (changes: Partial<typeof base>, others: Partial<ReportMatter> = {}) =>
    kindsOf('base-1', { devices: [{ ...base, ...changes }], ...others })

  it('are in order of weight, and at most five on page one, each kind once', () => {
    const many = { ...base, id: 'base-2', address: '192.0.2.11', key: 'mac:2' }
    const entry: HistoryEntry = {
      ...{ id: 1, jobId: 'job-1', at: moment, what: 'device.default-password' },
      ...{ deviceId: 'base-1', endpointId: null, facts: {} },
    }
    const report = buildReport({
      ...matter,
      devices: [base, many],
      endpoints: [
        ...endpoints,
        { ...endpoint('03717C0E0F', foundAt(moment)), deviceId: null },
        { ...endpoint('03717C0E1F', { at: 'offboarded', since: moment, reached: {} }) },
      ],
      history: [entry],
    })
    expect(report.openPoints.map(({ kind }) => kind)).toEqual([
      'stuck',
      'firmware-below',
      'in-progress',
      'default-password',
      'not-on-device',
    ])
    expect(report.openPointsLeftOut).toBe(4)
    expect(report.openPoints[1]?.text).toContain(
      words.report.openPoint['firmware-below'](['Poly Rove B2 at 192.0.2.10', 'Poly Rove B2 at 192.0.2.11']),
    )
  })
  it('of a job without devices or endpoints', () => {
    expect(itemsOf({ devices: [], endpoints: [] }).map(({ kind }) => kind)).toEqual([
      'no-devices',
      'no-endpoints',
    ])
  })
  it.each([
    ['approved', []],
    ['below-minimum', ['firmware-below']],
    ['convert-first', ['firmware-below']],
    ['between', ['firmware-check']],
    ['not-listed', ['firmware-check']],
    ['not-known', ['firmware-not-known']],
    ['cannot-compare', ['firmware-not-known']],
    ['not-applicable', []],
  ] as const)('of a device with firmware %s: %j', (answer, kinds) => {
    expect(ofBase({ verdict: verdictOf(answer) })).toEqual(kinds)
  })
  it.each([
    ['dect-base', 'exact', '48:25:67:0A:1B:2C', ['no-handsets']],
    ['ata', 'exact', '48:25:67:0A:1B:2C', ['ports-not-known']],
    ['ata', 'exact', null, ['mac-not-known']],
    ['phone', 'exact', null, ['mac-not-known']],
    ['phone', 'exact', '48:25:67:0A:1B:2C', []],
    [null, 'vendor-only', null, ['not-identified']],
    [null, 'unknown', null, []],
    ['switch', 'exact', null, []],
    ['other', 'exact', null, []],
  ] as const)('of a device of kind %s (%s, MAC %s) without endpoints: %j', (kind, level, mac, kinds) => {
    const identity = { ...base.identity, kind, level, mac }
    expect(ofBase({ ...approved, identity }, { endpoints: [] })).toEqual(kinds)
  })
  it('of a device that accepts the default password', () => {
    const entry: HistoryEntry = {
      ...{ id: 1, jobId: 'job-1', at: moment, what: 'device.default-password' },
      ...{ deviceId: 'base-1', endpointId: null, facts: { user: 'admin' } },
    }
    expect(ofBase(approved, { history: [entry] })).toEqual(['default-password'])
    expect(ofBase(approved, { history: [{ ...entry, deviceId: 'another' }] })).toEqual([])
  })
  it('of a device whose last push is not done', () => {
    const at = (since: number): typeof push => ({ ...push, state: { at: 'applying', since } })
    expect(ofBase(approved, { pushes: [at(moment + 1), push] })).toEqual(['settings-open'])
    expect(ofBase(approved, { pushes: [push, at(moment - 1)] })).toEqual([])
    expect(ofBase(approved, { pushes: [{ ...at(moment), deviceId: 'another' }] })).toEqual([])
  })

  const one = (changes: Partial<Endpoint>, onboarding: Endpoint['onboarding']) =>
    kindsOf('endpoint-03717C0E0A', {
      devices: [approved],
      endpoints: [{ ...endpoint('03717C0E0A', onboarding), ...changes } as Endpoint],
    })
  const call = { at: moment, by: 'technician' } as const
  it('of an endpoint in each state', () => {
    expect(one({}, signedIn)).toEqual(['no-test-call'])
    expect(one({ testCalls: { out: call } }, signedIn)).toEqual(['no-test-call'])
    expect(one({ testCalls: { out: call, in: call } }, signedIn)).toEqual([])
    expect(one({}, foundAt(moment))).toEqual(['not-started'])
    expect(one({ deviceId: null }, foundAt(moment))).toEqual(['not-on-device', 'not-started'])
    expect(one({}, { at: 'offboarded', since: moment, reached: {} })).toEqual(['offboarded'])
    expect(endpoints.map(({ onboarding }) => one({}, onboarding)[0])).toEqual([
      'in-progress',
      'in-progress',
      'no-test-call',
      'stuck',
    ])
  })
  it('list firmware below the minimum of a phone with its device, and that of a handset beside its base', () => {
    const verdict = verdictOf('below-minimum')
    const { kind: _, deviceId: __, ...parts } = { ...endpoint('03717C0E0A', signedIn), verdict }
    const timesOf = (listed: Endpoint): number =>
      itemsOf({ devices: [{ ...base, verdict }], endpoints: [listed] }).filter(
        ({ kind }) => kind === 'firmware-below',
      ).length
    expect(timesOf({ ...parts, kind: 'phone', deviceId: 'base-1' })).toBe(1)
    expect(timesOf({ ...parts, kind: 'adapter-port', deviceId: 'base-1', port: 1 })).toBe(1)
    expect(timesOf({ ...parts, kind: 'handset', deviceId: 'base-1' })).toBe(2)
  })
  it('name the devices to act on, heaviest first', () => {
    const other = { ...base, id: 'base-2', address: '192.0.2.9', verdict: verdictOf('between') }
    const { devicesToActOn } = buildReport({
      ...matter,
      devices: [other, base, { ...approved, id: 'base-3' }],
    })
    expect(devicesToActOn.map(({ id, todo }) => [id, todo.length])).toEqual([
      ['base-1', 1],
      ['base-2', 2],
      ['base-3', 1],
    ])
  })
})

describe('the result', () => {
  const call = { at: moment, by: 'technician' } as const
  const done = { ...endpoint('03717C0E0A', signedIn), testCalls: { in: call, out: call } }
  const approved = { ...base, verdict: { ...base.verdict, answer: 'approved' as const } }
  it('is good only when every endpoint is signed in and nothing is open', () => {
    const toneOf = (changes: Partial<ReportMatter>) =>
      buildReport({ ...matter, devices: [approved], ...changes }).result.tone
    expect(toneOf({ endpoints: [done] })).toBe('good')
    expect(toneOf({ endpoints: [{ ...done, testCalls: {} }] })).toBe('attention')
    expect(toneOf({ endpoints: [done], devices: [base] })).toBe('attention')
    expect(toneOf({})).toBe('bad')
    expect(toneOf({ endpoints: [] })).toBe('not-known')
  })
  it('counts the endpoints that are signed in by kind', () => {
    const { kind: _, ...parts } = endpoint('03717C0E0B', foundAt(moment))
    const phone: Endpoint = { ...parts, id: 'p', kind: 'phone', deviceId: 'base-1' }
    expect(buildReport({ ...matter, endpoints: [done, phone] }).result.text).toBe(
      texts.result([
        { kind: 'phone', endpoints: 1, signedIn: 0 },
        { kind: 'handset', endpoints: 1, signedIn: 1 },
      ]),
    )
  })
  it('stands over the endpoints that were begun, at most ten, or over all of them when none was', () => {
    const found = Array.from({ length: 12 }, (_, index) => endpoint(`03717C0E${10 + index}`, foundAt(moment)))
    const begun = buildReport({ ...matter, endpoints: [done, ...found] })
    expect([begun.worked.length, begun.workedLeftOut]).toEqual([1, 12])
    const none = buildReport({ ...matter, endpoints: found })
    expect([none.worked.length, none.workedLeftOut]).toEqual([10, 2])
  })
})

describe('the rooms', () => {
  it('are in natural order, then the endpoints at each switch, then the others', () => {
    const inRoom = (hex: string, place?: string): Endpoint => ({
      ...endpoint(hex, foundAt(moment)),
      ...(place === undefined ? {} : { place }),
    })
    const { kind: _, ...parts } = endpoint('03717C0E1A', foundAt(moment))
    const phone: Endpoint = { ...parts, id: 'p', kind: 'phone', deviceId: 'phone-1' }
    const report = buildReport({
      ...matter,
      ...atSwitch,
      devices: [
        base,
        { ...base, id: 'phone-1', identity: { ...base.identity, kind: 'phone', mac: phoneMac } },
      ],
      endpoints: [
        inRoom('03717C0E0A', 'Room 10'),
        inRoom('03717C0E0B', 'Room 9'),
        inRoom('03717C0E0C'),
        phone,
      ],
    })
    expect(report.rooms.map(({ name, endpoints: each }) => [name, each.length])).toEqual([
      ['Room 9', 1],
      ['Room 10', 1],
      [texts.atSwitch('sw-1'), 1],
      [texts.roomNotEntered, 1],
    ])
    expect(report.rooms[2]?.endpoints[0]).toMatchObject({ portName: 'Gi1/0/5', switchPort: 'sw-1 Gi1/0/5' })
  })
})

describe('other devices', () => {
  it('are left out unless asked for', () => {
    const identity = { ...base.identity, kind: 'switch' as const }
    const devices = [base, { ...base, id: 'switch-1', address: '192.0.2.2', identity }]
    const idsOf = (otherDevices: boolean) => {
      const report = buildReport({ ...matter, devices }, { appendix: true, otherDevices })
      return [report.devices.map(({ id }) => id).toSorted(), report.devicesLeftOut]
    }
    expect(idsOf(false)).toEqual([['base-1'], 1])
    expect(idsOf(true)).toEqual([['base-1', 'switch-1'], 0])
  })
})
