/** Reads and writes the device records of a job. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Device, OtherAddress } from '#shared/model/job.ts'
import type { Region } from '#shared/model/region.ts'
import type { Driver } from '../../drivers/driver.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import { verdictFor } from '../catalogue/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'
import type { Sessions } from './sessions.ts'

export interface DeviceRecordsParts {
  readonly store: Store
  readonly clock: Clock
  readonly changes: JobChanges
  readonly jobs: Pick<Jobs, 'note'>
  readonly sessions: Pick<Sessions, 'isSignedIn' | 'capabilitiesOf'>
  readonly catalogue: Catalogue
  /** Region of the job's site, null when not known; some rows approve different builds by region. */
  readonly regionOf: (jobId: string) => Region | null
  readonly drivers: readonly Driver[]
  /** Called in the transaction that stores a device. */
  readonly onSaved: (device: StoredDevice) => void
}

/** Facts that identify a device; the rest of its record is derived from them. */
interface Recognised {
  readonly identity: Identity
  readonly sightings: readonly Sighting[]
}

export interface DeviceRecords {
  readonly store: Store
  readonly clock: Clock
  readonly jobs: Pick<Jobs, 'note'>
  isSignedIn(deviceId: string): boolean
  /** Adds the facts of this run to a stored device. */
  present(stored: StoredDevice): Device
  /** Stores a device with its sightings; derives verdict and driver from its identity. */
  save(device: Omit<StoredDevice, 'verdict' | 'driver' | 'identity'>, recognised: Recognised): Device
  /** Stores a device whose identity stays as it is. */
  touch(device: StoredDevice): Device
  /** Stores another address of a device, to which nothing is sent. */
  noteOtherAddress(device: StoredDevice, other: Omit<OtherAddress, 'at'>): Device
}

/** Facts of a session for a stored device. */
export function presentDevice(
  sessions: Pick<Sessions, 'isSignedIn' | 'capabilitiesOf'>,
): (stored: StoredDevice) => Device {
  return (stored) => ({
    ...stored,
    capabilities: sessions.capabilitiesOf(stored),
    signedIn: sessions.isSignedIn(stored.id),
  })
}

export function createDeviceRecords(parts: DeviceRecordsParts): DeviceRecords {
  const { store, clock, changes, jobs, sessions, drivers } = parts
  const present = presentDevice(sessions)
  const touch = (device: StoredDevice): Device => {
    store.devices.save(device)
    changes.device(device.jobId, device.id)
    parts.onSaved(device)
    return present(device)
  }
  return {
    store,
    clock,
    jobs,
    isSignedIn: sessions.isSignedIn,
    present,
    touch,
    save: (device, { identity, sightings }) =>
      store.transaction(() => {
        const before = store.devices.get(device.id)?.driver ?? null
        const driver = drivers.find((each) => each.recognise(identity, sightings))?.id ?? before
        const verdict = verdictFor(identity, parts.catalogue, parts.regionOf(device.jobId))
        const saved = touch({ ...device, identity, verdict, driver })
        store.devices.saveSightings(device.id, sightings)
        return saved
      }),
    noteOtherAddress(device, other) {
      const { otherAddress: known } = device
      if (known?.address === other.address && known.source === other.source) return present(device)
      // one line of history per device, because anyone can send such evidence
      if (known === null) {
        jobs.note({
          jobId: device.jobId,
          what: 'device.other-address',
          deviceId: device.id,
          endpointId: null,
          facts: { address: device.address, other: other.address, source: other.source },
        })
      }
      return touch({ ...device, otherAddress: { ...other, at: clock.now() } })
    },
  }
}
