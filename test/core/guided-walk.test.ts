/** Practice devices without a driver are set up by a person with their guided cards, and confirmed by the whole core: a fetch, a URL read back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import { systemClock } from '#electron/platform/clock.ts'
import { createLog } from '#electron/platform/log.ts'
import { practiceDevices } from '#electron/practice/devices/index.ts'
import aleData from '#resources/practice/ale-m3.json' with { type: 'json' }
import ascomData from '#resources/practice/ascom-ipbs2.json' with { type: 'json' }
import gigasetData from '#resources/practice/gigaset-n870.json' with { type: 'json' }
import spectralinkData from '#resources/practice/spectralink-400.json' with { type: 'json' }
import type { GuidedState } from '#shared/machines/guided.ts'
import { addFleet } from '#test/support/practice-fleet.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { fieldValue, visit } from '../practice/manual/client.ts'

const opened = new AsyncDisposableStack()
let core: Core
let jobId = ''

beforeAll(async () => {
  core = opened.use(await createCore({ dataFolder: ':memory:', capabilities: [] }))
  jobId = core.services.jobs.create({
    ...{ name: 'By hand', site: '', region: 'emea', language: 'en', mode: 'rehearsal' },
  }).id
  await core.services.jobLifecycle.open(jobId)
  await core.services.jobLifecycle.startGateway({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
})
afterAll(() => opened.disposeAsync())

interface PracticeData {
  readonly device: string
  readonly vendor: string
  readonly model: string
  readonly mac: string
  readonly user: string
  readonly password: string
}

/** A practice device in the job, and its technician. */
async function deviceInJob(data: PracticeData, way: 'form' | 'basic' = 'form') {
  const open = practiceDevices.get(data.device)
  if (open === undefined) throw new Error(`no practice device ${data.device}`)
  const handle = opened.use(
    await open(data, {
      ...{ flashFolder: null, address: '127.0.0.1', pace: 0.001, now: systemClock.now, log: createLog() },
      ...{ ports: { http: 0, sip: 0, snmp: 0 }, onChange: () => {} },
    }),
  )
  const { http } = handle.status().ports
  const { vendor, model, mac } = data
  const kind = data.device === 'ale' ? 'phone' : 'dect-base'
  const [deviceId = ''] = addFleet(core, jobId, [{ vendor, model, mac, kind, http }])
  return { deviceId, visitor: visit(() => `http://127.0.0.1:${http}`, data.user, data.password, way) }
}

async function stateAt(deviceId: string, at: GuidedState['at']): Promise<GuidedState> {
  for await (const { guidedSetups } of core.services.jobs.watch(jobId, AbortSignal.timeout(20_000))) {
    const setup = guidedSetups.upserted.find(({ id }) => id === deviceId)
    if (setup?.state.at === at) return setup.state
  }
  throw new Error('the core stopped')
}

describe.skipIf(!isHere('curl'))(`a guided card${missing('curl')}`, () => {
  it.each([
    { data: aleData, card: 'ale-phone', path: '/provisioning', label: 'Provisioning server URL' },
    { data: gigasetData, card: 'gigaset-base', path: '/auto-configuration', label: 'Provisioning server' },
  ])(
    'for $data.vendor $data.model is confirmed by the fetch of the device',
    async ({ data, card, path, label }) => {
      const { deviceId, visitor } = await deviceInJob(data)
      const { guidedSetups } = core.services
      const sheet = guidedSetups.sheet(deviceId)
      expect(sheet.card.id).toBe(card)
      await visitor.fill(path, { [label]: sheet.url ?? '' })
      guidedSetups.markDone(deviceId, 'Kim', undefined)
      await visitor.fill('/restart', {})
      const state = await stateAt(deviceId, 'confirmed')
      expect(state).toMatchObject({
        mark: { by: 'Kim', url: sheet.url },
        evidence: { kind: 'fetched', seen: expect.stringContaining(data.model) },
      })
    },
  )

  it.each([
    { data: spectralinkData, card: 'spectralink', label: 'Provisioning server', way: 'form' as const },
    { data: ascomData, card: 'ascom', label: 'Provisioning URL', way: 'basic' as const },
  ])(
    'for $data.vendor $data.model is confirmed by the URL that is read back',
    async ({ data, card, label, way }) => {
      const { deviceId, visitor } = await deviceInJob(data, way)
      const { guidedSetups } = core.services
      const sheet = guidedSetups.sheet(deviceId)
      expect(sheet.card.id).toBe(card)
      await visitor.fill('/provisioning', { [label]: sheet.url ?? '' })
      guidedSetups.markDone(deviceId, 'Kim', undefined)
      const read = fieldValue((await visitor.open('/provisioning')).body, label) ?? ''
      expect(guidedSetups.readBack(deviceId, read).state).toMatchObject({
        ...{ at: 'confirmed', evidence: { kind: 'url-read', seen: sheet.url } },
      })
    },
  )
})
