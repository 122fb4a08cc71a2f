/** Scans of a job: devices, interrupted scans, and resuming. */
import { describe, expect, it } from 'vitest'
import { type Core, createCore } from '#electron/app/core.ts'
import type { ScanRequest } from '#electron/services/discovery/running-scan.ts'
import type { Job } from '#shared/model/job.ts'
import type { ScanEvent } from '#shared/model/scan.ts'
import { closedPort } from '#test/probes/peers.ts'

async function jobOnCore(): Promise<{ core: Core; job: Job } & AsyncDisposable> {
  const core = await createCore({
    dataFolder: ':memory:',
    capabilities: [],
    practicePace: 0.01,
    practicePorts: { http: 0, sip: 0, snmp: 0 },
  })
  const job = core.services.jobs.create({
    ...{ name: 'Scans', site: '', region: 'emea', language: 'en', mode: 'rehearsal' },
  })
  return { core, job, [Symbol.asyncDispose]: () => core[Symbol.asyncDispose]() }
}

async function scan(
  core: Core,
  job: Job,
  request: ScanRequest,
  onEvent: (event: ScanEvent) => void = () => undefined,
  signal?: AbortSignal,
): Promise<ScanEvent[]> {
  const events: ScanEvent[] = []
  for await (const event of core.services.scans.scan(job.id, request, signal)) {
    events.push(event)
    onEvent(event)
  }
  return events
}

const devicesOf = async (core: Core, job: Job) => {
  for await (const { devices } of core.services.jobs.watch(job.id, new AbortController().signal)) {
    return devices.upserted
  }
  return []
}
const last = (events: readonly ScanEvent[]) => events.at(-1)
const idIn = (events: readonly ScanEvent[]) =>
  events.flatMap((event) => (event.kind === 'started' ? [event.scanId] : []))[0] ?? ''
const practiceRequest = (core: Core): ScanRequest => {
  const { targets, ports } = core.services.practice.status()
  return { targets, ports: { ...ports, https: ports.http } }
}

describe('the targets of a scan', () => {
  const picked = { exclude: ['127.0.0.9'], profile: 'gentle', wide: true } as const

  it('are stored with its job only', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const other = core.services.jobs.create({
      ...{ name: 'Other', site: '', region: 'emea', language: 'en', mode: 'rehearsal' },
    })
    expect(core.services.jobs.get(job.id).lastScan).toBeNull()
    const port = await closedPort()
    await scan(core, job, { targets: [`127.0.0.1:${port}`], ports: {}, ...picked })
    expect(core.services.jobs.get(job.id).lastScan).toEqual({ targets: [`127.0.0.1:${port}`], ...picked })
    expect(core.services.jobs.get(other.id).lastScan).toBeNull()
  })

  it('are not replaced by a scan that did not start', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const target = `127.0.0.1:${await closedPort()}`
    await scan(core, job, { targets: [target], ports: {} })
    const refused = await scan(core, job, { targets: ['10.0.0.0/8'], ports: {} })
    expect(last(refused)).toMatchObject({ kind: 'failed', problem: { code: 'cidr-too-wide' } })
    expect(core.services.jobs.get(job.id).lastScan?.targets).toEqual([target])
  })

  it('are sent to watchers of the job', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const target = `127.0.0.1:${await closedPort()}`
    const leaving = new AbortController()
    const watching = (async () => {
      for await (const change of core.services.jobs.watch(job.id, leaving.signal)) {
        if (change.job?.lastScan != null) return change.job.lastScan.targets
      }
      return null
    })()
    await scan(core, job, { targets: [target], ports: {} })
    expect(await watching).toEqual([target])
    leaving.abort()
  })
})

describe('a completed scan', () => {
  it('cannot be resumed, and its device is not silent', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    await core.services.practice.start()
    const events = await scan(core, job, practiceRequest(core))
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['started', 'devices', 'progress', 'ended']),
    )
    expect(last(events)).toMatchObject({ kind: 'ended', devices: 1, cancelled: false })
    expect(core.services.scans.unfinished(job.id)).toEqual([])
    expect(await devicesOf(core, job)).toMatchObject([{ silentSince: null }])
  })

  it('marks silent devices until they answer; a scan of other targets does not change the mark', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    await core.services.practice.start()
    const request = practiceRequest(core)
    await scan(core, job, request)
    await core.services.practice.stop()
    const closed = await closedPort()
    await scan(core, job, {
      targets: ['127.0.0.2'],
      ports: { http: closed, https: closed, sip: closed, snmp: closed },
    })
    expect(await devicesOf(core, job)).toMatchObject([{ silentSince: null }])
    await scan(core, job, request)
    const [silent] = await devicesOf(core, job)
    expect(silent?.silentSince).toEqual(expect.any(Number))
    expect(silent?.identity.model).toBe('Rove B2')
    await scan(core, job, { ...request, only: 'changed' })
    expect(await devicesOf(core, job)).toMatchObject([{ silentSince: silent?.silentSince }])
  })

  it('of changes asks an unchanged base one question, and lists it', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    await core.services.practice.start()
    const request = practiceRequest(core)
    await scan(core, job, request)
    const [before] = await devicesOf(core, job)
    const { evidence } = core.services.devices.get(before?.id ?? '').identity
    const events = await scan(core, job, { ...request, only: 'changed' })
    expect(last(events)).toMatchObject({ kind: 'ended', devices: 1 })
    const [after] = await devicesOf(core, job)
    expect(after).toMatchObject({ id: before?.id, identity: before?.identity })
    // a full scan would have read everything again
    expect(core.services.devices.get(before?.id ?? '').identity.evidence).toEqual(evidence)
    expect(after?.lastSeen).toBeGreaterThan(before?.lastSeen ?? 0)
  })
})

