/** A scan with passive discovery at the same time, over a fake scan and fake announcements. */
import { describe, expect, it } from 'vitest'
import type { ListenRequest, PassiveDiscovery } from '#electron/services/discovery/passive-discovery.ts'
import type { ScanRequest } from '#electron/services/discovery/running-scan.ts'
import { scanWhileListening } from '#electron/services/discovery/scan-while-listening.ts'
import type { Scans } from '#electron/services/discovery/scans.ts'
import type { Device } from '#shared/model/job.ts'
import type { ListenEvent } from '#shared/model/passive-discovery.ts'
import type { ScanEvent, UnfinishedScan } from '#shared/model/scan.ts'
import { device } from '#test/store/matter.ts'
import { ports } from './scan/fakes.ts'

const scanId = 'one'
const request: ScanRequest = { targets: ['10.0.0.0/24'], ports: {} }
const started: ScanEvent = { kind: 'started', scanId, addresses: 1, resumed: false }
const ended = (devices: number): ScanEvent => {
  return { kind: 'ended', scanId, devices, cancelled: false, tookMs: 1 }
}
const deviceOf = (id: string, model: string | null = 'D735'): Device => {
  const stored = device(id, 'one')
  return { ...stored, identity: { ...stored.identity, model }, signedIn: false, capabilities: [] }
}
const found = (...devices: Device[]): ScanEvent => ({ kind: 'devices', scanId, devices })

/** A scan with the given events, during which the given devices announce themselves. */
function bench(events: readonly ScanEvent[], announced: readonly Device[], kept: UnfinishedScan[] = []) {
  const requests: ListenRequest[] = []
  let open = 0
  let listened: () => void = () => undefined
  const passiveDiscovery: PassiveDiscovery = {
    async *listen(_jobId, asked, signal): AsyncGenerator<ListenEvent, void> {
      requests.push(asked)
      open++
      yield { kind: 'started', links: [], listeners: [] }
      for (const each of announced) yield { kind: 'device', device: each }
      listened()
      if (signal?.aborted === false) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
      }
      open--
    },
  }
  const scans: Scans = {
    async *scan() {
      for (const event of events) {
        const heard = new Promise<void>((resolve) => {
          listened = resolve
        })
        yield event
        if (event.kind === 'started') await heard
      }
    },
    pause: () => undefined,
    resume: () => undefined,
    unfinished: () => kept,
    discard: () => undefined,
    running: () => [],
  }
  const both = scanWhileListening(scans, passiveDiscovery)
  const run = async (asked: ScanRequest = request, signal?: AbortSignal): Promise<ScanEvent[]> => {
    const seen: ScanEvent[] = []
    for await (const event of both.scan('one', asked, signal)) seen.push(event)
    return seen
  }
  return { both, run, requests, open: () => open }
}

describe('a scan with passive discovery', () => {
  it('reports devices that only announced themselves before its end, and counts them', async () => {
    const on = bench([started, ended(0)], [deviceOf('a'), deviceOf('b')])
    expect(await on.run()).toEqual([started, found(deviceOf('a'), deviceOf('b')), ended(2)])
    expect(on.open()).toBe(0)
  })

  it('reports a device again when its announcement adds to its identity, and counts it once', async () => {
    const answered = found(deviceOf('a', null), deviceOf('b'))
    const on = bench([started, answered, ended(2)], [deviceOf('a'), deviceOf('b')])
    expect(await on.run()).toEqual([started, answered, found(deviceOf('a')), ended(2)])
  })

  it('compares with the last report of a device', async () => {
    const reports = [found(deviceOf('a', null)), found(deviceOf('a'))]
    const on = bench([started, ...reports, ended(1)], [deviceOf('a')])
    expect(await on.run()).toEqual([started, ...reports, ended(1)])
  })

  it('reports nothing more when nothing is announced', async () => {
    const on = bench([started, found(deviceOf('a')), ended(1)], [])
    expect(await on.run()).toEqual([started, found(deviceOf('a')), ended(1)])
  })

  it('passes on a failure, and does not listen before the start', async () => {
    const failed: ScanEvent = { kind: 'failed', problem: { code: 'cidr-malformed', facts: {} } }
    const on = bench([failed], [deviceOf('a')])
    expect(await on.run()).toEqual([failed])
    expect(on.requests).toEqual([])
  })

  it('listens for its own targets, and sends no query when the scan is gentle', async () => {
    const on = bench([started, ended(0)], [])
    await on.run()
    await on.run({ ...request, exclude: ['10.0.0.9'], profile: 'gentle' })
    expect(on.requests).toEqual([
      { targets: request.targets, exclude: [], quiet: false },
      { targets: request.targets, exclude: ['10.0.0.9'], quiet: true },
    ])
  })

  it('listens for the targets of the scan that is resumed', async () => {
    const kept = (id: string, target: string): UnfinishedScan => ({
      ...{ scanId: id, targets: [target], exclude: ['10.0.7.1'], profile: 'gentle', ports, wide: false },
      ...{ only: 'all', done: 1, total: 4, startedAt: 1 },
    })
    const on = bench([started, ended(0)], [], [kept('other', '10.0.6.0/24'), kept('one', '10.0.7.0/24')])
    await on.run({ ...request, resume: 'one' })
    expect(on.requests).toEqual([{ targets: ['10.0.7.0/24'], exclude: ['10.0.7.1'], quiet: true }])
  })

  it('stops listening when the stream is left', async () => {
    const on = bench([started, found(deviceOf('b')), ended(0)], [deviceOf('a')])
    for await (const { kind } of on.both.scan('one', request, new AbortController().signal)) {
      if (kind === 'devices') break
    }
    expect(on.requests).toHaveLength(1)
    expect(on.open()).toBe(0)
  })

  it('stops listening when its signal fires', async () => {
    const leaving = new AbortController()
    const on = bench([started, found(deviceOf('b')), ended(0)], [deviceOf('a')])
    for await (const { kind } of on.both.scan('one', request, leaving.signal)) {
      if (kind !== 'devices') continue
      leaving.abort()
      await expect.poll(on.open).toBe(0)
    }
  })
})
