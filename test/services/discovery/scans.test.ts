/** Scans of a job over a fake engine: what is stored of devices and of unfinished scans. */
import { describe, expect, it } from 'vitest'
import type { EngineEvent } from '#electron/services/discovery/scan/engine-events.ts'
import { PunchdownError } from '#shared/errors.ts'
import { device } from '#test/store/matter.ts'
import { ports } from './scan/fakes.ts'
import { foundAt, progress, request, type Script, scanBench, target, update } from './scan-bench.ts'

describe('a scan', () => {
  it('reports its start, devices, progress and end', async () => {
    const script: Script = async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
      yield update(2, { devices: [foundAt('192.0.2.1'), foundAt('192.0.2.2')] })
      on.advance(70)
      yield update(4, { devices: [foundAt('192.0.2.1')] })
    }
    using on = scanBench(script)
    const events = await on.run()
    const [started] = events
    const scanId = started?.kind === 'started' ? started.scanId : ''
    expect(events).toMatchObject([
      { kind: 'started', addresses: 4, resumed: false },
      { kind: 'devices', scanId, devices: [{ address: '192.0.2.1' }, { address: '192.0.2.2' }] },
      { kind: 'progress', scanId, ...progress(2) },
      { kind: 'devices', scanId, devices: [{ address: '192.0.2.1' }] },
      { kind: 'progress', scanId, ...progress(4) },
      { kind: 'ended', scanId, devices: 3, cancelled: false, tookMs: 70 },
    ])
    expect(on.store.devices.ofJob('one')).toHaveLength(2)
    expect(on.unfinished()).toEqual([])
    expect(on.store.scans.ofJob('one')).toEqual([])
  })

  it('without a device reports progress only', async () => {
    using on = scanBench(async function* () {
      yield update(1)
    })
    expect((await on.run()).map(({ kind }) => kind)).toEqual(['progress', 'ended'])
  })

  it('passes on what was picked', async () => {
    using on = scanBench()
    const exclude = ['192.0.2.9']
    await on.run({
      ...{ ports: { http: 8080 }, exclude, profile: 'gentle', wide: true, only: 'changed' },
      snmp: { version: '2c', community: 'a secret' },
    })
    expect(on.requests[0]).toMatchObject({
      ...{ targets: request.targets, exclude, profile: 'gentle', wide: true, only: 'changed' },
      ports: { ...ports, http: 8080 },
      snmp: { version: '2c' },
    })
    await on.run()
    expect(on.requests[1]).toMatchObject({
      ...{ exclude: [], profile: 'usual', wide: false, only: 'all', ports },
    })
    expect(on.requests[1]).not.toHaveProperty('snmp')
  })

  it('marks devices as silent, as unchanged and as answering', async () => {
    using on = scanBench()
    for (const id of ['a', 'b', 'c']) {
      const address = `192.0.2.${'abc'.indexOf(id)}`
      on.store.devices.save({ ...device(id, 'one'), address, silentSince: id === 'a' ? null : 5 })
    }
    on.engine.script = async function* ({ known }) {
      expect(known(target('192.0.2.0'))).toMatchObject({ reply: null, sightings: [] })
      yield update(3, {
        silent: [target('192.0.2.0')],
        unchanged: [target('192.0.2.1'), target('192.0.2.7')],
        devices: [{ ...foundAt('192.0.2.2'), key: 'mac:c' }],
        replies: [{ target: target('192.0.2.2'), reply: 'web open' }],
      })
    }
    const events = await on.run()
    expect(events[0]).toMatchObject({ kind: 'devices', devices: [{ id: 'c' }, { id: 'b' }] })
    expect(events.at(-1)).toMatchObject({ devices: 2 })
    const silent = ['a', 'b', 'c'].map((id) => on.store.devices.get(id)?.silentSince)
    expect(silent).toEqual([1_000, null, null])
    expect(on.store.scans.hostReplies('one')).toEqual(new Map([['192.0.2.2 80', 'web open']]))
  })

  it('knows in a later update the device that the first one found', async () => {
    using on = scanBench(async function* () {
      yield update(1, { devices: [foundAt('192.0.2.1')] })
      yield update(2, { unchanged: [target('192.0.2.1')] })
    })
    const events = await on.run()
    expect(events.map((event) => (event.kind === 'devices' ? event.devices.length : 0))).toEqual([
      1, 0, 1, 0, 0,
    ])
  })

  it('stores the targets with the job when it starts, and notifies watchers', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
    })
    await on.run({ exclude: ['192.0.2.9'], profile: 'gentle', wide: true })
    const picked = { targets: request.targets, exclude: ['192.0.2.9'], profile: 'gentle', wide: true }
    expect(on.store.jobs.get('one')?.lastScan).toEqual(picked)
    expect(on.store.jobs.get('other')?.lastScan).toBeNull()
    expect(on.changed).toEqual(['job one'])
  })

  it('that does not start leaves the targets of the job', async () => {
    using on = scanBench(async function* () {
      yield* await Promise.reject<EngineEvent[]>(new PunchdownError('cidr-too-wide'))
    })
    expect(await on.run()).toMatchObject([{ kind: 'failed', problem: { code: 'cidr-too-wide' } }])
    expect(on.store.jobs.get('one')?.lastScan).toBeNull()
    expect(on.changed).toEqual([])
  })

  it('is listed as work while it runs', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
    })
    const seen: unknown[] = []
    await on.run({}, { each: () => seen.push(...on.scans.running()) })
    expect(seen[0]).toEqual({ id: expect.any(String), kind: 'scan', startedAt: 1_000 })
    expect(on.scans.running()).toEqual([])
    expect(on.changes()).toBe(2)
  })

  it.each([
    ['its signal', true],
    ['leaving the stream', false],
  ])('ends the engine by %s', async (_how, bySignal) => {
    const leaving = new AbortController()
    let signal: AbortSignal | undefined
    using on = scanBench(async function* (asked) {
      signal = asked.signal
      yield { kind: 'started', addresses: 4, done: 0 }
      expect(asked.signal.aborted).toBe(bySignal)
    })
    for await (const _event of on.scans.scan('one', request, leaving.signal)) {
      if (!bySignal) break
      leaving.abort()
    }
    expect(signal?.aborted).toBe(true)
    expect(on.scans.running()).toEqual([])
  })
})

