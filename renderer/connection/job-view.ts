import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import type { Endpoint, HistoryEntry, Job, JobDevice } from '#shared/model/job.ts'
import type { Neighbour, Switch } from '#shared/model/neighbour.ts'

/** A job with its devices, endpoints, pushes and history, for the screens. */
export interface JobView {
  readonly job: Job
  readonly devices: readonly JobDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  /** Setups by hand; their ids are those of the devices. */
  readonly guidedSetups: readonly GuidedSetup[]
  readonly switches: readonly Switch[]
  readonly neighbours: readonly Neighbour[]
  /** Lines added since the job was opened here; the screen that shows older ones requests them. */
  readonly history: readonly HistoryEntry[]
}
