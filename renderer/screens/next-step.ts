/** The next step of a job, derived from its endpoints, devices and verdicts. Pure. */
import { stageOf, stages } from '#shared/machines/onboarding.ts'
import { verdictTone } from '#shared/model/catalogue.ts'
import { adapterKinds, enrollable, phoneKinds } from '#shared/model/hardware-id.ts'
import type { Endpoint, Job, JobDevice } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { type EndpointGroup, groupedEndpoints, groupOf, writableDevices } from './endpoint-groups.ts'

type NextStepId =
  | 'scan'
  | 'stuck'
  | 'read-handsets'
  | 'continue'
  | 'point'
  | 'bulk'
  | 'adapter-ports'
  | 'mac-missing'
  | 'firmware'
  | 'nothing-to-sign-in'
  | 'report'

export interface NextStep {
  readonly id: NextStepId
  readonly title: string
  readonly why: string
  readonly action: string
  readonly to: string
}

export interface JobMatter {
  readonly job: Pick<Job, 'id' | 'practice'>
  readonly devices: readonly JobDevice[]
  readonly endpoints: readonly Endpoint[]
}

export function nextStepOf(matter: JobMatter): NextStep {
  const { job, devices, endpoints } = matter
  const texts = words.jobScreen
  const site = `/job/${job.id}/site`
  if (devices.length === 0 && endpoints.length === 0) {
    const scan = job.practice ? texts.scanPracticeOffice : texts.scanSite
    return { id: 'scan', title: scan, why: texts.scanSiteBody, action: scan, to: site }
  }
  return (
    stuck(matter) ??
    continueOne(matter) ??
    readHandsets(matter) ??
    start(matter) ??
    askPorts(matter) ??
    findMac(matter) ??
    updateFirmware(matter) ??
    end(matter)
  )
}

const nameOf = ({ identity, address }: JobDevice): string => identity.model ?? address

function stuck({ job, endpoints }: JobMatter): NextStep | null {
  const found = endpoints.find((endpoint) => endpoint.onboarding.at === 'stuck')
  if (found === undefined) return null
  const { stuck: title, stuckBody: why, openStuck: action } = words.jobScreen
  return {
    id: 'stuck',
    title: title(words.steps.endpointName(found)),
    why,
    action,
    to: `/job/${job.id}/pairing/${found.id}`,
  }
}

function readHandsets({ job, devices, endpoints }: JobMatter): NextStep | null {
  const read = new Set(endpoints.map(({ deviceId }) => deviceId))
  const unread = devices.find(({ id, capabilities }) => capabilities.includes('handsets') && !read.has(id))
  if (unread === undefined) return null
  const { readHandsets: title, signInBody: why, openBase: action } = words.jobScreen
  return { id: 'read-handsets', title: title(nameOf(unread)), why, action, to: deviceAt(job, unread.id) }
}

const deviceAt = (job: JobMatter['job'], deviceId: string): string => `/job/${job.id}/device/${deviceId}`

/**
 * The endpoint to continue with: the one at the latest stage; among those that are not started, one of the catalogue, then one whose
 * settings Punchdown can write, then one set up by hand, then one that needs new firmware. Undefined when all are signed in.
 */
export function nextEndpointOf(
  endpoints: readonly Endpoint[],
  devices: readonly Pick<JobDevice, 'id' | 'capabilities'>[],
): Endpoint | undefined {
  const writable = writableDevices(devices)
  const waiting = endpoints.filter(({ onboarding }) => onboarding.at !== 'signed-in')
  const rank = (endpoint: Endpoint): number =>
    groupRanks[groupOf(endpoint, writable)] + (endpoint.verdict.answer === 'not-listed' ? 10 : 0)
  return waiting.reduce<Endpoint | undefined>((best, each) => {
    if (best === undefined) return each
    const further = progressOf(each) - progressOf(best)
    return further > 0 || (further === 0 && rank(each) < rank(best)) ? each : best
  }, undefined)
}

const groupRanks: Record<EndpointGroup, number> = {
  waiting: 0,
  ready: 1,
  'by-hand': 2,
  firmware: 3,
  stuck: 4,
  done: 5,
}

const progressOf = (endpoint: Endpoint | undefined): number => {
  const stage = endpoint === undefined ? null : stageOf(endpoint.onboarding)
  return endpoint?.onboarding.at === 'stuck' || stage === null ? 0 : stages.indexOf(stage)
}

/** Devices from which on a bulk set-up is quicker than one after the other. */
const bulkFrom = 3

