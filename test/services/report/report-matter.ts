/** Jobs to make reports of. */
import type { ReportMatter } from '#electron/services/report/model.ts'
import type { StoredDevice } from '#electron/store/store.ts'
import type { Push } from '#shared/machines/push.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import type { Provenance } from '#shared/model/confidence.ts'
import { handsetHardwareId, parseHardwareId } from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import type { Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import type { EditResult } from '#shared/model/settings.ts'

/** 2026-11-24 14:02:11 UTC. */
export const moment = Date.UTC(2026, 10, 24, 14, 2, 11)
export const secrets = {
  verification: '734219',
  signIn: 'QX7KM2WPD',
  password: 'hunter2-planted',
  cookie: '8a6f2c-planted',
  urlPassword: 'urlpass-planted',
  urlKey: 'urlkey-planted',
} as const

const provenance: Provenance = { source: 'Rove on Teams article', confidence: 'field-report' }
const belowMinimum: Verdict = {
  answer: 'below-minimum',
  minimum: '8.0.4.3.2',
  approved: '8.0.4.3.2',
  date: '2024-07-15',
  source: 'Plan SIP Gateway',
}
const notKnown: Verdict = { ...belowMinimum, answer: 'not-known', minimum: null, approved: null }

const job: Job = {
  id: 'job-1',
  name: 'Łódź, hall <3> & "office"',
  site: 'Київ · Αθήνα',
  region: 'emea',
  language: 'de',
  mode: 'rehearsal',
  practice: false,
  createdAt: moment - 3_600_000,
  openedAt: moment,
  lastScan: null,
  technician: 'Ada Marsh',
  customer: 'Żabka <Sp. z o.o.>',
  contact: 'Reception, ext. 100',
  notes: '',
  archivedAt: null,
  deletedAt: null,
}

export const base: StoredDevice = {
  id: 'base-1',
  jobId: job.id,
  key: 'mac:48:25:67:0A:1B:2C',
  address: '192.0.2.10',
  ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
  identity: {
    vendor: 'Poly',
    model: 'Rove B2',
    firmware: '8.0.3',
    mac: '48:25:67:0A:1B:2C',
    serial: null,
    kind: 'dect-base',
    level: 'exact',
    contradictions: [
      { fact: 'firmware', kept: '8.0.3', others: [{ value: '8.0.2', protocol: 'sip.server' }] },
    ],
    evidence: [
      {
        fact: 'vendor',
        value: 'Poly',
        protocol: 'http.title',
        port: 80,
        raw: '<title>Poly Rove B2</title>',
        at: moment,
        rule: 'title',
        provenance,
      },
      {
        fact: 'vendor',
        value: 'Poly',
        protocol: 'http.cookie',
        port: 80,
        raw: `SID=${secrets.cookie}; Path=/`,
        at: moment,
        rule: 'cookie',
        provenance,
      },
      {
        fact: 'model',
        value: 'Rove B2',
        protocol: 'driver.describe',
        port: 80,
        raw: `{"model":"Rove B2","adminPassword":"${secrets.password}"}`,
        at: moment,
        rule: 'driver',
        provenance,
      },
    ],
  },
  verdict: belowMinimum,
  driver: 'poly-rove',
  firstSeen: moment - 60_000,
  lastSeen: moment,
  silentSince: null,
  otherAddress: null,
  plainHttpAccepted: false,
}

const edit = (id: string, after: string, secret = false) => ({
  id,
  page: 'System Management > Auto Provisioning',
  group: 'ITSP Provisioning',
  label: id,
  before: secret ? secrets.password : '',
  after,
  secret,
  provenance,
})
const result = (from: ReturnType<typeof edit>): EditResult => ({ ...from, result: 'set', found: from.after })

const push: Push = {
  id: 'push-1',
  jobId: job.id,
  deviceId: base.id,
  plan: {
    id: 'plan-1',
    deviceId: base.id,
    target: {
      kind: 'provisioning',
      url: `http://admin:${secrets.urlPassword}@192.0.2.1:8080/?k=${secrets.urlKey}`,
    },
    edits: [
      edit('ConfigUrl', `http://192.0.2.1:8080/00\${IPEI}.cfg?k=${secrets.urlKey}`),
      edit('Password', secrets.password, true),
    ],
    after: 'fetches',
    provenance,
    madeAt: moment,
  },
  state: {
    at: 'done',
    since: moment,
    results: [
      result(edit('ConfigUrl', 'http://192.0.2.1:8080/')),
      result(edit('Password', secrets.password, true)),
    ],
  },
}

export function endpoint(
  hex: string,
  onboarding: Endpoint['onboarding'],
  label = '',
): Extract<Endpoint, { kind: 'handset' }> {
  const { ipei } = parseIpei(hex)
  return {
    id: `endpoint-${hex}`,
    jobId: job.id,
    deviceId: base.id,
    hardwareId: handsetHardwareId(ipei),
    kind: 'handset',
    ipei,
    addedBy: 'device',
    label,
    model: 'Rove 30',
    firmware: null,
    verdict: notKnown,
    seenState: { text: 'Registered', at: moment },
    onboarding,
  }
}

const onboarded = {
  at: 'onboarded',
  since: moment,
  reached: { found: moment },
  identity: 'a1b2@onboarding.test',
  verification: { code: secrets.verification, expiresAt: moment + 86_400_000 },
  refused: { code: 'verification-code-wrong', facts: { code: secrets.verification } },
} as const
export const endpoints: Endpoint[] = [
  endpoint('03717C0E0A', onboarded, 'Reception'),
  endpoint('03717C0E0B', {
    at: 'signing-in',
    since: moment,
    reached: { found: moment },
    identity: 'a1b3@onboarding.test',
    signIn: { code: secrets.signIn, expiresAt: moment + 900_000, page: 'http://192.0.2.1/sign-in' },
    account: null,
  }),
  endpoint('03717C0E0C', {
    at: 'signed-in',
    since: moment,
    reached: { found: moment },
    identity: 'u1@onboarding.test',
    number: '+4930555010',
    name: 'Grażyna Błaszczyk',
  }),
  endpoint('03717C0E0D', {
    at: 'stuck',
    since: moment,
    reached: { found: moment },
    problem: { code: 'timed-out', facts: { during: 'fetch', password: secrets.password } },
    before: onboarded,
  }),
]

const line = (id: number, what: string, endpointId: string | null = null): HistoryEntry => ({
  id,
  jobId: job.id,
  at: moment + id * 1000,
  what,
  deviceId: base.id,
  endpointId,
  facts: { url: `http://x:${secrets.urlPassword}@192.0.2.1/`, code: secrets.verification },
})

export const matter: ReportMatter = {
  job,
  devices: [base],
  endpoints,
  pushes: [push],
  guidedSetups: [],
  switches: [],
  neighbours: [],
  history: [line(1, 'job.created'), line(2, 'onboarding.url-written', 'endpoint-03717C0E0A')],
  catalogue: { date: '2024-07-15', source: 'Plan SIP Gateway' },
  madeAt: moment,
  timeZone: 'Europe/Warsaw',
  version: '0.1.0',
}

/** The same job with many endpoints, each with three lines of history. */
export function large(count: number): ReportMatter {
  const many = Array.from({ length: count }, (_, index) =>
    endpoint(
      `0${(0x3717c0000 + index).toString(16).toUpperCase()}`,
      {
        at: 'signed-in',
        since: moment,
        reached: { found: moment },
        identity: `u${index}@onboarding.test`,
        number: '+4930555010',
        name: 'A',
      },
      `Ward ${index}`,
    ),
  )
  const history = many.flatMap(({ id }, index) =>
    ['url-written', 'configuration-fetched', 'registered-with-number'].map((fact, step) =>
      line(index * 3 + step + 1, `onboarding.${fact}`, id),
    ),
  )
  return { ...matter, endpoints: many, history }
}

const anyEndpoint = {
  jobId: job.id,
  deviceId: base.id,
  label: '',
  firmware: null,
  addedBy: 'device' as const,
  verdict: notKnown,
  seenState: null,
  onboarding: onboarded,
}

/** A job with a desk phone and an adapter port and no handset. */
export const noHandsets: ReportMatter = {
  ...matter,
  devices: [{ ...base, identity: { ...base.identity, model: 'VVX 411', kind: 'phone' } }],
  endpoints: [
    {
      ...anyEndpoint,
      id: 'phone-1',
      kind: 'phone',
      hardwareId: parseHardwareId('0004F2AABB01'),
      model: 'VVX 411',
    },
    {
      ...anyEndpoint,
      id: 'port-1',
      kind: 'adapter-port',
      port: 2,
      hardwareId: parseHardwareId('00907A0C1D02'),
      model: 'ATA',
    },
  ],
}

export const empty: ReportMatter = { ...matter, devices: [], endpoints: [], pushes: [], history: [] }
