/** The composition root. Each feature is composed in a file of its own beside this one. */
import type { NetworkInterface, Status } from '#shared/model/host.ts'
import type { ProblemReport } from '#shared/model/problem-report.ts'
import { listInterfaces } from '../platform/interfaces.ts'
import type { Log } from '../platform/log.ts'
import { type CoreRouter, router } from '../router/index.ts'
import { renewVerdicts, renewVerdictsOfJob } from '../services/catalogue/index.ts'
import { presentDevice } from '../services/devices/index.ts'
import type { ScanEngine } from '../services/discovery/index.ts'
import type { Services } from '../services/index.ts'
import { createJobLifecycle, createJobs, createJobTransfer } from '../services/jobs/index.ts'
import { createLivePolling, createOnboarding } from '../services/onboarding/index.ts'
import { createReport } from '../services/report/index.ts'
import { createStatus, type StatusService } from '../services/status/index.ts'
import { composeBulkRuns } from './compose-bulk-runs.ts'
import { composeDevices, composeSessions } from './compose-devices.ts'
import { composeDiscovery } from './compose-discovery.ts'
import { composeFacts } from './compose-facts.ts'
import { composeGateway, composePractice } from './compose-gateway.ts'
import { composeGuidedSetups, composePushes } from './compose-pushes.ts'
import { type CoreOptions, type Foundation, openFoundation } from './foundation.ts'
import { version } from './version.ts'

export { type CoreOptions, openCatalogue } from './foundation.ts'

export interface Core extends AsyncDisposable {
  readonly router: CoreRouter
  readonly services: Services
  readonly engine: ScanEngine
  readonly log: Log
  /** Logs an error that ends this process, and keeps the log on disk. */
  readonly crashed: (error: unknown) => void
}

/**
 * @throws PunchdownError already-running | database-newer | database-damaged | disk-full | data-folder-refused |
 *   folder-not-private | secret-unreadable
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  await using parts = new AsyncDisposableStack()
  let status: StatusService | null = null
  const foundation = openFoundation(options, parts, () => status?.changed())
  const { store, clock, log, changes, catalogue } = foundation

  const facts = composeFacts(foundation)
  const sessions = composeSessions(foundation)
  const jobs = createJobs({
    ...{ store, clock, changes, present: presentDevice(sessions) },
    onRegion: (job) =>
      renewVerdictsOfJob({ store, changes, catalogue: catalogue.live, regionOf: foundation.regionOf }, job),
  })
  const gateway = composeGateway(foundation, parts)
  const onboarding = createOnboarding({
    ...{ store, clock, log, changes, jobs, gateway, catalogue: catalogue.live },
    regionOf: foundation.regionOf,
    capabilitiesOf: sessions.capabilitiesOf,
  })
  parts.defer(() => onboarding.stop())
  const devices = composeDevices(foundation, { jobs, sessions, gateway, onboarding })
  parts.defer(() => devices.stop())
  const practice = parts.use(composePractice(foundation))
  const { engine, ...discovery } = composeDiscovery(foundation, { jobs, devices })
  const pushes = composePushes(foundation, { jobs, sessions, devices, onboarding }, parts)
  const bulk = composeBulkRuns(foundation, { jobs, sessions, devices, onboarding, pushes }, parts)
  const guidedSetups = composeGuidedSetups(foundation, { jobs, gateway, onboarding })
  const jobLifecycle = createJobLifecycle({
    ...{ store, jobs, gateway, practice, onboarding, devices, guidedSetups, log },
  })
  const polling = createLivePolling({ jobs, store, devices, sessions, log, everyMs: 15_000 })
  parts.defer(() => polling.stop())
  status = createStatus({
    version,
    capabilities: options.capabilities,
    dataFolder: options.dataFolder,
    secrets: foundation.keyring.how,
    store: () => store.condition(),
    unreadable: () => store.unreadable(),
    catalogue: () => catalogue.status(),
    gateway: () => gateway.status(),
    practice: () => practice.status(),
    work: () => runningWork(discovery, pushes),
  })
  keepVerdictsCurrent(foundation)
  gateway.onChange(foundation.statusChanged)
  gateway.onFact((fact) => jobLifecycle.gatewayFact(fact))
  gateway.onFetch((fetch) => jobLifecycle.gatewayFetch(fetch))

  const services: Services = {
    log,
    catalogue,
    ...facts,
    interfaces: (): NetworkInterface[] => listInterfaces(),
    ...{
      status,
      jobs,
      devices,
      pushes,
      ...bulk,
      guidedSetups,
      onboarding,
      gateway,
      practice,
      ...discovery,
      jobLifecycle,
    },
    problemReport: () => problemReportOf(foundation),
    jobTransfer: createJobTransfer({ store, clock, changes }),
    report: createReport({ store, jobs, catalogue: catalogue.live, clock }),
  }
  await jobLifecycle.resume()
  const owned = parts.move()
  const crashed = crashedIn(foundation)
  return { router, services, engine, log, crashed, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

const runningWork = (
  { scans, switches }: Pick<Services, 'scans' | 'switches'>,
  pushes: Services['pushes'],
): Status['work'] => [
  ...scans.running(),
  ...switches.running(),
  ...pushes.running().map((push) => ({ id: push.id, kind: 'push' as const, startedAt: push.state.since })),
]

const crashedIn =
  ({ log, flushLog }: Foundation) =>
  (error: unknown): void => {
    log.write('core.crashed', { error })
    flushLog()
  }

async function problemReportOf({ options, inMemory, log, flushLog }: Foundation): Promise<ProblemReport> {
  flushLog()
  const { composeProblemReport } = await import('./problem-report.ts')
  return composeProblemReport(options.dataFolder, ...(inMemory ? [log.lines()] : []))
}

/** Renews the verdicts at start and after each import of a catalogue. */
function keepVerdictsCurrent({ store, changes, catalogue, regionOf, statusChanged }: Foundation): void {
  const renew = () => renewVerdicts({ store, changes, catalogue: catalogue.live, regionOf })
  renew()
  catalogue.onChange(() => {
    renew()
    statusChanged()
  })
}