describe('a cancelled scan', () => {
  const slow = async (): Promise<ScanRequest> => {
    const closed = await closedPort()
    const ports = { http: closed, https: closed, sip: closed, snmp: closed }
    return { targets: ['127.0.3.0/27'], exclude: ['127.0.3.30'], ports, profile: 'gentle' }
  }
  /** Starts a scan and cancels it after a number of settled targets. */
  const leave = async (core: Core, job: Job, request: ScanRequest, done: number) => {
    const leaving = new AbortController()
    return scan(
      core,
      job,
      request,
      (event) => {
        if (event.kind === 'progress' && event.done >= done) leaving.abort()
      },
      leaving.signal,
    )
  }

  it('can be resumed, and asks only the remaining targets', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const request = await slow()
    const first = await leave(core, job, request, 3)
    expect(last(first)).toMatchObject({ kind: 'ended', cancelled: true })
    const [left, ...others] = core.services.scans.unfinished(job.id)
    expect(others).toEqual([])
    expect(left).toMatchObject({ scanId: idIn(first), ...request, total: 29, wide: false, only: 'all' })
    expect(left?.done).toBeGreaterThanOrEqual(3)
    expect(left?.done).toBeLessThan(29)
    const then = await scan(core, job, { targets: ['192.0.2.1'], ports: {}, resume: left?.scanId })
    expect(then[0]).toEqual({ kind: 'started', scanId: left?.scanId, addresses: 29, resumed: true })
    const progress = then.flatMap((event) => (event.kind === 'progress' ? [event.done] : []))
    expect(progress[0]).toBeGreaterThanOrEqual(left?.done ?? 0)
    expect(progress.at(-1)).toBe(29)
    expect(core.services.scans.unfinished(job.id)).toEqual([])
  }, 60_000)

  it('is gone after it was discarded, or after a new scan of the same targets', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const request = await slow()
    const first = idIn(await leave(core, job, request, 1))
    const second = idIn(await leave(core, job, request, 1))
    expect(core.services.scans.unfinished(job.id).map(({ scanId }) => scanId)).toEqual([second])
    core.services.scans.discard(second)
    expect(core.services.scans.unfinished(job.id)).toEqual([])
    for (const scanId of [first, second, 'nonsense']) {
      expect(() => core.services.scans.discard(scanId)).toThrow(
        expect.objectContaining({ code: 'not-found' }),
      )
      const events = await scan(core, job, { ...request, resume: scanId })
      expect(events).toMatchObject([{ kind: 'failed', problem: { code: 'not-found' } }])
    }
  }, 60_000)

  it('is not offered while it runs again, and cannot run twice', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const seen: unknown[] = []
    const leaving = new AbortController()
    const request = await slow()
    await scan(
      core,
      job,
      request,
      (event) => {
        if (event.kind !== 'started') return
        seen.push(core.services.scans.unfinished(job.id))
        void scan(core, job, { ...request, resume: event.scanId }).then((events) => {
          seen.push(events)
          leaving.abort()
        })
      },
      leaving.signal,
    )
    expect(seen).toMatchObject([[], [{ kind: 'failed', problem: { code: 'not-found' } }]])
  }, 60_000)

  it('that was discarded while it ran is not kept', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const leaving = new AbortController()
    await scan(
      core,
      job,
      await slow(),
      (event) => {
        if (event.kind !== 'progress') return
        core.services.scans.discard(event.scanId)
        leaving.abort()
      },
      leaving.signal,
    )
    expect(core.services.scans.unfinished(job.id)).toEqual([])
  }, 60_000)
})

describe('a paused scan', () => {
  it('stops until it is resumed, and reports it', async () => {
    await using on = await jobOnCore()
    const { core, job } = on
    const closed = await closedPort()
    const ports = { http: closed, https: closed, sip: closed, snmp: closed }
    let pausedAt = -1
    const seen: boolean[] = []
    const request: ScanRequest = { targets: ['127.0.3.0/28'], ports, profile: 'gentle' }
    const events = await scan(core, job, request, (event) => {
      if (event.kind !== 'progress') return
      seen.push(event.paused)
      if (pausedAt >= 0 || event.done < 2) return
      pausedAt = event.done
      core.services.scans.pause(event.scanId)
      setTimeout(() => core.services.scans.resume(event.scanId), 300)
    })
    expect(seen).toContain(true)
    expect(seen.at(-1)).toBe(false)
    expect(last(events)).toMatchObject({ kind: 'ended', cancelled: false })
    for (const act of ['pause', 'resume'] as const) {
      expect(() => core.services.scans[act]('nonsense')).toThrow(
        expect.objectContaining({ code: 'not-found' }),
      )
    }
  }, 60_000)
})
