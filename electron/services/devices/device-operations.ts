/** Operations on one device: sign in, read, plan, act. */
import { randomUUID } from 'node:crypto'
import { toProblem } from '#shared/errors.ts'
import {
  checkProvisioningUrl,
  isServiceUrl,
  type PlanRequest,
  type ProvisioningTarget,
  serviceUrl,
} from '#shared/model/region.ts'
import type {
  AdapterPort,
  Description,
  DeviceAction,
  Edit,
  Handset,
  HandsetList,
  Plan,
  PlanTarget,
  Setting,
} from '#shared/model/settings.ts'
import type { Driver } from '../../drivers/driver.ts'
import { identify } from '../../identify/identify.ts'
import type { StoredDevice } from '../../store/store.ts'
import { describedFirmware, identityWithDescription, superseded } from './description.ts'
import type { DeviceRecords } from './device-records.ts'
import { requireCapability, type Sessions, type SignInRequest } from './sessions.ts'

export interface DeviceReading {
  readonly description: Description
  readonly settings: Setting[]
  /** Null for a device without handsets. */
  readonly handsets: Handset[] | null
  /** Slots of the handset table whose id cannot be read. */
  readonly unreadable: HandsetList['unreadable']
  /** Null for a device without adapter ports. */
  readonly ports: AdapterPort[] | null
}

export interface OperationParts {
  readonly records: DeviceRecords
  readonly sessions: Sessions
  /** Entry URL of the gateway core. @throws PunchdownError gateway-off */
  readonly rehearsalUrl: () => string
  /** `usesService`: the settings read with the handsets name Microsoft's service; false when none were read. */
  readonly onHandsets: (device: StoredDevice, handsets: readonly Handset[], usesService: boolean) => void
  readonly onPorts: (device: StoredDevice, ports: readonly AdapterPort[], usesService: boolean) => void
}

/** Updates the identity from the device's description. */
function takeDescription(
  { records, sessions }: OperationParts,
  deviceId: string,
  description: Description,
): void {
  const device = sessions.stored(deviceId)
  const driver = sessions.driverOf(deviceId)
  const at = records.clock.now()
  const before = records.store.devices.sightings(deviceId)
  const former = describedFirmware(device.identity)
  const sightings = superseded(before, former, description.firmware, at)
  const merged = sightings === before ? device.identity : identify(sightings)
  const identity = identityWithDescription(merged, description, {
    driver: driver.id,
    provenance: driver.provenance,
    port: device.ports.http,
    at,
  })
  records.save({ ...device, lastSeen: at }, { identity, sightings })
  if (former === null || description.firmware === null || former === description.firmware) return
  records.jobs.note({
    ...{ jobId: device.jobId, what: 'device.firmware-updated', deviceId, endpointId: null },
    facts: { from: former, to: description.firmware },
  })
}

export async function signIn(
  parts: OperationParts,
  deviceId: string,
  request: SignInRequest,
): Promise<Description> {
  const { records, sessions } = parts
  const description = await sessions
    .signIn(deviceId, request, (session) => session.describe())
    .catch((error: unknown) => {
      const { code } = toProblem(error)
      if (code === 'sign-in-refused' || code === 'sign-in-blocked') {
        records.jobs.note({
          ...{ jobId: sessions.stored(deviceId).jobId, what: 'device.sign-in-refused', deviceId },
          ...{ endpointId: null, facts: { user: request.user, problem: code } },
        })
      }
      throw error
    })
  takeDescription(parts, deviceId, description)
  records.jobs.note({
    jobId: sessions.stored(deviceId).jobId,
    what: 'device.signed-in',
    deviceId,
    endpointId: null,
    facts: { user: request.user },
  })
  return description
}

/** Reads the description of a signed-in device. */
export async function describe(parts: OperationParts, deviceId: string): Promise<Description> {
  const description = await parts.sessions.use(deviceId, (session) => session.describe())
  takeDescription(parts, deviceId, description)
  return description
}

