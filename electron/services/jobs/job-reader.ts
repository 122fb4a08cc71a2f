/** Reads the content of a watch's events from the store; the first event has no evidence and no history. */
import type { Device, JobChange, JobDevice } from '#shared/model/job.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { ChangedIds, JobReader } from './job-changes.ts'

const noIds: ChangedIds = {
  ...{ job: false, devices: [], endpoints: [], pushes: [], guidedSetups: [] },
  ...{ switches: [], neighbours: [], history: [] },
}

/** `present` adds the facts of this run to a stored device. */
export function createJobReader(
  store: Omit<Store, 'transaction'>,
  present: (device: StoredDevice) => Device,
): JobReader {
  const listed = (stored: StoredDevice): JobDevice => withoutEvidence(present(stored))
  const reader: JobReader = {
    *whole(jobId, onRead) {
      const parts = store.devices.parts(jobId)
      const read = (): JobDevice[] | null => {
        const { value } = parts.next()
        if (value === undefined) return null
        onRead(value.map(({ id }) => id))
        return value.map(listed)
      }
      let part = read()
      let next = part === null ? null : read()
      yield {
        whole: true,
        more: next !== null,
        job: store.jobs.get(jobId),
        devices: { upserted: part ?? [], removed: [] },
        endpoints: { upserted: store.endpoints.ofJob(jobId), removed: [] },
        pushes: { upserted: store.pushes.ofJob(jobId), removed: [] },
        guidedSetups: { upserted: store.guidedSetups.ofJob(jobId), removed: [] },
        switches: { upserted: store.switches.ofJob(jobId), removed: [] },
        neighbours: { upserted: store.switches.neighbours(jobId), removed: [] },
        history: [],
      }
      while (next !== null) {
        part = next
        next = read()
        const devices = { upserted: part, removed: [] }
        yield { ...reader.changed(jobId, noIds), more: next !== null, devices }
      }
    },
    changed: (jobId, ids): JobChange => ({
      whole: false,
      more: false,
      job: ids.job ? store.jobs.get(jobId) : null,
      devices: split(ids.devices, (id) => {
        const stored = store.devices.get(id)
        return stored === null ? null : listed(stored)
      }),
      endpoints: split(ids.endpoints, store.endpoints.get),
      pushes: split(ids.pushes, store.pushes.get),
      guidedSetups: split(ids.guidedSetups, store.guidedSetups.get),
      switches: split(ids.switches, store.switches.get),
      neighbours: split(ids.neighbours, store.switches.neighbour),
      history: ids.history,
    }),
  }
  return reader
}

function withoutEvidence({ identity, ...device }: Device): JobDevice {
  const { evidence: _, ...listed } = identity
  return { ...device, identity: listed }
}

/** An id without a stored body was removed. */
function split<Item>(
  ids: string[],
  read: (id: string) => Item | null,
): { upserted: Item[]; removed: string[] } {
  const upserted: Item[] = []
  const removed: string[] = []
  for (const id of ids) {
    const item = read(id)
    if (item === null) removed.push(id)
    else upserted.push(item)
  }
  return { upserted, removed }
}
