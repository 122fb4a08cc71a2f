/** A mixed office through the whole core: scanned, pointed at the gateway core in one bulk run, restarted, fetched and registered. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import { drivers } from '#electron/drivers/index.ts'
import { Secret } from '#electron/platform/secret.ts'
import { type BulkRun, bulkOptionsSchema } from '#shared/model/bulk-run.ts'
import type { JobChange, JobDevice } from '#shared/model/job.ts'

let core: Core
let jobId = ''
/** Whole practice devices with a driver that writes the provisioning URL; the other devices of the office only identify themselves. */
let writable: readonly JobDevice[] = []

async function contents(): Promise<JobChange> {
  for await (const change of core.services.jobs.watch(jobId, undefined)) return change
  throw new Error('no job')
}

beforeAll(async () => {
  core = await createCore({
    ...{ dataFolder: ':memory:', capabilities: [], practicePace: 0.02, practiceOffice: true },
    practicePorts: { http: 0, sip: 0, snmp: 0 },
  })
  jobId = (await core.services.jobLifecycle.openPractice()).id
  const { targets, ports } = core.services.practice.status()
  for await (const event of core.services.scans.scan(jobId, { targets, ports }, undefined))
    if (event.kind === 'failed') throw new Error(event.problem.code)
  const { devices } = await contents()
  const whole = new Set(core.services.practice.status().devices.map((each) => each.ports.http))
  writable = devices.upserted.filter(
    ({ capabilities, ports: { http } }) => capabilities.includes('provisioning') && whole.has(http),
  )
})
afterAll(() => core[Symbol.asyncDispose]())

/** Keeps the printed account of each device, as a technician with a list of them does. */
function keepPrintedSignIns(): void {
  const { practice, keptSignIns } = core.services
  for (const { address, ports, user, password } of practice.status().devices) {
    const device = writable.find((each) => each.address === address && each.ports.http === ports.http)
    if (device !== undefined)
      keptSignIns.save(jobId, { kind: 'device', deviceId: device.id }, user, new Secret(password))
  }
}

async function settled(id: string): Promise<BulkRun> {
  const { bulkRuns } = core.services
  for await (const { run } of bulkRuns.watch(id, undefined))
    if (run.phase.at === 'planned' || run.phase.at === 'ended') break
  return bulkRuns.get(id)
}

const nameOf = (deviceId: string): string => {
  const { vendor, model } = writable.find(({ id }) => id === deviceId)?.identity ?? {}
  return `${vendor} ${model}`
}

describe('a mixed office', () => {
  it('is pointed at the gateway core in one run', async () => {
    const { bulkRuns } = core.services
    keepPrintedSignIns()
    const { id } = bulkRuns.start({
      ...{ jobId, deviceIds: writable.map((each) => each.id), target: { kind: 'rehearsal' } },
      options: bulkOptionsSchema.parse({ acceptPlainHttp: true, concurrency: 16, canary: false }),
    })
    const planned = await settled(id)
    expect(
      planned.devices.map(({ deviceId, step }) => [
        nameOf(deviceId),
        step.at,
        'problem' in step ? step.problem : null,
      ]),
    ).toEqual(writable.map(({ id: each }) => [nameOf(each), 'planned', null]))
    bulkRuns.command(id, { fact: 'approved' })
    const ended = await settled(id)
    const summary = ended.devices.map(({ deviceId, step }) => [
      nameOf(deviceId),
      step.at,
      'problem' in step ? step.problem : null,
    ])
    expect(summary.filter(([, at]) => at !== 'done')).toEqual([])
  }, 180_000)

  it('registers every phone that the gateway core writes files for', async () => {
    const rehearsed = new Set(
      drivers.filter(({ configuration }) => configuration !== undefined).map(({ id }) => id),
    )
    const phones = writable.filter(({ driver }) => driver !== null && rehearsed.has(driver))
    expect(phones.length).toBeGreaterThan(30)
    const ids = new Set(phones.map(({ id }) => id))
    const waiting = async (): Promise<string[]> =>
      (await contents()).endpoints.upserted
        .filter(
          ({ kind, deviceId, onboarding }) =>
            kind === 'phone' && ids.has(deviceId ?? '') && onboarding.at !== 'onboarded',
        )
        .map(({ deviceId, onboarding }) => `${nameOf(deviceId ?? '')}: ${onboarding.at}`)
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toEqual([])
  }, 90_000)
})
