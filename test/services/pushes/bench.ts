/** Pushes on a bench of fakes: a store in memory, devices that hold settings, a wall clock and virtual time. */
import type { Session } from '#electron/drivers/driver.ts'
import { createLog } from '#electron/platform/log.ts'
import type { Timing } from '#electron/platform/timing.ts'
import type { Sessions } from '#electron/services/devices/index.ts'
import { createJobChanges, createJobs } from '#electron/services/jobs/index.ts'
import { createPushes, type Pushes } from '#electron/services/pushes/index.ts'
import { openStore } from '#electron/store/open.ts'
import type { Store, StoredDevice } from '#electron/store/store.ts'
import { PunchdownError } from '#shared/errors.ts'
import type { Push } from '#shared/machines/push.ts'
import type { Device } from '#shared/model/job.ts'
import type { Edit, EditResult, Plan } from '#shared/model/settings.ts'
import { device, job } from '#test/store/matter.ts'
import { createVirtualTime, type VirtualTime } from '#test/support/virtual-time.ts'

/** A device whose pages are a map from setting to value. */
interface FakeDevice {
  readonly held: Map<string, string | null>
  /** What was asked of it, in order: `describe`, `read-back`, `apply`, and its actions. */
  readonly asked: string[]
  /** Thrown by the next calls of a kind, one each; `describe 3` by the third. */
  readonly problems: { on: string; error: Error }[]
  /** Settings it keeps as they are. */
  readonly stubborn: Set<string>
  restarts: boolean
  /** The answer to the next write is lost, after the write was done. */
  losesAnswer: boolean
}

export interface Bench {
  readonly store: Store
  readonly pushes: Pushes
  readonly time: VirtualTime
  readonly done: Push[]
  readonly log: ReturnType<typeof createLog>
  readonly changes: () => number
  /** What watchers were told: `jobId pushId`. */
  readonly told: string[]
  /** The wall clock, milliseconds. */
  wall: number
  device(id: string): FakeDevice
  plan(id: string, deviceId: string, values: Record<string, string>, kind?: Plan['target']['kind']): Plan
  ended(push: Push): Promise<Push>
  signedIn: Set<string>
  /** A new service on the same store, as after a restart of the core. */
  restart(): Bench
}

const edit = (id: string, before: string | null, after: string): Edit => ({
  ...{ id, page: 'Page', group: 'Group', label: `Label of ${id}`, before, after, secret: id === 'secret' },
  provenance: { source: 'a test', confidence: 'ours' },
})

export function createBench(timing?: (virtual: Timing) => Timing, kept?: Bench): Bench {
  const store = kept?.store ?? openStore(':memory:')
  if (kept === undefined) {
    for (const id of ['one', 'two']) store.jobs.save(job(id))
    store.devices.save(device('a', 'one'))
    store.devices.save(device('b', 'two'))
  }
  const time = createVirtualTime()
  const devices = new Map<string, FakeDevice>()
  const done: Push[] = []
  let changed = 0
  const clock = { now: () => bench.wall }
  const log = createLog(100, clock.now)
  const told: string[] = []
  const changes = {
    ...createJobChanges(),
    push: (jobId: string, pushId: string) => void told.push(`${jobId} ${pushId}`),
  }
  const present = (stored: StoredDevice): Device => ({ ...stored, signedIn: false, capabilities: [] })
  const jobs = createJobs({ store, clock, changes, present })
  const pushes = createPushes({
    ...{ store, clock, log, changes, jobs },
    timing: timing?.(time.timing) ?? time.timing,
    sessions: sessionsOf(
      store,
      (id) => bench.device(id),
      () => bench.signedIn,
    ),
    onDone: (push) => done.push(push),
    onChange: () => changed++,
  })
  const bench: Bench = {
    ...{ store, pushes, time, done, told, log, wall: kept?.wall ?? 1_000_000 },
    signedIn: new Set(['a', 'b']),
    changes: () => changed,
    device(id) {
      const found = devices.get(id) ?? kept?.device(id) ?? fakeDevice()
      devices.set(id, found)
      return found
    },
    plan(id, deviceId, values, kind = 'provisioning') {
      const held = bench.device(deviceId).held
      const plan: Plan = {
        ...{ id, deviceId, after: 'fetches', madeAt: 1 },
        target: kind === 'firmware' ? { kind, version: '2' } : { kind, url: 'http://192.0.2.1/' },
        edits: Object.entries(values).map(([name, value]) => edit(name, held.get(name) ?? null, value)),
        provenance: { source: 'a test', confidence: 'ours' },
      }
      store.pushes.savePlan(plan)
      return plan
    },
    ended: (push) => time.run(pushes.ended(push.id)),
    restart: () => createBench(timing, bench),
  }
  return bench
}

