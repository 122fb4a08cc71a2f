/** The contents of a report: job, devices, evidence, pushes and endpoints. */
import { describe, expect, it } from 'vitest'
import { buildReport, type ReportMatter } from '#electron/services/report/model.ts'
import { localTimeZone, momentWriter } from '#electron/services/report/moment.ts'
import { foundAt, onboardingStateSchema } from '#shared/machines/onboarding.ts'
import { type PushState, pushStateSchema } from '#shared/machines/push.ts'
import type { Evidence } from '#shared/model/identity.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { base, endpoint, endpoints, matter, moment, noHandsets, secrets } from './report-matter.ts'

const { report: texts, states } = words
const [push] = matter.pushes
if (push === undefined) throw new Error('no push')

const deviceOf = (changes: Partial<ReportMatter>) => {
  const [device] = buildReport({ ...matter, ...changes }).devices
  if (device === undefined) throw new Error('no device')
  return device
}
const withEvidence = (evidence: readonly Evidence[]) =>
  deviceOf({ devices: [{ ...base, identity: { ...base.identity, evidence: [...evidence] } }] })
const rowOf = (onboarding: Endpoint['onboarding']) => {
  const [row] = buildReport({ ...matter, endpoints: [endpoint('03717C0E0A', onboarding)] }).endpoints
  if (row === undefined) throw new Error('no endpoint')
  return row
}

describe('a job', () => {
  it('is described with its times in its time zone, its catalogue and its counts', () => {
    expect(buildReport(matter)).toMatchObject({
      ...{
        name: matter.job.name,
        site: matter.job.site,
        region: states.region.emea,
        language: states.language.de,
      },
      ...{ mode: texts.mode.rehearsal, rehearsal: true, practice: false, version: '0.1.0' },
      opened: { iso: '2026-11-24T14:02:11+01:00' },
      madeAt: { iso: '2026-11-24T15:02:11+01:00', text: '2026-11-24 15:02:11 +01:00' },
      timeZone: 'Europe/Warsaw',
      catalogue: { date: '2024-07-15', source: 'Plan SIP Gateway' },
      ...{ customer: matter.job.customer, contact: matter.job.contact, technician: 'Ada Marsh' },
      ...{ devicesLeftOut: 0, appendix: true },
    })
  })
  it('in live mode is not a rehearsal', () => {
    const live = buildReport({ ...matter, job: { ...matter.job, mode: 'live', practice: true } })
    expect(live).toMatchObject({ mode: texts.mode.live, rehearsal: false, practice: true })
  })
  it.each([
    ['UTC', moment, '2026-11-24T14:02:11+00:00'],
    ['Asia/Kolkata', moment, '2026-11-24T19:32:11+05:30'],
    ['America/St_Johns', Date.UTC(2026, 6, 1, 0, 0, 0), '2026-06-30T21:30:00-02:30'],
    ['Europe/Warsaw', Date.UTC(2026, 2, 5, 23, 4, 5), '2026-03-06T00:04:05+01:00'],
  ])('has times with the offset of %s at that time', (timeZone, at, iso) => {
    expect(momentWriter(timeZone)(at)).toEqual({
      iso,
      text: iso.replace('T', ' ').replace(/([+-]\d\d:\d\d)$/, ' $1'),
    })
  })
  it('uses the time zone of the computer, an IANA name', () => {
    expect(localTimeZone()).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone)
  })
})

describe('a device', () => {
  it('has its identity, verdict, times and contradictions', () => {
    expect(deviceOf({})).toMatchObject({
      ...{ id: 'base-1', name: 'Poly Rove B2', address: '192.0.2.10' },
      ...{ vendor: 'Poly', model: 'Rove B2', mac: '48:25:67:0A:1B:2C', serial: null },
      kind: states.kind['dect-base'],
      level: states.level.exact,
      firmware: {
        ...{ version: '8.0.3', minimum: '8.0.4.3.2', approved: '8.0.4.3.2' },
        mark: { tone: 'bad', word: states.verdict({ answer: 'below-minimum', date: '' }) },
        catalogue: { date: '2024-07-15', source: 'Plan SIP Gateway' },
      },
      lastSeen: { iso: '2026-11-24T15:02:11+01:00' },
      contradictions: [
        texts.contradiction(words.terms.firmware, '8.0.3', [{ value: '8.0.2', protocol: 'sip.server' }]),
      ],
    })
  })
  it('was last seen at its latest evidence, which a switch may report after the last answer', () => {
    const [first, ...others] = base.identity.evidence
    if (first === undefined) throw new Error('no evidence')
    const evidence = [{ ...first, at: base.lastSeen + 18_000 }, ...others]
    const devices = [{ ...base, identity: { ...base.identity, evidence } }]
    expect(deviceOf({ devices }).lastSeen.iso).toBe('2026-11-24T15:02:29+01:00')
  })
  it.each([
    [null, null, ''],
    ['Poly', null, 'Poly'],
    [null, 'Rove B2', 'Rove B2'],
    ['Poly', 'Rove B2', 'Poly Rove B2'],
  ])('of vendor %j and model %j is named by what is known', (vendor, model, name) => {
    const device = { ...base, identity: { ...base.identity, vendor, model, kind: null } }
    expect(deviceOf({ devices: [device] })).toMatchObject({
      name: name === '' ? texts.deviceAt('', '192.0.2.10') : name,
      kind: null,
    })
  })
})

