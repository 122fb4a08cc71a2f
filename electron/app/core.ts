/** The composition root: the only file that wires parts together. */
import { join } from 'node:path'
import type { Capability, NetworkInterface } from '#shared/model/host.ts'
import { drivers } from '../drivers/index.ts'
import { createKit } from '../drivers/kit/create-kit.ts'
import { createGateway } from '../gateway/create-gateway.ts'
import { systemClock } from '../platform/clock.ts'
import { listInterfaces } from '../platform/interfaces.ts'
import { createLog, type Log, type LogLine } from '../platform/log.ts'
import { systemTiming } from '../platform/timing.ts'
import type { PracticeOptions } from '../practice/practice.ts'
import { openKnocker } from '../probes/host-discovery.ts'
import { createProbes, listeners } from '../probes/index.ts'
import { readSwitch } from '../probes/switch/read.ts'
import { type CoreRouter, router } from '../router/index.ts'
import {
  type InstalledCatalogue,
  openInstalledCatalogue,
  renewVerdicts,
} from '../services/catalogue/index.ts'
import { createDevices, createQueues, createSessions, presentDevice } from '../services/devices/index.ts'
import {
  createPassiveDiscovery,
  createScanEngine,
  createScans,
  createSwitches,
  enterpriseOf,
  type ScanEngine,
  scanWhileListening,
} from '../services/discovery/index.ts'
import type { Services } from '../services/index.ts'
import { createJobChanges, createJobLifecycle, createJobs } from '../services/jobs/index.ts'
import { createLivePolling, createOnboarding } from '../services/onboarding/index.ts'
import { createPracticeService, practicePorts } from '../services/practice/index.ts'
import { createPushes } from '../services/pushes/index.ts'
import { createReport } from '../services/report/index.ts'
import { createStatus } from '../services/status/index.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { openStore } from '../store/open.ts'
import { version } from './version.ts'

export interface CoreOptions {
  /** Where jobs are kept; `:memory:` keeps nothing. */
  readonly dataFolder: string
  /** Where an imported catalogue is; the data folder when absent. A core that keeps nothing may read one all the same. */
  readonly catalogueFolder?: string
  readonly capabilities: readonly Capability[]
  /** Factor on the practice site's delays; 1 is lifelike. */
  readonly practicePace?: number
  readonly practicePorts?: PracticeOptions['ports']
  /** Whether the practice site has its office beside the base; every door has it, unless it is told otherwise. */
  readonly practiceOffice?: boolean
  readonly onLog?: (line: LogLine) => void
}

export interface Core extends AsyncDisposable {
  readonly router: CoreRouter
  readonly services: Services
  readonly engine: ScanEngine
  readonly log: Log
}

