/** The list of open work, for each device and endpoint. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import { isServiceKind, verdictTone } from '#shared/model/catalogue.ts'
import type { Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import type { StoredDevice } from '../../store/store.ts'
import { verdictMark } from './marks.ts'

export interface NotDone {
  /** Id of the job, device or endpoint. */
  readonly id: string
  readonly subject: string
  readonly what: string
}

export interface Matter {
  readonly job: Job
  readonly devices: readonly StoredDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  readonly guidedSetups: readonly GuidedSetup[]
  readonly history: readonly HistoryEntry[]
}

export interface Names {
  readonly device: (device: StoredDevice) => string
  readonly endpoint: (endpoint: Endpoint) => string
}

export function notDoneOf(
  { job, devices, endpoints, pushes, guidedSetups, history }: Matter,
  names: Names,
): NotDone[] {
  const about = (id: string, subject: string, lines: readonly string[]): NotDone[] =>
    lines.map((what) => ({ id, subject, what }))
  const old = new Set(
    devices.flatMap((each) => (verdictTone[each.verdict.answer] === 'bad' ? [each.id] : [])),
  )
  const onDefaultPassword = new Set(
    history.flatMap(({ what, deviceId }) => (what === 'device.default-password' ? [deviceId] : [])),
  )
  /** Whether the firmware of a phone or adapter is listed with its device. */
  const deviceFirmware = ({ kind, deviceId }: Endpoint): boolean =>
    kind !== 'handset' && deviceId !== null && old.has(deviceId)
  return [
    ...about(job.id, job.name, ofJob(job, devices, endpoints)),
    ...devices.filter(isInTrade).flatMap((device) =>
      about(device.id, names.device(device), [
        ...(onDefaultPassword.has(device.id) ? [words.report.defaultPassword] : []),
        ...ofDevice(
          device,
          pushes.filter((push) => push.deviceId === device.id),
          guidedSetups.find(({ id }) => id === device.id)?.state.at ?? 'open',
        ),
      ]),
    ),
    ...endpoints.flatMap((endpoint) =>
      about(endpoint.id, names.endpoint(endpoint), ofEndpoint(endpoint, deviceFirmware(endpoint))),
    ),
  ]
}

/** Phones, adapters, bases, and devices of unknown kind from a known vendor. */
const isInTrade = ({ identity: { kind, level } }: StoredDevice): boolean =>
  isServiceKind(kind) && (kind !== null || level !== 'unknown')

function ofJob(job: Job, devices: readonly StoredDevice[], endpoints: readonly Endpoint[]): string[] {
  return [
    ...(job.practice ? [words.report.practiceOnly] : []),
    ...(job.mode === 'rehearsal' ? [words.report.rehearsalOnly] : []),
    ...(devices.length === 0 ? [words.report.noDevices] : []),
    ...(endpoints.length === 0 ? [words.report.noEndpoints] : []),
  ]
}

function ofDevice(
  device: StoredDevice,
  pushes: readonly Push[],
  byHand: GuidedSetup['state']['at'],
): string[] {
  const lines: string[] = []
  if (!device.identity.evidence.some((each) => each.protocol === 'driver.describe')) {
    lines.push(words.report.notRead)
  }
  const tone = verdictTone[device.verdict.answer]
  if (tone === 'not-known') lines.push(words.report.firmwareNotJudged(verdictMark(device.verdict).word))
  else if (tone !== 'good') lines.push(words.report.firmwareLeft(verdictMark(device.verdict).word))
  const last = pushes.toSorted((a, b) => a.state.since - b.state.since).at(-1)
  if (byHand === 'done-by-hand') lines.push(words.report.notConfirmed)
  const isPutBack = last?.plan.undoes !== undefined && last.state.at === 'done'
  if ((last === undefined || isPutBack) && byHand === 'open') lines.push(words.report.nothingWritten)
  if (last !== undefined && last.state.at !== 'done') lines.push(words.report.lastPushOpen)
  return lines
}

function ofEndpoint(endpoint: Endpoint, isListedWithDevice: boolean): string[] {
  const lines: string[] = []
  const step = words.report.nextStep[endpoint.onboarding.at]
  if (step !== null)
    lines.push(words.report.notSignedIn(words.states.onboarding[endpoint.onboarding.at], step))
  if (endpoint.deviceId === null) lines.push(words.report.typedIn)
  if (verdictTone[endpoint.verdict.answer] === 'bad' && !isListedWithDevice) {
    lines.push(words.report.firmwareLeft(verdictMark(endpoint.verdict).word))
  }
  return lines
}