describe('the evidence of a device', () => {
  const seen: Evidence = {
    ...{ fact: 'vendor', value: 'Poly', protocol: 'http.title', port: 80, raw: 'Poly Rove B2', at: moment },
    ...{ rule: 'title', provenance: { source: 'A', confidence: 'documented' } },
  }
  it('is grouped by text, protocol and port; texts with most facts come first', () => {
    const { evidence } = withEvidence([
      seen,
      { ...seen, port: 443 },
      { ...seen, port: 443, fact: 'model', value: 'Rove B2' },
      { ...seen, raw: 'Poly', port: null, provenance: { source: 'B', confidence: 'inferred' } },
    ])
    expect(evidence).toEqual([
      { seenIn: texts.protocolPort('http.title', 443), raw: 'Poly Rove B2' },
      { seenIn: texts.protocolPort('http.title', 80), raw: 'Poly Rove B2' },
      { seenIn: 'http.title', raw: 'Poly' },
    ])
  })
  it('is limited to 48 characters per text and to 3 texts, each on one line', () => {
    const long = withEvidence([
      { ...seen, raw: 'x'.repeat(48) },
      { ...seen, raw: 'x'.repeat(49) },
    ]).evidence
    expect(long.map(({ raw }) => raw)).toEqual(['x'.repeat(48), `${'x'.repeat(48)}…`])
    const many = Array.from({ length: 4 }, (_, index) => ({ ...seen, raw: `line ${index}` }))
    expect(withEvidence(many)).toMatchObject({ evidenceLeftOut: 1 })
    expect(withEvidence(many).evidence).toHaveLength(3)
    expect(withEvidence(many.slice(1)).evidenceLeftOut).toBe(0)
  })
  it.each([
    ['http.cookie', 'SID=8a6f2c; Path=/; HttpOnly', 'SID=••••; Path=••••; HttpOnly'],
    ['http.cookie', 'a=1, b=2', 'a=••••, b=••••'],
    ['http.cookie', 'a=1\nbc =2', 'a=•••• bc =2'],
    ['http.title', 'SID=8a6f2c', 'SID=8a6f2c'],
    ['http.title', 'http://admin:x@192.0.2.1/?k=1', 'http://••••@192.0.2.1/?k=••••'],
  ])('of %s shows %j as %j', (protocol, raw, shown) => {
    expect(withEvidence([{ ...seen, protocol, raw }]).evidence[0]?.raw).toBe(shown)
  })
})