/** @throws PunchdownError already-running | database-newer | database-damaged | disk-full */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataFolder } = options
  const memory = dataFolder === ':memory:'
  await using parts = new AsyncDisposableStack()
  if (!memory) parts.use(lockFolder(dataFolder))
  const store = parts.use(openStore(dataFolder))
  const clock = systemClock
  const log = createLog(2000, clock.now, options.onLog)
  const installed = parts.use(
    openInstalledCatalogue({
      folder: options.catalogueFolder ?? (memory ? null : dataFolder),
      clock,
      log,
      ...(memory ? {} : { watchEveryMs: 5_000 }),
    }),
  )
  const catalogue = installed.live
  const changes = createJobChanges()
  const queues = createQueues()

  const sessions = createSessions({
    store,
    changes,
    queues,
    drivers,
    createKit: (device, credentials, signal) =>
      createKit({
        address: device.address,
        ports: device.ports,
        credentials,
        log,
        clock,
        trust: trustIn(store.documents),
        ...(signal === undefined ? {} : { signal }),
      }),
  })
  const jobs = createJobs({ store, clock, changes, present: presentDevice(sessions) })
  const gateway = createGateway({
    documents: store.documents,
    configurationWriters: drivers.flatMap((driver) => driver.configuration ?? []),
    clock,
    log,
  })
  parts.defer(() => gateway.stop())
  const onboarding = createOnboarding({ store, clock, log, changes, jobs, gateway, catalogue })
  parts.defer(() => onboarding.stop())
  // a core that keeps nothing serves a command, whose job stands for no site
  const regionOf = (jobId: string) => (memory ? null : jobs.get(jobId).region)
  const devices = createDevices({
    store,
    clock,
    changes,
    jobs,
    sessions,
    catalogue,
    regionOf,
    drivers,
    rehearsalUrl: () => gateway.entryUrl(),
    onHandsets: (device, handsets) => onboarding.handsetsRead(device, handsets),
  })
  const practice = parts.use(
    createPracticeService({
      // loaded on first use: most visits do not open the practice site
      create: async (practiceOptions) =>
        (await import('../practice/site.ts')).createPracticeSite(practiceOptions, { clock, log }),
      flashFolder: memory ? null : join(dataFolder, 'practice'),
      pace: options.practicePace ?? 1,
      ports: options.practicePorts ?? practicePorts,
      office: options.practiceOffice ?? false,
      onChange: () => status.changed(),
    }),
  )
  const engine = createScanEngine({
    ...{ probes: createProbes(), openKnocker, catalogue, clock, timing: systemTiming, log },
  })
  const passiveDiscovery = createPassiveDiscovery({
    listeners,
    interfaces: listInterfaces,
    devices,
    clock,
    log,
  })
  const asking = createScans({
    ...{ engine, store, changes, devices, clock, onChange: () => status.changed() },
  })
  const scans = scanWhileListening(asking, passiveDiscovery)
  const switches = createSwitches({
    store,
    clock,
    log,
    changes,
    jobs,
    devices,
    vendorOf: enterpriseOf,
    read: readSwitch,
    onChange: () => status.changed(),
  })
  const pushes = createPushes({
    store,
    clock,
    log,
    changes,
    jobs,
    sessions,
    onChange: () => status.changed(),
    onDone: (push) => {
      if (push.plan.url === '') return
      onboarding
        .directed(sessions.stored(push.deviceId), push.plan.url)
        .catch((error: unknown) => log.write('pairing.failed', { error: String(error) }))
    },
    returnWithinMs: 5 * 60_000,
    lookEveryMs: 1_000,
  })
  parts.defer(() => pushes.stop())
  sessions.onSignedIn((deviceId) => pushes.resume(deviceId))
  const jobLifecycle = createJobLifecycle({ store, jobs, gateway, practice, onboarding, devices, log })
  const polling = createLivePolling({ jobs, store, devices, sessions, log, everyMs: 15_000 })
  parts.defer(() => polling.stop())
  const status = createStatus({
    version,
    capabilities: options.capabilities,
    dataFolder,
    catalogue: () => installed.status(),
    gateway: () => gateway.status(),
    practice: () => practice.status(),
    work: () => [
      ...scans.running(),
      ...switches.running(),
      ...pushes
        .running()
        .map((push) => ({ id: push.id, kind: 'push' as const, startedAt: push.state.since })),
    ],
  })
  const renew = () => renewVerdicts({ store, changes, catalogue, regionOf })
  renew()
  installed.onChange(() => {
    renew()
    status.changed()
  })
  gateway.onChange(() => status.changed())
  gateway.onFact((fact) => jobLifecycle.gatewayFact(fact))
  gateway.onFetch((fetch) => jobLifecycle.gatewayFetch(fetch))

  const services: Services = {
    log,
    catalogue: installed,
    interfaces: (): NetworkInterface[] => listInterfaces(),
    status,
    jobs,
    devices,
    pushes,
    onboarding,
    gateway,
    practice,
    scans,
    passiveDiscovery,
    switches,
    jobLifecycle,
    report: createReport({ store, jobs, catalogue, clock }),
  }
  await jobLifecycle.resume()
  const owned = parts.move()
  return { router, services, engine, log, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Certificates seen before, by device address: trust on first use, and a word when one changes. */
function trustIn(documents: ReturnType<typeof openStore>['documents']) {
  return {
    known(address: string): string | null {
      const fingerprint = documents.get('certificate', address)
      return typeof fingerprint === 'string' ? fingerprint : null
    },
    remember: (address: string, fingerprint: string) => documents.set('certificate', address, fingerprint),
  }
}

/** The catalogue of a data folder alone, for a command that needs no more; a core may be running on the same folder. */
export function openCatalogue(folder: string, onLog: (line: LogLine) => void = () => {}): InstalledCatalogue {
  const clock = systemClock
  return openInstalledCatalogue({ folder, clock, log: createLog(100, clock.now, onLog) })
}