const fakeDevice = (): FakeDevice => ({
  held: new Map([
    ['url', 'old'],
    ['mode', 'off'],
    ['secret', 'x'],
  ]),
  ...{ asked: [], problems: [], stubborn: new Set(), restarts: false, losesAnswer: false },
})

function ask(fake: FakeDevice, what: string): void {
  fake.asked.push(what)
  const nth = `${what} ${fake.asked.filter((each) => each === what).length}`
  const index = fake.problems.findIndex(({ on }) => on === what || on === nth)
  const [problem] = index < 0 ? [] : fake.problems.splice(index, 1)
  if (problem !== undefined) throw problem.error
}

function readBack(fake: FakeDevice, edits: readonly Edit[]): EditResult[] {
  return edits.map((each) => {
    const found = fake.held.get(each.id) ?? null
    return { ...each, result: found === each.after ? 'set' : 'refused', found }
  })
}

function write(fake: FakeDevice, edits: readonly Edit[]) {
  const before = new Map(fake.held)
  for (const { id, after } of edits) if (!fake.stubborn.has(id)) fake.held.set(id, after)
  if (fake.losesAnswer) {
    fake.losesAnswer = false
    return {
      results: edits.map((each): EditResult => ({ ...each, result: 'unknown', found: null })),
      restarts: false,
    }
  }
  const results = readBack(fake, edits).map((each) =>
    before.get(each.id) === each.after ? { ...each, result: 'unchanged' as const } : each,
  )
  return { results, restarts: fake.restarts }
}

function sessionOf(fake: FakeDevice): Session {
  const writer = {
    plan: () => Promise.reject(new Error('not planned here')),
    async apply(edits: readonly Edit[]) {
      ask(fake, 'apply')
      return write(fake, edits)
    },
    async readBack(edits: readonly Edit[]) {
      ask(fake, 'read-back')
      return readBack(fake, edits)
    },
  }
  return {
    async describe() {
      ask(fake, 'describe')
      const nothing = { model: null, firmware: null, mac: null, serial: null, hardware: null, upFor: null }
      return { vendor: 'Maker', ...nothing }
    },
    read: async () => [],
    provisioning: writer,
    actions: { restart: async () => ask(fake, 'restart'), 'fetch-now': async () => ask(fake, 'fetch-now') },
    async [Symbol.asyncDispose]() {},
  }
}

function sessionsOf(store: Store, fake: (id: string) => FakeDevice, signedIn: () => Set<string>): Sessions {
  const unused = () => {
    throw new Error('not used by pushes')
  }
  const stored: Sessions['stored'] = (id) => {
    const found = store.devices.get(id)
    if (found === null) throw new PunchdownError('not-found', { what: 'device', id })
    return found
  }
  return {
    stored,
    isSignedIn: (id) => signedIn().has(id),
    async use(id, work) {
      if (!signedIn().has(id)) throw new PunchdownError('sign-in-needed', {})
      return work(sessionOf(fake(id)))
    },
    ...{ driverOf: unused, capabilitiesOf: () => [], signIn: unused, signOut: unused, onSignedIn: unused },
  }
}
