/** What is left to do, for the job and for each device and endpoint, in order of weight. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import { isServiceKind, type Verdict, verdictTone } from '#shared/model/catalogue.ts'
import { adapterKinds, phoneKinds } from '#shared/model/hardware-id.ts'
import type { Endpoint, HistoryEntry } from '#shared/model/job.ts'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import type { StoredDevice } from '../../store/store.ts'
import { reportProblem, verdictMark } from './marks.ts'

type OpenKind = keyof typeof words.report.openPoint

/** Heaviest first: what stops a phone from working, then what the customer risks, then what was not proven. */
const weights: readonly OpenKind[] = [
  'no-devices',
  'no-endpoints',
  'stuck',
  'settings-open',
  'firmware-below',
  'in-progress',
  'default-password',
  'not-on-device',
  'not-confirmed',
  'not-started',
  'no-handsets',
  'ports-not-known',
  'mac-not-known',
  'no-test-call',
  'offboarded',
  'not-identified',
  'firmware-check',
  'firmware-not-known',
]
export const weightOf = (kind: OpenKind): number => weights.indexOf(kind)

/** Something left to do for one device or endpoint. */
export interface OpenItem {
  readonly kind: OpenKind
  /** Id of the device or endpoint; empty for the job. */
  readonly id: string
  readonly subject: string
  readonly what: string
}

/** All items of one kind in a sentence. */
export interface OpenPoint {
  readonly kind: OpenKind
  readonly text: string
}

export interface OpenMatter {
  readonly devices: readonly StoredDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  readonly guidedSetups: readonly GuidedSetup[]
  readonly history: readonly HistoryEntry[]
}

export interface OpenNames {
  readonly device: (device: StoredDevice) => string
  readonly endpoint: (endpoint: Endpoint) => string
}

const { openItem, openPoint } = words.report

export function openItemsOf(matter: OpenMatter, names: OpenNames): OpenItem[] {
  const { devices, endpoints, history } = matter
  const old = new Set(
    devices.flatMap((each) => (verdictTone[each.verdict.answer] === 'bad' ? [each.id] : [])),
  )
  const onDefaultPassword = new Set(
    history.flatMap(({ what, deviceId }) => (what === 'device.default-password' ? [deviceId] : [])),
  )
  const withEndpoints = new Set(endpoints.map(({ deviceId }) => deviceId))
  const items = [
    ...(devices.length === 0 ? [item('no-devices', '', '')] : []),
    ...(endpoints.length === 0 ? [item('no-endpoints', '', '')] : []),
    ...devices
      .filter(({ identity }) => isServiceKind(identity.kind))
      .flatMap((device) => {
        const name = names.device(device)
        return [
          ...(onDefaultPassword.has(device.id) ? [item('default-password', device.id, name)] : []),
          ...ofSettings(matter, device, name),
          ...(withEndpoints.has(device.id) ? [] : ofUnread(device, name)),
          ...ofFirmware(device, name),
        ]
      }),
    ...endpoints.flatMap((endpoint) =>
      // the firmware of a phone or adapter is listed with its device
      ofEndpoint(
        endpoint,
        names.endpoint(endpoint),
        endpoint.deviceId !== null && old.has(endpoint.deviceId),
      ),
    ),
  ]
  return items.toSorted((one, other) => weightOf(one.kind) - weightOf(other.kind))
}

export function openPointsOf(items: readonly OpenItem[]): OpenPoint[] {
  return [...Map.groupBy(items, ({ kind }) => kind)].map(([kind, each]) => ({
    kind,
    text: openPoint[kind](each.map(({ subject }) => subject)),
  }))
}

/** Good only when all endpoints are signed in and nothing is left open. */
export function toneOf(endpoints: readonly Endpoint[], items: readonly OpenItem[]): Tone {
  if (endpoints.length === 0) return 'not-known'
  if (items.some(({ kind }) => kind === 'stuck')) return 'bad'
  return items.length === 0 ? 'good' : 'attention'
}

