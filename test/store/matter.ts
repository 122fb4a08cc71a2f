/** A job and what it holds, small and whole. */
import type { StoredDevice } from '#electron/store/store.ts'
import { foundAt } from '#shared/machines/onboarding.ts'
import type { BulkRun } from '#shared/model/bulk-run.ts'
import type { Verdict } from '#shared/model/catalogue.ts'
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import { parseIpei } from '#shared/model/ipei.ts'
import type { Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'

const verdict = {
  answer: 'not-listed',
  minimum: null,
  approved: null,
  date: '2024-07-15',
  source: 'a test',
} as const satisfies Verdict

export const job = (id: string, openedAt = 1): Job => ({
  id,
  name: `Job ${id}`,
  site: 'Reading',
  region: 'emea',
  language: 'en',
  mode: 'rehearsal',
  practice: true,
  createdAt: 1,
  openedAt,
  lastScan: null,
  technician: '',
  customer: '',
  contact: '',
  notes: '',
  archivedAt: null,
  deletedAt: null,
})

export const device = (id: string, jobId: string): StoredDevice => ({
  id,
  jobId,
  key: `mac:${id}`,
  address: '127.0.0.1',
  ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
  identity: {
    vendor: 'Poly',
    model: 'Rove B2',
    firmware: '8.0.3.0010',
    mac: null,
    serial: null,
    kind: 'dect-base',
    level: 'exact',
    evidence: [],
    contradictions: [],
  },
  verdict,
  driver: 'poly-rove',
  firstSeen: 1,
  lastSeen: 2,
  silentSince: null,
  otherAddress: null,
  plainHttpAccepted: false,
})

export const bulkRun = (id: string, deviceIds: readonly string[]): BulkRun => ({
  ...{ id, jobId: 'one', createdAt: 1, nextStartAt: 0, target: { kind: 'rehearsal' } },
  options: {
    ...{
      concurrency: 8,
      startEveryMs: 0,
      canary: true,
      acceptPlainHttp: false,
      restart: true,
      defaultPasswords: false,
    },
  },
  phase: { at: 'planning', paused: true },
  devices: deviceIds.map((deviceId) => ({
    ...{ deviceId, group: 'Poly Rove B2', way: { kind: 'driver', driver: 'poly-rove' } },
    step: { at: 'to-plan' },
    defaultPassword: false,
  })),
})

/** An IPEI made of the letters of an id: every id gives another one. */
function handsetIds(id: string) {
  const digits = [...id].map((letter) => (letter.codePointAt(0) ?? 0).toString(16)).join('')
  const { ipei } = parseIpei(`0${digits.slice(-9).padStart(9, '0')}`)
  return { ipei, hardwareId: handsetHardwareId(ipei) }
}

export const endpoint = (id: string, jobId: string): Endpoint => ({
  id,
  jobId,
  deviceId: null,
  ...handsetIds(id),
  kind: 'handset',
  addedBy: 'technician',
  label: 'Reception',
  model: null,
  firmware: null,
  verdict,
  seenState: null,
  onboarding: foundAt(1),
})

export const entry = (jobId: string, what: string): Omit<HistoryEntry, 'id'> => ({
  jobId,
  at: 1,
  what,
  deviceId: null,
  endpointId: null,
  facts: {},
})