describe('a push', () => {
  const edited = (state: PushState, edits = push.plan.edits) => {
    const [row] = deviceOf({ pushes: [{ ...push, plan: { ...push.plan, edits }, state }] }).pushes
    if (row === undefined) throw new Error('no push')
    return row
  }
  const [configUrl, password] = push.plan.edits
  if (configUrl === undefined || password === undefined) throw new Error('no edit')

  it('has a row for each setting, secrets masked', () => {
    expect(deviceOf({}).pushes).toMatchObject([
      {
        at: { iso: '2026-11-24T15:02:11+01:00' },
        mark: { tone: 'good', shape: '✓', word: states.push.done },
        problem: null,
        provenance: `Rove on Teams article (${states.confidence['field-report']})`,
        edits: [
          {
            page: 'System Management > Auto Provisioning > ITSP Provisioning',
            setting: 'ConfigUrl',
            before: '',
            after: expect.stringContaining('00${' + 'IPEI}.cfg?k=••••'),
            result: texts.editResult.set,
          },
          { setting: 'Password', before: '••••', after: '••••', result: texts.editResult.set },
        ],
      },
    ])
  })
  it('marks a value that was not read, and shows a page without a group', () => {
    const { edits } = edited({ at: 'applying', since: moment }, [
      { ...configUrl, before: null, group: '' },
      { ...configUrl, id: 'b', page: '', before: 'http://u:x@192.0.2.1/' },
    ])
    expect(edits).toMatchObject([
      {
        before: null,
        page: 'System Management > Auto Provisioning',
        result: texts.editResult['not-written'],
      },
      { before: 'http://••••@192.0.2.1/', page: 'ITSP Provisioning' },
    ])
  })
  it.each([
    ['applying', 'attention'],
    ['restarting', 'attention'],
    ['verifying', 'attention'],
    ['done', 'good'],
    ['failed', 'bad'],
  ] as const)('%s has the tone %s', (at, tone) => {
    const rest = { until: moment, during: 'applying', problem: { code: 'timed-out', facts: {} }, results: [] }
    const state = pushStateSchema.parse({ at, since: moment, ...rest })
    expect(edited(state)).toMatchObject({
      mark: { tone, word: states.push[at] },
      problem: at === 'failed' ? { code: 'timed-out' } : null,
    })
  })
  it('has its problem with the facts that have a value, without secrets', () => {
    const facts = { setting: 'ConfigUrl', found: null, label: '', tries: 2, pin: '1', cookie: 'c' }
    const problem = { code: 'setting-refused', facts } as const
    const failed = { at: 'failed', since: moment, during: 'applying', results: [], problem } as const
    expect(edited({ ...failed, results: [] }).problem?.code).toBe(
      'setting-refused (setting ConfigUrl, tries 2)',
    )
  })
  it('of another device is not shown', () => {
    expect(deviceOf({ pushes: [{ ...push, deviceId: 'another' }] }).pushes).toEqual([])
  })
  it('has a URL only if it writes one, with the technician as the source of a typed one', () => {
    const urlOf = (plan: typeof push.plan) => deviceOf({ pushes: [{ ...push, plan }] }).pushes[0]?.url
    const url = 'http://••••@192.0.2.1:8080/?k=••••'
    expect(urlOf(push.plan)).toBe(texts.url(url, false))
    expect(urlOf({ ...push.plan, edits: [{ ...configUrl, provenance: null }, password] })).toBe(
      texts.url(url, true),
    )
    expect(urlOf({ ...push.plan, target: { kind: 'firmware', version: '8.0.4' } })).toBeNull()
  })
})

