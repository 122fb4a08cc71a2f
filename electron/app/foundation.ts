/** The parts that every feature uses: data folder, store, log, catalogue and the changes of jobs. */
import { toProblem } from '#shared/errors.ts'
import type { Capability } from '#shared/model/host.ts'
import type { Region } from '#shared/model/region.ts'
import { logBugsTo } from '../platform/bugs.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { keepLog } from '../platform/kept-log.ts'
import { createLog, type Log, type LogLine } from '../platform/log.ts'
import { makePrivate, openPrivateFolder } from '../platform/private-folder.ts'
import { createSealer, type Keyring, keyringInFile, memoryKeyring } from '../platform/secrets.ts'
import { systemTiming } from '../platform/timing.ts'
import type { PracticeOptions } from '../practice/practice.ts'
import { type InstalledCatalogue, openInstalledCatalogue } from '../services/catalogue/index.ts'
import { createJobChanges, type JobChanges } from '../services/jobs/index.ts'
import { lockFolder } from '../store/folder-lock.ts'
import { openStore } from '../store/open.ts'
import { sealEndpointCodes } from '../store/sealed-endpoints.ts'
import type { Store } from '../store/store.ts'
import { version } from './version.ts'

export interface CoreOptions {
  /** Folder of the database; `:memory:` stores nothing. */
  readonly dataFolder: string
  /** Folder of an imported catalogue and of corrected facts; defaults to the data folder. An in-memory core may still read one. */
  readonly catalogueFolder?: string
  readonly capabilities: readonly Capability[]
  /** Keys of stored secrets; defaults to a key file in the data folder. */
  readonly keyring?: Keyring
  /** Factor on the practice site's delays; 1 is realistic. */
  readonly practicePace?: number
  readonly practicePorts?: PracticeOptions['ports']
  /** Adds the office to the practice site. */
  readonly practiceOffice?: boolean
  readonly onLog?: (line: LogLine) => void
  /** Replaces the module of the gateway's worker in tests. */
  readonly gatewayWorker?: string
}

export interface Foundation {
  readonly options: CoreOptions
  /** True when nothing is written to disk. */
  readonly inMemory: boolean
  readonly store: Store
  /** Keys of the secrets that are stored sealed: passwords, codes and keys. */
  readonly keyring: Keyring
  readonly clock: Clock
  readonly log: Log
  /** Writes the lines of the log that wait to be kept on disk. */
  readonly flushLog: () => void
  readonly catalogue: InstalledCatalogue
  readonly changes: JobChanges
  /** Region of a job's site; null for the job of a single command, which has no site. */
  readonly regionOf: (jobId: string) => Region | null
  /** Notifies the watchers of the status. */
  readonly statusChanged: () => void
}

/**
 * Opens the data folder, the store and the catalogue; adds everything that must be closed to `parts`.
 * @throws PunchdownError already-running | database-newer | database-damaged | disk-full | data-folder-refused |
 *   folder-not-private | secret-unreadable
 */
export function openFoundation(
  options: CoreOptions,
  parts: AsyncDisposableStack,
  statusChanged: () => void,
): Foundation {
  const { dataFolder } = options
  const inMemory = dataFolder === ':memory:'
  if (!inMemory) {
    openPrivateFolder(dataFolder)
    parts.use(lockFolder(dataFolder))
  }
  const opened = parts.use(openStore(dataFolder))
  if (!inMemory) makePrivate(dataFolder)
  const keyring = options.keyring ?? (inMemory ? memoryKeyring() : keyringInFile(dataFolder))
  const sealer = createSealer(keyring)
  const store: Store = { ...opened, endpoints: sealEndpointCodes(opened.endpoints, sealer) }
  const clock = systemClock
  const kept = inMemory ? null : parts.use(keepLog(dataFolder, systemTiming))
  const log = createLog(2000, clock.now, (line) => {
    kept?.keep(line)
    options.onLog?.(line)
  })
  log.write('core.started', { version })
  // a core that ends at once has started
  kept?.flush()
  parts.use(logBugsTo(log))
  const backups = store.keepBackups({
    now: clock.now,
    after: systemTiming.after,
    onProblem: (error) => log.write('store.backup-failed', { problem: toProblem(error).code }),
  })
  if (backups !== null) parts.use(backups)
  const catalogue = parts.use(
    openInstalledCatalogue({
      folder: options.catalogueFolder ?? (inMemory ? null : dataFolder),
      clock,
      log,
      ...(inMemory ? {} : { watchEveryMs: 5_000 }),
    }),
  )
  return {
    options,
    inMemory,
    store,
    keyring,
    clock,
    log,
    flushLog: () => kept?.flush(),
    catalogue,
    changes: createJobChanges(),
    regionOf: (jobId) => (inMemory ? null : (store.jobs.get(jobId)?.region ?? null)),
    statusChanged,
  }
}

/** Opens the catalogue of a data folder without a core. A core may be running on the same folder. */
export function openCatalogue(folder: string, onLog: (line: LogLine) => void = () => {}): InstalledCatalogue {
  const clock = systemClock
  return openInstalledCatalogue({ folder, clock, log: createLog(100, clock.now, onLog) })
}
