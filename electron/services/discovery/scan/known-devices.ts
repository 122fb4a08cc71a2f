/** What earlier scans of a job know of its places, and which of its devices answer, by where they were last found. */
import type { Sighting } from '#shared/model/identity.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Store, StoredDevice } from '../../../store/store.ts'
import { toldBy } from '../../devices/index.ts'
import type { JobChanges } from '../../jobs/index.ts'
import type { KnownPlace } from './engine.ts'
import type { Spot } from './targets.ts'

export interface Presence {
  known(spot: Spot): KnownPlace | null
  /** A device that does not answer where it was; nothing is said of one that moved. */
  silent(spot: Spot): void
  /** A device that was found; another one that was known at its place does not answer there any more. */
  found(device: Pick<StoredDevice, 'id' | 'address' | 'ports'>): void
  /** A device that answered as before. */
  unchanged(spot: Spot): StoredDevice | null
  knock(spot: Spot, knock: string | null): void
}

const placeOf = ({ address, ports }: Pick<StoredDevice, 'address' | 'ports'>): string =>
  `${address} ${ports.http}`

export function createPresence(
  { store, changes, clock }: { store: Store; changes: JobChanges; clock: Clock },
  jobId: string,
): Presence {
  const devices = new Map<string, string>()
  for (const part of store.devices.parts(jobId)) {
    for (const device of part) devices.set(placeOf(device), device.id)
  }
  const knocks = store.scans.knocks(jobId)

  /** The device that is known to be at a place still. */
  const deviceAt = (spot: Pick<Spot, 'address' | 'ports'>): StoredDevice | null => {
    const id = devices.get(placeOf(spot))
    const device = id === undefined ? null : store.devices.get(id)
    return device !== null && placeOf(device) === placeOf(spot) ? device : null
  }
  const save = (device: StoredDevice): void => {
    store.devices.save(device)
    changes.device(jobId, device.id)
  }

  return {
    known(spot) {
      const place = placeOf(spot)
      const id = devices.get(place)
      const knock = knocks.get(place) ?? null
      if (id === undefined && knock === null) return null
      let read: readonly Sighting[] | null = null
      return {
        knock,
        get sightings() {
          if (id === undefined) return null
          // what switches said of it is not what it says
          read ??= store.devices.sightings(id).filter((each) => toldBy(each) === null)
          return read
        },
      }
    },
    silent(spot) {
      const device = deviceAt(spot)
      if (device !== null && device.silentSince === null) save({ ...device, silentSince: clock.now() })
    },
    found(device) {
      const before = deviceAt(device)
      devices.set(placeOf(device), device.id)
      if (before === null || before.id === device.id || before.silentSince !== null) return
      save({ ...before, silentSince: clock.now() })
    },
    unchanged(spot) {
      const device = deviceAt(spot)
      if (device === null) return null
      const there = { ...device, lastSeen: clock.now(), silentSince: null }
      save(there)
      return there
    },
    knock(spot, knock) {
      const place = placeOf(spot)
      if (knock === (knocks.get(place) ?? null)) return
      if (knock === null) knocks.delete(place)
      else knocks.set(place, knock)
      store.scans.saveKnock(jobId, place, knock)
    },
  }
}