/** An endpoint whose set-up is under way comes before everything that is new. */
function continueOne({ job, devices, endpoints }: JobMatter): NextStep | null {
  const next = nextEndpointOf(endpoints, devices)
  if (next === undefined || progressOf(next) === 0) return null
  const { waitingBody: why, continueWith } = words.jobScreen
  const action = continueWith(words.steps.endpointName(next))
  return { id: 'continue', title: titleOf(endpoints), why, action, to: endpointAt(job, next) }
}

const titleOf = (endpoints: readonly Endpoint[]): string =>
  words.jobScreen.waiting(
    endpoints.filter(({ onboarding }) => onboarding.at !== 'signed-in').length,
    endpoints.length,
  )

const endpointAt = (job: JobMatter['job'], { id }: Endpoint): string => `/job/${job.id}/pairing/${id}`

/** The first endpoint that is not started, or the bulk set-up of many. */
function start({ job, devices, endpoints }: JobMatter): NextStep | null {
  const next = nextEndpointOf(endpoints, devices)
  if (next === undefined) return null
  const { startBody, start: actions, bulk, bulkBody, openBulk } = words.jobScreen
  const group = groupOf(next, writableDevices(devices))
  if (group === 'firmware') return firmwareStep(job, 1, next.deviceId)
  const ready = groupedEndpoints(endpoints, devices).get('ready') ?? []
  const readyDevices = new Set(ready.flatMap((each) => (each.kind === 'handset' ? [] : [each.deviceId])))
  if (next.kind !== 'handset' && readyDevices.size >= bulkFrom) {
    const title = bulk(readyDevices.size)
    return { id: 'bulk', title, why: bulkBody, action: openBulk, to: `/job/${job.id}/bulk` }
  }
  const way = next.deviceId === null ? 'not-on-device' : group === 'ready' ? 'ready' : 'by-hand'
  return {
    ...{ id: 'point', title: titleOf(endpoints), why: startBody[way], action: actions[next.kind] },
    to: endpointAt(job, next),
  }
}

/** An adapter whose number of ports is not known. */
function askPorts({ job, devices, endpoints }: JobMatter): NextStep | null {
  const known = new Set(endpoints.map(({ deviceId }) => deviceId))
  const asked = devices.find(
    ({ id, identity }) =>
      adapterKinds.some((kind) => kind === identity.kind) && identity.mac !== null && !known.has(id),
  )
  if (asked === undefined) return null
  const { adapterPorts: title, adapterPortsBody: why, openAdapter: action } = words.jobScreen
  return { id: 'adapter-ports', title: title(nameOf(asked)), why, action, to: deviceAt(job, asked.id) }
}

/** Phones and adapters that cannot be enrolled while their MAC is not known. */
function findMac({ job, devices }: JobMatter): NextStep | null {
  const kinds = [...phoneKinds, ...adapterKinds]
  const unknown = devices.filter(
    ({ identity }) => kinds.some((kind) => kind === identity.kind) && enrollable(identity) === null,
  )
  if (unknown.length === 0) return null
  const { macMissing: title, macMissingBody: why, openSwitches: action } = words.jobScreen
  return { id: 'mac-missing', title: title(unknown.length), why, action, to: `/job/${job.id}/site/switches` }
}

function updateFirmware({ job, devices, endpoints }: JobMatter): NextStep | null {
  const old = devices.filter(({ verdict }) => verdictTone[verdict.answer] === 'bad')
  const oldEndpoints = endpoints.filter(
    ({ kind, verdict }) => kind === 'handset' && verdictTone[verdict.answer] === 'bad',
  )
  const count = old.length + oldEndpoints.length
  if (count === 0) return null
  const deviceId = old[0]?.id ?? oldEndpoints[0]?.deviceId ?? null
  return firmwareStep(job, count, deviceId)
}

function firmwareStep(job: JobMatter['job'], count: number, deviceId: string | null): NextStep {
  const { firmware: title, firmwareBody: why, openDevice: action } = words.jobScreen
  const to = deviceId === null ? `/job/${job.id}/pairing` : deviceAt(job, deviceId)
  return { id: 'firmware', title: title(count), why, action, to }
}

function end({ job, endpoints }: JobMatter): NextStep {
  const texts = words.jobScreen
  if (endpoints.length === 0) {
    const { nothingToSignInTitle: title, nothingToSignInBody: why, scanSite: action } = texts
    return { id: 'nothing-to-sign-in', title, why, action, to: `/job/${job.id}/site` }
  }
  const { allSignedIn: title, allSignedInBody: why, makeReport: action } = texts
  return { id: 'report', title, why, action, to: `/job/${job.id}/reports` }
}
