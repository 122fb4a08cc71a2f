/** Two jobs and the services that discovery needs, on a store in memory. */
import { createLog } from '#electron/platform/log.ts'
import { loadCatalogue } from '#electron/services/catalogue/packs.ts'
import {
  createDevices,
  createDeviceTrusts,
  createQueues,
  createSessions,
} from '#electron/services/devices/index.ts'
import { createJobChanges, createJobs, type JobChanges } from '#electron/services/jobs/index.ts'
import { openStore } from '#electron/store/open.ts'
import { job } from '#test/store/matter.ts'
import { createVirtualTime } from '#test/support/virtual-time.ts'

/** Jobs `one` and `other`, without devices. The clock shows 1,000 until `advance`. */
export function memoryJob() {
  const store = openStore(':memory:')
  for (const id of ['one', 'other']) store.jobs.save(job(id))
  let now = 1_000
  const clock = { now: () => now }
  const log = createLog()
  const time = createVirtualTime()
  /** Changes sent to watchers: `device one base`. */
  const changed: string[] = []
  const note = (kind: string) => (jobId: string, id: string) => void changed.push(`${kind} ${jobId} ${id}`)
  const changes: JobChanges = {
    ...createJobChanges(),
    job: (jobId) => void changed.push(`job ${jobId}`),
    device: note('device'),
    switch: note('switch'),
    neighbour: note('neighbour'),
  }
  const sessions = createSessions({
    ...{ store, changes, trusts: createDeviceTrusts(store.documents), drivers: [], queues: createQueues() },
    createKit: () => {
      throw new Error('discovery signs in to no device')
    },
  })
  const present = (stored: ReturnType<typeof sessions.stored>) => ({
    ...stored,
    signedIn: false,
    capabilities: [],
  })
  const jobs = createJobs({ store, clock, changes, present })
  const devices = createDevices({
    ...{ store, clock, changes, sessions, log, jobs, timing: time.timing, drivers: [] },
    catalogue: loadCatalogue(),
    regionOf: () => null,
    rehearsalUrl: () => 'http://192.0.2.9',
    onSaved: () => undefined,
    onHandsets: () => undefined,
    onPorts: () => undefined,
  })
  return {
    ...{ store, clock, log, time, changed, changes, jobs, devices },
    advance: (ms: number) => {
      now += ms
    },
    /** History of job `one`, without times and ids. */
    history: () => jobs.history('one').map(({ what, facts }) => ({ what, facts })),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  }
}