const item = (kind: OpenKind, id: string, subject: string, detail = ''): OpenItem => ({
  ...{ kind, id, subject },
  what: openItem[kind](detail),
})

/** A push that did not end, or a setup by hand that the device has not confirmed. */
function ofSettings({ pushes, guidedSetups }: OpenMatter, { id }: StoredDevice, name: string): OpenItem[] {
  const last = pushes
    .filter(({ deviceId }) => deviceId === id)
    .toSorted((one, other) => one.state.since - other.state.since)
    .at(-1)
  const byHand = guidedSetups.find((each) => each.id === id)?.state.at
  return [
    ...(last !== undefined && last.state.at !== 'done' ? [item('settings-open', id, name)] : []),
    ...(byHand === 'done-by-hand' ? [item('not-confirmed', id, name)] : []),
  ]
}

/** The reason why a device of the service has no endpoint. */
function ofUnread({ id, identity: { kind, level, mac } }: StoredDevice, name: string): OpenItem[] {
  if (kind === 'dect-base') return [item('no-handsets', id, name)]
  if (kind === null) return level === 'unknown' ? [] : [item('not-identified', id, name)]
  const isAdapter = adapterKinds.some((each) => each === kind)
  if (!isAdapter && !phoneKinds.some((each) => each === kind)) return []
  if (mac === null) return [item('mac-not-known', id, name)]
  return isAdapter ? [item('ports-not-known', id, name)] : []
}

/** An answer to the firmware of a device, without one that is good. */
function ofFirmware({ id, identity, verdict }: StoredDevice, name: string): OpenItem[] {
  if (identity.kind === null) return []
  const kind = firmwareKind(verdict)
  return kind === null ? [] : [item(kind, id, name, detailOf(identity.firmware, verdict))]
}

function firmwareKind({ answer }: Verdict): OpenKind | null {
  switch (verdictTone[answer]) {
    case 'good':
      return null
    case 'bad':
      return 'firmware-below'
    case 'attention':
      return 'firmware-check'
    case 'not-known':
      return answer === 'not-applicable' ? null : 'firmware-not-known'
  }
}

/** The version with the minimum when it is below it, else with the approved one. */
function detailOf(version: string | null, verdict: Verdict): string {
  const { minimum, approved } = verdict
  const { installed, minimumIs, approvedIs } = words.report
  const isBelow = verdictTone[verdict.answer] === 'bad'
  const published =
    isBelow && minimum !== null ? minimumIs(minimum) : approved === null ? null : approvedIs(approved)
  return installed(version, verdictMark(verdict).word, published)
}

function ofEndpoint(endpoint: Endpoint, name: string, isOldDevice: boolean): OpenItem[] {
  const { id, onboarding, kind, verdict, firmware } = endpoint
  const next = words.report.nextStep[onboarding.at] ?? ''
  const listedWithDevice = kind !== 'handset' && isOldDevice
  return [
    ...(verdictTone[verdict.answer] === 'bad' && !listedWithDevice
      ? [item('firmware-below', id, name, detailOf(firmware, verdict))]
      : []),
    ...(endpoint.deviceId === null ? [item('not-on-device', id, name)] : []),
    ...ofState(endpoint, name, next),
  ]
}

function ofState({ id, onboarding, testCalls }: Endpoint, name: string, next: string): OpenItem[] {
  switch (onboarding.at) {
    case 'found':
      return [item('not-started', id, name, next)]
    case 'stuck':
      return [item('stuck', id, name, reportProblem(onboarding.problem).title)]
    case 'offboarded':
      return [item('offboarded', id, name)]
    case 'signed-in':
      return testCalls?.in === undefined || testCalls.out === undefined
        ? [item('no-test-call', id, name)]
        : []
    default:
      return [item('in-progress', id, name, next)]
  }
}
