/** Interfaces of the repositories, one per aggregate. A write is durable when the call returns. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { Push } from '#shared/machines/push.ts'
import type { BulkRun } from '#shared/model/bulk-run.ts'
import type { StoreCondition, UnreadableRecord } from '#shared/model/host.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Device, Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import type { Neighbour, Switch } from '#shared/model/neighbour.ts'
import type { UnfinishedScan } from '#shared/model/scan.ts'
import type { Plan } from '#shared/model/settings.ts'

export interface JobRepository {
  list(): Job[]
  get(id: string): Job | null
  save(job: Job): void
  /** Removes the job with its devices, endpoints, pushes, switches and history. */
  remove(id: string): void
}
/** `signedIn` and `capabilities` are not stored, because they depend on this run and its drivers. */
export type StoredDevice = Omit<Device, 'signedIn' | 'capabilities'>
export interface DeviceRepository {
  ofJob(jobId: string): StoredDevice[]
  /**
   * The devices of a job in parts of a few hundred, so that a site of ten thousand is never in memory at once. Devices saved while
   * parts are read may be included or not.
   */
  parts(jobId: string): Generator<StoredDevice[], void>
  get(id: string): StoredDevice | null
  byKey(jobId: string, key: string): StoredDevice | null
  /** Devices last seen at an address, the most recent first. */
  atAddress(jobId: string, address: string): StoredDevice[]
  save(device: StoredDevice): void
  sightings(deviceId: string): Sighting[]
  /** Replaces the device's sightings; raw facts are stored unchanged. */
  saveSightings(deviceId: string, sightings: readonly Sighting[]): void
  remove(id: string): void
}
export interface EndpointRepository {
  ofJob(jobId: string): Endpoint[]
  get(id: string): Endpoint | null
  byHardwareId(jobId: string, hardwareId: string): Endpoint | null
  save(endpoint: Endpoint): void
  remove(id: string): void
  /** Stores a transition and its line of history in one transaction. Call it before the effects run. */
  saveTransition(
    endpoint: Endpoint,
    state: OnboardingState,
    entry: Omit<HistoryEntry, 'id'>,
  ): { endpoint: Endpoint; entry: HistoryEntry }
}
export interface PushRepository {
  ofJob(jobId: string): Push[]
  get(id: string): Push | null
  /** The active push of a device, which is neither done nor failed. There is at most one. */
  active(deviceId: string): Push | null
  save(push: Push): void
  savePlan(plan: Plan): void
  plan(id: string): Plan | null
  /** The push that writes a plan; null before it was started. */
  ofPlan(deviceId: string, planId: string): Push | null
}
export interface BulkRunRepository {
  /** Newest first. */
  ofJob(jobId: string): BulkRun[]
  get(id: string): BulkRun | null
  /** Writes the run and its devices; with `before`, the run as it was saved last, only what differs from it. */
  save(run: BulkRun, before?: BulkRun): void
}
/** One setup by hand for each device, by the device's id. */
export interface GuidedSetupRepository {
  ofJob(jobId: string): GuidedSetup[]
  get(deviceId: string): GuidedSetup | null
  save(setup: GuidedSetup): void
}
export interface SwitchRepository {
  ofJob(jobId: string): Switch[]
  get(id: string): Switch | null
  byKey(jobId: string, key: string): Switch | null
  /** All neighbours in a job. */
  neighbours(jobId: string): Neighbour[]
  neighbour(id: string): Neighbour | null
  /** Replaces the last reading; returns the ids of neighbours that differ from it and of those that are gone. */
  replace(found: Switch, neighbours: readonly Neighbour[]): { changed: string[]; removed: string[] }
  /** Returns the ids of the neighbours removed with it. */
  remove(id: string): string[]
}
/** A scan that has not ended; `done` as in electron/services/discovery/scan/done-set.ts. */
export interface StoredScan {
  readonly scan: Omit<UnfinishedScan, 'done'>
  readonly jobId: string
  readonly settled: number
  readonly answering: number
  readonly done: Uint8Array
}
export interface ScanRepository {
  /** Newest first. */
  ofJob(jobId: string): StoredScan[]
  get(id: string): StoredScan | null
  add(scan: StoredScan): void
  settle(id: string, progress: Pick<StoredScan, 'settled' | 'answering' | 'done'>): void
  remove(id: string): void
  /** Last reply of host discovery, by `address port`. */
  hostReplies(jobId: string): Map<string, string>
  /** Null removes it: the target no longer replies. */
  saveHostReply(jobId: string, target: string, reply: string | null): void
}
export interface HistoryRepository {
  ofJob(jobId: string): HistoryEntry[]
  add(entry: Omit<HistoryEntry, 'id'>): HistoryEntry
  /** Replaces the history of a job, in the order given. */
  replace(jobId: string, entries: readonly Omit<HistoryEntry, 'id' | 'jobId'>[]): void
}
/** Small JSON values by key. */
export interface MemoRepository {
  get(key: string): unknown
  set(key: string, value: unknown): void
}
/** JSON documents by collection and key. */
export interface DocumentRepository {
  all(collection: string): { key: string; value: unknown }[]
  get(collection: string, key: string): unknown
  set(collection: string, key: string, value: unknown): void
  remove(collection: string, key: string): void
  /** Runs writes as one transaction: all are stored, or none. */
  batch(writes: () => void): void
}

export interface BackupSchedule {
  readonly now: () => number
  /** Calls back once; the result cancels it. */
  readonly after: (ms: number, then: () => void) => () => void
  /** Called when a backup fails; the next try is an hour later. */
  readonly onProblem: (error: unknown) => void
}
export interface Backups extends Disposable {
  /** Makes a backup and returns its name; null without changes. @throws PunchdownError disk-full | data-folder-refused */
  make(): Promise<string | null>
}

export interface Store extends Disposable {
  readonly jobs: JobRepository
  readonly devices: DeviceRepository
  readonly endpoints: EndpointRepository
  readonly pushes: PushRepository
  readonly guidedSetups: GuidedSetupRepository
  readonly bulkRuns: BulkRunRepository
  readonly switches: SwitchRepository
  readonly scans: ScanRepository
  readonly history: HistoryRepository
  readonly memos: MemoRepository
  readonly documents: DocumentRepository
  /** State of the database: quarantined records, lost journal. */
  condition(): StoreCondition
  /** Complete unreadable records, for an export. */
  unreadable(): UnreadableRecord[]
  /** Makes backups at once and hourly if there are changes, until disposed of; null for a store in memory. */
  keepBackups(schedule: BackupSchedule): Backups | null
  /** Runs `work` in one transaction. */
  transaction<Result>(work: () => Result): Result
  /** Runs `work` in one transaction and leaves nothing of what it, or anything before it, removed in the file. Rewrites the whole file. */
  erase(work: () => void): void
}