describe('an endpoint', () => {
  it('has each id in every written form, its base and its status', () => {
    expect(buildReport(matter).endpoints[0]).toMatchObject({
      ...{ id: 'endpoint-03717C0E0A', name: 'Reception', model: 'Rove 30', device: 'Rove 30' },
      kind: texts.endpointKind.handset,
      ipei: { hex: '03717C0E0A', grouped: '0371 7C0E 0A', printed: '14103 0790026 0' },
      hardwareId: '0003717C0E0A',
      hardwareIdPrinted: '00-03-71-7C-0E-0A',
      ...{ through: 'Poly Rove B2', switchPort: null, place: '' },
      firmware: { version: null, mark: { tone: 'not-known' } },
      state: { tone: 'attention', shape: '▲' },
      since: { iso: '2026-11-24T15:02:11+01:00' },
      seenState: { text: 'Registered', at: { iso: '2026-11-24T15:02:11+01:00' } },
    })
  })
  it('has its number, account, place and test calls', () => {
    const signedIn = sample('signed-in', { name: 'Ada', number: '+4930555010' })
    const rowWith = (changes: Partial<Endpoint>) =>
      buildReport({
        ...matter,
        endpoints: [{ ...endpoint('03717C0E0A', signedIn), ...changes } as Endpoint],
      }).endpoints[0]
    expect(rowWith({ place: '2.14' })).toMatchObject({ number: '+4930555010', account: 'Ada', place: '2.14' })
    const call = { at: moment, by: 'technician' } as const
    expect(rowWith({})?.testCall).toMatchObject({ tone: 'not-known', word: texts.calls.none })
    expect(rowWith({ testCalls: { out: call } })?.testCall).toMatchObject({
      tone: 'attention',
      word: texts.calls.out,
    })
    expect(rowWith({ testCalls: { in: call } })?.testCall).toMatchObject({
      tone: 'attention',
      word: texts.calls.in,
    })
    expect(rowWith({ testCalls: { in: call, out: call } })).toMatchObject({
      testCall: { tone: 'good', word: texts.calls.both },
      calls: { out: { iso: '2026-11-24T15:02:11+01:00' } },
    })
    expect(rowOf(sample('verified')).testCall).toBeNull()
  })
  it('is listed in the order of hardware ids', () => {
    const { endpoints: listed } = buildReport({ ...matter, endpoints: endpoints.toReversed() })
    expect(listed.map(({ hardwareId }) => hardwareId)).toEqual(endpoints.map(({ hardwareId }) => hardwareId))
  })
  it('without a label is named by its model and the end of its id; only a handset has an IPEI', () => {
    expect(buildReport(noHandsets).endpoints.map(({ name, ipei }) => [name, ipei])).toEqual([
      ['VVX 411 BB01', null],
      [`ATA 1D02 ${words.pairing.port(2)}`, null],
    ])
    expect(rowOf(foundAt(moment)).name).toBe('Rove 30 0E0A')
  })
  it('has no base outside the job, and no status that was not read', () => {
    const added = endpoint('03717C0E0A', foundAt(moment))
    const rows = buildReport({
      ...matter,
      endpoints: [
        { ...added, deviceId: null, seenState: null },
        { ...endpoint('03717C0E0B', foundAt(moment)), deviceId: 'removed' },
      ],
    }).endpoints
    expect(rows.map((row) => [row.through, row.seenState === null])).toEqual([
      [null, true],
      [null, false],
    ])
  })
  it('is good only when it is signed in, and is started in every state but the first', () => {
    for (const option of onboardingStateSchema.options) {
      const at = option.shape.at.value
      const { state, started } = rowOf(sample(at))
      expect([at, state.tone === 'good', started]).toEqual([at, at === 'signed-in', at !== 'found'])
      expect(state.word).toBe(states.onboarding[at])
    }
  })

  const identity = texts.temporaryIdentity('a@onboarding.test')
  const later = { expiresAt: moment + 1_000 }
  const laterText = '2026-11-24 15:02:12 +01:00'
  const refused = { code: 'verification-code-wrong', facts: { tries: 2, code: secrets.verification } }
  it.each<[string, Record<string, unknown>, string[]]>([
    ['found', {}, []],
    ['directed', { url: 'http://192.0.2.1/?k=1' }, [texts.url('http://192.0.2.1/?k=••••', false)]],
    ['fetched', {}, []],
    ['onboarded', {}, [identity, texts.noVerificationCode]],
    [
      'onboarded',
      { verification: { code: secrets.verification, ...later }, refused },
      [
        identity,
        texts.verificationCodeUntil(laterText),
        texts.lastRefusal(words.problems.of('verification-code-wrong', {}).title),
      ],
    ],
    ['verified', {}, [identity]],
    [
      'signing-in',
      { signIn: { code: secrets.signIn, page: '', ...later } },
      [texts.signInCodeUntil(laterText)],
    ],
    [
      'signing-in',
      { account: { name: 'Ada', number: '+44', attachedAt: moment } },
      [texts.accountAttached('Ada', '+44')],
    ],
    ['signed-in', { name: 'Ada', number: '+44' }, ['Ada', '+44', 'a@onboarding.test']],
    ['signed-in', { identity: '' }, []],
    ['offboarded', {}, []],
    ['stuck', {}, [texts.stuckAfter(states.onboarding.found)]],
  ])('that is %s with %j shows its facts, without codes', (at, changes, details) => {
    const row = rowOf(sample(at, changes))
    expect(row.details).toEqual(details)
    expect(row.problem?.code).toBe(at === 'stuck' ? 'timed-out' : undefined)
  })
})

/** A state of every name, with default values for its fields. */
function sample(at: string, changes: Record<string, unknown> = {}) {
  const all = {
    ...{ since: moment, reached: {}, url: 'http://192.0.2.1/', identity: 'a@onboarding.test' },
    ...{ verification: null, refused: null, account: null, number: null, name: null },
    signIn: { code: secrets.signIn, expiresAt: moment, page: '' },
    problem: { code: 'timed-out', facts: {} },
    before: foundAt(moment),
  }
  return onboardingStateSchema.parse({ at, ...all, ...changes })
}
