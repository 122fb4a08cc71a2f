/** Groups of endpoints by what is to be done with them next. Each endpoint is in one group. Pure. */
import { needsFirmwareFirst } from '#shared/machines/steps.ts'
import type { Endpoint, JobDevice } from '#shared/model/job.ts'
import type { Tone } from '#shared/model/tone.ts'

/** In the order in which they are shown. */
export const endpointGroups = ['stuck', 'waiting', 'ready', 'firmware', 'by-hand', 'done'] as const
export type EndpointGroup = (typeof endpointGroups)[number]

export const groupTones: Record<EndpointGroup, Tone> = {
  stuck: 'bad',
  waiting: 'attention',
  ready: 'not-known',
  firmware: 'bad',
  'by-hand': 'attention',
  done: 'good',
}

type Device = Pick<JobDevice, 'id' | 'capabilities'>

/** Whether Punchdown can write the settings of each device. */
export function writableDevices(devices: readonly Device[]): ReadonlySet<string> {
  return new Set(
    devices.flatMap(({ id, capabilities }) => (capabilities.includes('provisioning') ? [id] : [])),
  )
}

/**
 * The group of an endpoint. One that was offboarded is reset by hand, and one that no device lists is entered by hand.
 * `writable`: ids of the devices whose settings Punchdown can write.
 */
export function groupOf(
  endpoint: Pick<Endpoint, 'kind' | 'verdict' | 'onboarding' | 'deviceId'>,
  writable: ReadonlySet<string>,
): EndpointGroup {
  switch (endpoint.onboarding.at) {
    case 'signed-in':
      return 'done'
    case 'stuck':
      return 'stuck'
    case 'offboarded':
      return 'by-hand'
    case 'found':
      if (needsFirmwareFirst(endpoint)) return 'firmware'
      return endpoint.deviceId !== null && writable.has(endpoint.deviceId) ? 'ready' : 'by-hand'
    default:
      return 'waiting'
  }
}

/** The endpoints of each group; a group without endpoints is an empty list. */
export function groupedEndpoints(
  endpoints: readonly Endpoint[],
  devices: readonly Device[],
): ReadonlyMap<EndpointGroup, readonly Endpoint[]> {
  const writable = writableDevices(devices)
  const grouped = Map.groupBy(endpoints, (endpoint) => groupOf(endpoint, writable))
  return new Map(endpointGroups.map((group) => [group, grouped.get(group) ?? []]))
}
