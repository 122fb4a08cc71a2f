/** Endpoints of devices: one for a phone, one per port of an adapter, and the handsets listed by a base. */
import { randomUUID } from 'node:crypto'
import { foundAt } from '#shared/machines/onboarding.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import {
  adapterPortHardwareId,
  type EnrollableAdapter,
  enrollable,
  isAdapter,
  phoneHardwareId,
} from '#shared/model/hardware-id.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { Region } from '#shared/model/region.ts'
import type { AdapterPort, Handset } from '#shared/model/settings.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import { judgedEndpoint, usablePortsOf, verdictFor } from '../catalogue/index.ts'
import type { JobChanges } from '../jobs/index.ts'

export interface FoundEndpointsParts {
  readonly store: Store
  readonly clock: Clock
  readonly changes: Pick<JobChanges, 'endpoint' | 'history'>
  readonly catalogue: Catalogue
  readonly regionOf: (jobId: string) => Region | null
}

/** The part of an endpoint that depends on its kind. */
type OwnPart = OwnPartOf<Endpoint>
type OwnPartOf<Kind> = Kind extends Endpoint
  ? Omit<Kind, 'id' | 'jobId' | 'label' | 'verdict' | 'addedBy' | 'seenState' | 'onboarding'>
  : never

/**
 * Updates the endpoints of a device from its identity. Ports of an adapter are added when the catalogue gives their number;
 * otherwise the technician is asked.
 */
export function updateFromDevice(parts: FoundEndpointsParts, device: StoredDevice): void {
  const { identity } = device
  const own = enrollable(identity)
  if (own === null || isAdapter(own)) removeMistakenPhone(parts, device)
  if (own === null) return
  const { model, firmware } = identity
  if (!isAdapter(own)) {
    const hardwareId = phoneHardwareId(own)
    upsert(parts, device, { kind: 'phone', deviceId: device.id, hardwareId, model, firmware })
    return
  }
  const first = parts.store.endpoints.byHardwareId(device.jobId, adapterPortHardwareId(own, 1))
  const count = first === null ? (usablePortsOf(identity, parts.catalogue) ?? 0) : 0
  if (count > 0) addPorts(parts, device, own, count)
  else if (first !== null) updatePorts(parts, device, own)
}

/** Adds the missing ports from 1 to `count`. */
export function addPorts(
  parts: FoundEndpointsParts,
  device: StoredDevice,
  adapter: EnrollableAdapter,
  count: number,
): Endpoint[] {
  return Array.from({ length: count }, (_, index) => upsertPort(parts, device, adapter, index + 1))
}

function updatePorts(parts: FoundEndpointsParts, device: StoredDevice, adapter: EnrollableAdapter): void {
  for (let port = 1; ; port++) {
    const hardwareId = adapterPortHardwareId(adapter, port)
    if (parts.store.endpoints.byHardwareId(device.jobId, hardwareId) === null) return
    upsertPort(parts, device, adapter, port)
  }
}

function upsertPort(
  parts: FoundEndpointsParts,
  device: StoredDevice,
  adapter: EnrollableAdapter,
  port: number,
  seen?: string,
): Endpoint {
  const { model, firmware } = device.identity
  const hardwareId = adapterPortHardwareId(adapter, port)
  const own = { kind: 'adapter-port', deviceId: device.id, hardwareId, port, model, firmware } as const
  return upsert(parts, device, own, seen)
}

/** A handset that a base lists. */
export function upsertHandset(parts: FoundEndpointsParts, device: StoredDevice, handset: Handset): Endpoint {
  const { hardwareId, ipei, state } = handset
  const known = parts.store.endpoints.byHardwareId(device.jobId, hardwareId)
  const model = handset.model ?? known?.model ?? null
  const firmware = handset.firmware ?? known?.firmware ?? null
  const own = { kind: 'handset', deviceId: device.id, hardwareId, ipei, model, firmware } as const
  return upsert(parts, device, own, state)
}

/** A port that an adapter lists; null while the adapter's MAC or kind is not known. */
export function upsertListedPort(
  parts: FoundEndpointsParts,
  device: StoredDevice,
  { port, state }: AdapterPort,
): Endpoint | null {
  const own = enrollable(device.identity)
  return own === null || !isAdapter(own) ? null : upsertPort(parts, device, own, port, state)
}

/** `seen`: state as shown by the device, if just read. */
function upsert(parts: FoundEndpointsParts, device: StoredDevice, own: OwnPart, seen?: string): Endpoint {
  const { store, clock, changes, catalogue, regionOf } = parts
  const known = store.endpoints.byHardwareId(device.jobId, own.hardwareId)
  const now = clock.now()
  const next: Endpoint = {
    ...(known ?? {
      id: randomUUID(),
      jobId: device.jobId,
      label: '',
      addedBy: 'device' as const,
      seenState: null,
      onboarding: foundAt(now),
    }),
    ...own,
    verdict: verdictFor(judgedEndpoint(own, device.identity), catalogue, regionOf(device.jobId)),
    ...(seen === undefined ? {} : { seenState: { text: seen, at: now } }),
  }
  if (known !== null && JSON.stringify(known) === JSON.stringify(next)) return known
  store.endpoints.save(next)
  changes.endpoint(next.jobId, next.id)
  return next
}

/** Removes the unused endpoint of a device that turned out not to be a phone. */
function removeMistakenPhone({ store, changes }: FoundEndpointsParts, device: StoredDevice): void {
  const { mac } = device.identity
  if (mac === null) return
  const known = store.endpoints.byHardwareId(device.jobId, mac.replaceAll(':', ''))
  if (known?.kind !== 'phone' || known.deviceId !== device.id) return
  if (known.onboarding.at !== 'found' || known.label !== '') return
  store.endpoints.remove(known.id)
  changes.endpoint(known.jobId, known.id)
}
