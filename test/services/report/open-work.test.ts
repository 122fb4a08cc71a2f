/** The history of a report, and its list of open work. */
import { describe, expect, it } from 'vitest'
import { buildReport, type ReportMatter } from '#electron/services/report/model.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Endpoint, HistoryEntry } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
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
  const baseName = texts.deviceAt('Poly Rove B2', '192.0.2.10')

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
})

const signedIn: Endpoint['onboarding'] = {
  ...{ at: 'signed-in', since: moment, reached: {}, identity: 'a@t', number: null, name: null },
}

describe('the open work', () => {
  const lines = (changes: Partial<ReportMatter>) =>
    buildReport({ ...matter, ...changes }).notDone.map(({ id, what }) => [id, what])
  const verdictOf = (answer: Verdict['answer']): Verdict => ({ ...base.verdict, answer })
  const ofBase = (changes: Partial<typeof base>, pushes: ReportMatter['pushes'] = matter.pushes) =>
    lines({ devices: [{ ...base, ...changes }], endpoints, pushes })
      .filter(([id]) => id === 'base-1')
      .map(([, what]) => what)

  it('is in the order job, devices, endpoints, each by name', () => {
    const { notDone } = buildReport(matter)
    expect(notDone.map(({ id, subject }) => [id, subject])).toEqual([
      ['job-1', matter.job.name],
      ['base-1', texts.deviceAt('Poly Rove B2', '192.0.2.10')],
      ['endpoint-03717C0E0A', 'Reception'],
      ['endpoint-03717C0E0B', `${texts.endpointKind.handset} 03717C0E0B`],
      ['endpoint-03717C0E0D', `${texts.endpointKind.handset} 03717C0E0D`],
    ])
  })
  it.each([
    ['live', false, []],
    ['rehearsal', false, [texts.rehearsalOnly]],
    ['live', true, [texts.practiceOnly]],
    ['rehearsal', true, [texts.practiceOnly, texts.rehearsalOnly]],
  ] as const)('of a job: %s, practice %s', (mode, practice, expected) => {
    const job = { ...matter.job, mode, practice }
    expect(
      lines({ job })
        .filter(([id]) => id === 'job-1')
        .map(([, what]) => what),
    ).toEqual(expected)
    expect(lines({ job, devices: [], endpoints: [] }).map(([, what]) => what)).toEqual([
      ...expected,
      texts.noDevices,
      texts.noEndpoints,
    ])
  })
  it.each([
    ['approved', null],
    ['below-minimum', texts.firmwareLeft],
    ['between', texts.firmwareLeft],
    ['not-listed', texts.firmwareLeft],
    ['not-known', texts.firmwareNotJudged],
    ['cannot-compare', texts.firmwareNotJudged],
  ] as const)('of a device with firmware %s', (answer, says) => {
    expect(ofBase({ verdict: verdictOf(answer) })).toEqual(
      says === null ? [] : [says(states.verdict({ answer, date: verdictOf(answer).date }))],
    )
  })
  it('of a device that was not signed in to, and not written to', () => {
    const approved = verdictOf('approved')
    const evidence = base.identity.evidence.filter(({ protocol }) => protocol !== 'driver.describe')
    expect(ofBase({ verdict: approved, identity: { ...base.identity, evidence } })).toEqual([texts.notRead])
    expect(ofBase({ verdict: approved }, [])).toEqual([texts.nothingWritten])
    expect(ofBase({ verdict: approved }, [{ ...push, deviceId: 'another' }])).toEqual([texts.nothingWritten])
  })
  it.each([
    ['switch', 'exact', false],
    ['other', 'exact', false],
    [null, 'unknown', false],
    [null, 'vendor-only', true],
    ['ata', 'exact', true],
  ] as const)('has a device of kind %s, %s: %s', (kind, level, listed) => {
    const identity = { ...base.identity, kind, level }
    expect(ofBase({ verdict: verdictOf('not-listed'), identity }, []).length > 0).toBe(listed)
  })
  it('of a device that accepts the default password, and of one whose values were put back', () => {
    const verdict = verdictOf('approved')
    const entry: HistoryEntry = {
      ...{ id: 1, jobId: 'job-1', at: moment, what: 'device.default-password' },
      ...{ deviceId: 'base-1', endpointId: null, facts: { user: 'admin' } },
    }
    const about = (deviceId: string) =>
      lines({ devices: [{ ...base, verdict }], endpoints, history: [{ ...entry, deviceId }] })
        .filter(([id]) => id === 'base-1')
        .map(([, what]) => what)
    expect(about('base-1')).toEqual([texts.defaultPassword])
    expect(about('another')).toEqual([])
    expect(ofBase({ verdict }, [{ ...push, plan: { ...push.plan, undoes: 'p' } }])).toEqual([
      texts.nothingWritten,
    ])
  })
  it('of a device whose last push is not done', () => {
    const at = (since: number): typeof push => ({ ...push, state: { at: 'applying', since } })
    const verdict = verdictOf('approved')
    expect(ofBase({ verdict }, [at(moment + 1), push])).toEqual([texts.lastPushOpen])
    expect(ofBase({ verdict }, [push, at(moment + 1)])).toEqual([texts.lastPushOpen])
    expect(ofBase({ verdict }, [push, at(moment - 1)])).toEqual([])
  })
  it('of an endpoint: its next step, no device that lists it, and firmware below the minimum', () => {
    const one = (changes: Partial<ReturnType<typeof endpoint>>, onboarding: Endpoint['onboarding']) =>
      lines({ endpoints: [{ ...endpoint('03717C0E0A', onboarding), ...changes }] })
        .filter(([id]) => id === 'endpoint-03717C0E0A')
        .map(([, what]) => what)
    const verdict = verdictOf('below-minimum')
    expect(one({}, signedIn)).toEqual([])
    expect(one({ verdict: verdictOf('between') }, signedIn)).toEqual([])
    expect(one({ deviceId: null, verdict }, foundAt(moment))).toEqual([
      texts.notSignedIn(states.onboarding.found, texts.nextStep.found ?? ''),
      texts.typedIn,
      texts.firmwareLeft(states.verdict({ answer: 'below-minimum', date: '' })),
    ])
  })
  it('lists firmware below the minimum of a phone once, and that of a handset beside its base', () => {
    const verdict = verdictOf('below-minimum')
    const { kind: _, deviceId: __, ...parts } = { ...endpoint('03717C0E0A', signedIn), verdict }
    const timesOf = (one: Endpoint): number =>
      lines({ devices: [{ ...base, verdict }], endpoints: [one] }).filter(
        ([, what]) => what === texts.firmwareLeft(states.verdict(verdict)),
      ).length
    expect(timesOf({ ...parts, kind: 'phone', deviceId: 'base-1' })).toBe(1)
    expect(timesOf({ ...parts, kind: 'adapter-port', deviceId: 'base-1', port: 1 })).toBe(1)
    expect(timesOf({ ...parts, kind: 'handset', deviceId: 'base-1' })).toBe(2)
  })
})
