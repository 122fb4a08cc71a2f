/** What was not done, said as plainly as what was. Pure. */
import type { Push } from '#shared/machines/push.ts'
import { verdictTone } from '#shared/model/catalogue.ts'
import type { Endpoint, Job } from '#shared/model/job.ts'
import type { StoredDevice } from '../../store/store.ts'
import { nextStep, stateWord, verdictMark } from './words.ts'

export interface NotDone {
  /** Job, device or endpoint that it is about. */
  readonly id: string
  readonly subject: string
  readonly what: string
}

export interface Matter {
  readonly job: Job
  readonly devices: readonly StoredDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
}

export interface Names {
  readonly device: (device: StoredDevice) => string
  readonly endpoint: (endpoint: Endpoint) => string
}

export function notDoneOf({ job, devices, endpoints, pushes }: Matter, names: Names): NotDone[] {
  const about = (id: string, subject: string, lines: readonly string[]): NotDone[] =>
    lines.map((what) => ({ id, subject, what }))
  return [
    ...about(job.id, job.name, ofJob(job, devices, endpoints)),
    ...devices.flatMap((device) =>
      about(
        device.id,
        names.device(device),
        ofDevice(
          device,
          pushes.filter((push) => push.deviceId === device.id),
        ),
      ),
    ),
    ...endpoints.flatMap((endpoint) => about(endpoint.id, names.endpoint(endpoint), ofEndpoint(endpoint))),
  ]
}

function ofJob(job: Job, devices: readonly StoredDevice[], endpoints: readonly Endpoint[]): string[] {
  return [
    ...(job.practice ? ['Only practice devices were used; no device on this site was touched.'] : []),
    ...(job.mode === 'rehearsal'
      ? [
          "Nobody was signed in to Microsoft's service: the accounts and numbers here are the rehearsal's own.",
        ]
      : []),
    ...(devices.length === 0 ? ['No device was found.'] : []),
    ...(endpoints.length === 0 ? ['No handset, phone or adapter port was added.'] : []),
  ]
}

function ofDevice(device: StoredDevice, pushes: readonly Push[]): string[] {
  const lines: string[] = []
  if (!device.identity.evidence.some((each) => each.protocol === 'driver.describe')) {
    lines.push('Not signed in: its own settings and handsets were not read.')
  }
  const tone = verdictTone[device.verdict.answer]
  if (tone === 'not-known') lines.push(`Firmware not judged: ${verdictMark(device.verdict).word}.`)
  else if (tone !== 'good') lines.push(`Firmware left as it is: ${verdictMark(device.verdict).word}.`)
  const last = pushes.toSorted((a, b) => a.state.since - b.state.since).at(-1)
  if (last === undefined) lines.push('No settings were written.')
  else if (last.state.at !== 'done') lines.push('The last settings were not written, or not read back.')
  return lines
}

function ofEndpoint(endpoint: Endpoint): string[] {
  const lines: string[] = []
  const step = nextStep[endpoint.onboarding.at]
  if (step !== null) lines.push(`Not signed in (${stateWord(endpoint.onboarding.at)}). Next: ${step}.`)
  if (endpoint.deviceId === null) lines.push('Not seen on any base: its id was typed in.')
  if (verdictTone[endpoint.verdict.answer] === 'bad') {
    lines.push(`Firmware left as it is: ${verdictMark(endpoint.verdict).word}.`)
  }
  return lines
}
