import type { Push } from '#shared/machines/push.ts'
import type { Device, Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import type { Neighbour, Switch } from '#shared/model/neighbour.ts'

/** A job with everything in it, as the screens show it. */
export interface JobView {
  readonly job: Job
  readonly devices: readonly Device[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  readonly switches: readonly Switch[]
  readonly neighbours: readonly Neighbour[]
  readonly history: readonly HistoryEntry[]
}
