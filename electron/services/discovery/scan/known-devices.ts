/** Results of earlier scans of a job by target, and the job's devices at each target. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Store, StoredDevice } from '../../../store/store.ts'
import { reportingSwitch } from '../../devices/index.ts'
import type { JobChanges } from '../../jobs/index.ts'
import type { KnownTarget } from './engine-events.ts'
import type { ProbeTarget } from './targets.ts'

export interface KnownDevices {
  known(target: ProbeTarget): KnownTarget | null
  /** The device at the target did not answer; a device that moved is not affected. */
  markSilent(target: ProbeTarget): void
  /** A device was found; another device known at its address no longer answers there. */
  markFound(device: Pick<StoredDevice, 'id' | 'address' | 'ports'>): void
  /** The device answered as before. */
  markUnchanged(target: ProbeTarget): StoredDevice | null
  /** Remembers the reply of host discovery; null forgets it. */
  saveReply(target: ProbeTarget, reply: string | null): void
}

/** `192.0.2.1 80` */
const keyOf = ({ address, ports }: Pick<StoredDevice, 'address' | 'ports'>): string =>
  `${address} ${ports.http}`

export function createKnownDevices(
  { store, changes, clock }: { store: Store; changes: JobChanges; clock: Clock },
  jobId: string,
): KnownDevices {
  const devices = new Map<string, string>()
  for (const part of store.devices.parts(jobId)) {
    for (const device of part) devices.set(keyOf(device), device.id)
  }
  const replies = store.scans.hostReplies(jobId)

  /** The known device at a target; null when it has moved since. */
  const deviceAt = (target: Pick<ProbeTarget, 'address' | 'ports'>): StoredDevice | null => {
    const id = devices.get(keyOf(target))
    const device = id === undefined ? null : store.devices.get(id)
    return device !== null && keyOf(device) === keyOf(target) ? device : null
  }
  const save = (device: StoredDevice): void => {
    store.devices.save(device)
    changes.device(jobId, device.id)
  }

  return {
    known(target) {
      const key = keyOf(target)
      const id = devices.get(key)
      const reply = replies.get(key) ?? null
      if (id === undefined && reply === null) return null
      let read: readonly Sighting[] | null = null
      return {
        reply,
        get sightings() {
          if (id === undefined) return null
          // a switch's reports of a device are not its own answers
          read ??= store.devices.sightings(id).filter((each) => reportingSwitch(each) === null)
          return read
        },
      }
    },
    markSilent(target) {
      const device = deviceAt(target)
      if (device !== null && device.silentSince === null) save({ ...device, silentSince: clock.now() })
    },
    markFound(device) {
      const before = deviceAt(device)
      devices.set(keyOf(device), device.id)
      if (before === null || before.id === device.id || before.silentSince !== null) return
      save({ ...before, silentSince: clock.now() })
    },
    markUnchanged(target) {
      const device = deviceAt(target)
      if (device === null) return null
      const answering = { ...device, lastSeen: clock.now(), silentSince: null }
      save(answering)
      return answering
    },
    saveReply(target, reply) {
      const key = keyOf(target)
      if (reply === (replies.get(key) ?? null)) return
      if (reply === null) replies.delete(key)
      else replies.set(key, reply)
      store.scans.saveHostReply(jobId, key, reply)
    },
  }
}