describe('an interrupted scan', () => {
  it('reports its end as cancelled and is kept with its progress', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 10, done: 0 }
      yield update(3, { progress: progress(3, 10) })
      throw new PunchdownError('cancelled')
    })
    const events = await on.run({ exclude: ['192.0.2.2'], only: 'changed' })
    expect(events.at(-1)).toMatchObject({ kind: 'ended', cancelled: true, devices: 0 })
    expect(on.scans.unfinished('one')).toMatchObject([
      { ...request, ports, exclude: ['192.0.2.2'], only: 'changed', total: 10, done: 3, startedAt: 1_000 },
    ])
    const [stored] = on.store.scans.ofJob('one')
    expect(stored).toMatchObject({ settled: 3, answering: 1, done: Buffer.from([3]) })
    expect(on.unfinished('other')).toEqual([])
  })

  it('starts with one bit for each target', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 9, done: 0 }
      throw new PunchdownError('cancelled')
    })
    await on.run()
    expect(on.store.scans.ofJob('one')).toMatchObject([
      { done: Buffer.from([0, 0]), settled: 0, answering: 0 },
    ])
  })

  it('that fails reports the problem and is kept', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
      throw new PunchdownError('unreachable')
    })
    expect((await on.run()).at(-1)).toMatchObject({ kind: 'failed', problem: { code: 'unreachable' } })
    expect(on.unfinished()).toHaveLength(1)
  })

  it('is resumed with its own targets and progress', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 1 }
      yield update(4)
    })
    const scanId = await on.interrupted({ exclude: ['192.0.2.2'] })
    const targetsBefore = on.store.jobs.get('one')?.lastScan
    const events = await on.run({ targets: ['198.51.100.1'], resume: scanId })
    expect(on.requests.at(-1)).toMatchObject({
      ...{ targets: request.targets, exclude: ['192.0.2.2'], done: Buffer.from([1]), answering: 1 },
    })
    expect(events[0]).toEqual({ kind: 'started', scanId, addresses: 4, resumed: true })
    expect(on.store.jobs.get('one')?.lastScan).toEqual(targetsBefore)
    expect(on.unfinished()).toEqual([])
  })

  it.each(['an unknown id', 'the id of another job'])('with %s is not resumed', async (which) => {
    using on = scanBench()
    const scanId = await on.interrupted({}, 'other')
    const resume = which === 'an unknown id' ? 'unknown' : scanId
    expect(await on.run({ resume })).toMatchObject([
      { kind: 'failed', problem: { code: 'not-found', facts: { scanId: resume } } },
    ])
    expect(on.requests).toHaveLength(1)
    expect(on.unfinished('other')).toEqual([scanId])
  })

  it('is replaced by a new scan of the same targets, exclusions and ports', async () => {
    using on = scanBench()
    const first = await on.interrupted()
    const others = [
      await on.interrupted({ targets: ['192.0.2.0/29'] }),
      await on.interrupted({ exclude: ['192.0.2.1'] }),
      await on.interrupted({ ports: { http: 8080 } }),
    ]
    expect(new Set(on.unfinished())).toEqual(new Set([first, ...others]))
    const again = await on.interrupted({ profile: 'gentle' })
    expect(new Set(on.unfinished())).toEqual(new Set([again, ...others]))
  })

  it('is dropped when five newer ones are kept', async () => {
    using on = scanBench()
    const ids: string[] = []
    for (let i = 0; i < 6; i++) {
      on.advance(1)
      ids.push(await on.interrupted({ targets: [`192.0.2.${i}`] }))
    }
    expect(on.unfinished()).toEqual(ids.slice(1).reverse())
  })

  it('can be discarded once', async () => {
    using on = scanBench()
    const scanId = await on.interrupted()
    on.scans.discard(scanId)
    expect(on.unfinished()).toEqual([])
    expect(() => on.scans.discard(scanId)).toThrow(
      expect.objectContaining({ code: 'not-found', facts: { scanId } }),
    )
  })

  it('that was discarded while it ran is not kept', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
      yield update(1)
      throw new PunchdownError('cancelled')
    })
    await on.run({}, { each: (event) => event.kind === 'started' && on.scans.discard(event.scanId) })
    expect(on.unfinished()).toEqual([])
  })

  it('that runs is not offered for resuming', async () => {
    using on = scanBench(async function* () {
      yield { kind: 'started', addresses: 4, done: 0 }
    })
    const seen: unknown[] = []
    await on.run({}, { each: (event) => event.kind === 'started' && seen.push(on.unfinished()) })
    expect(seen).toEqual([[]])
  })
})