export async function read(parts: OperationParts, deviceId: string): Promise<DeviceReading> {
  const { list, ...reading } = await parts.sessions.use(deviceId, async (session) => ({
    description: await session.describe(),
    settings: await session.read(),
    list: (await session.handsets?.list()) ?? null,
    ports: (await session.ports?.list()) ?? null,
  }))
  takeDescription(parts, deviceId, reading.description)
  const device = parts.sessions.stored(deviceId)
  const usesService = reading.settings.some(({ value }) => value !== null && isServiceUrl(value))
  if (list !== null) parts.onHandsets(device, list.handsets, usesService)
  if (reading.ports !== null) parts.onPorts(device, reading.ports, usesService)
  return { ...reading, handsets: list?.handsets ?? null, unreadable: list?.unreadable ?? [] }
}

export async function readHandsets(parts: OperationParts, deviceId: string): Promise<Handset[]> {
  const { handsets } = await parts.sessions.use(deviceId, (session) =>
    requireCapability(session.handsets, 'handsets').list(),
  )
  parts.onHandsets(parts.sessions.stored(deviceId), handsets, false)
  return handsets
}

export const readLog = ({ sessions }: OperationParts, deviceId: string): Promise<string[]> =>
  sessions.use(deviceId, ({ log }) => requireCapability(log, 'log').read())

export async function plan(parts: OperationParts, deviceId: string, request: PlanRequest): Promise<Plan> {
  const { records, sessions } = parts
  const target: PlanTarget =
    request.kind === 'firmware'
      ? request
      : { kind: 'provisioning', url: urlFor(sessions.driverOf(deviceId), request, parts.rehearsalUrl) }
  const planned = await sessions.use(deviceId, ({ provisioning, firmware }) =>
    target.kind === 'firmware'
      ? requireCapability(firmware, 'firmware').plan(target.version)
      : requireCapability(provisioning, 'provisioning').plan(target.url),
  )
  const edits = request.kind === 'url' ? typedBy(planned.edits, request.url) : planned.edits
  const made: Plan = { id: randomUUID(), deviceId, target, ...planned, edits, madeAt: records.clock.now() }
  records.store.pushes.savePlan(made)
  return made
}

/** Removes the driver's source from a value that the technician typed. */
const typedBy = (edits: readonly Edit[], url: string): Edit[] =>
  edits.map((edit) => (edit.after === url.trim() ? { ...edit, provenance: null } : edit))

export async function act(parts: OperationParts, deviceId: string, action: DeviceAction): Promise<void> {
  const { records, sessions } = parts
  await sessions.use(deviceId, ({ actions }) => requireCapability(actions?.[action], action)())
  records.jobs.note({
    jobId: sessions.stored(deviceId).jobId,
    what: `device.${action}`,
    deviceId,
    endpointId: null,
    facts: {},
  })
}

/** The URL to write: that of the service's region, a typed one, or the gateway core's entry with the vendor's suffix. */
function urlFor(driver: Driver, target: ProvisioningTarget, rehearsalUrl: () => string): string {
  const suffix = requireCapability(driver.provisioningSuffix, 'provisioning').template
  switch (target.kind) {
    case 'service':
      return serviceUrl(target, suffix)
    case 'rehearsal':
      return `${rehearsalUrl()}${suffix}`
    case 'url':
      return checkProvisioningUrl(target.url)
  }
}

/** Moves a device to its other address. Its credentials are not used there; a new sign-in is needed. */
export function moveToOtherAddress({ records, sessions }: OperationParts, deviceId: string): void {
  const device = sessions.stored(deviceId)
  const { otherAddress } = device
  if (otherAddress === null) return
  sessions.signOut(deviceId)
  const { address, ports } = otherAddress
  records.touch({ ...device, address, ports: ports ?? device.ports, otherAddress: null, silentSince: null })
}
