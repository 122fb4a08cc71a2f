/** The content of a hand-over report, without its layout. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import { type Catalogue, isServiceKind } from '#shared/model/catalogue.ts'
import type { Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import type { Neighbour, Switch } from '#shared/model/neighbour.ts'
import { createPlacements } from '#shared/model/placement.ts'
import type { Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import type { StoredDevice } from '../../store/store.ts'
import { deviceNames, type ReportDevice, reportDevice } from './devices.ts'
import { type ReportEndpoint, reportEndpoint, switchPortOf } from './endpoints.ts'
import { historyLines, type ReportLine } from './history-lines.ts'
import { type Moment, momentWriter } from './moment.ts'
import { type OpenItem, type OpenPoint, openItemsOf, openPointsOf, toneOf, weightOf } from './open-points.ts'
import { type Room, roomsOf } from './rooms.ts'

/** A device that needs something, with everything that it needs. */
interface DeviceToActOn {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly place: string
  readonly todo: readonly string[]
}

export interface Report {
  readonly name: string
  readonly customer: string
  readonly contact: string
  readonly site: string
  readonly technician: string
  readonly region: string
  readonly language: string
  readonly mode: string
  readonly rehearsal: boolean
  readonly practice: boolean
  readonly opened: Moment
  readonly madeAt: Moment
  readonly timeZone: string
  readonly version: string
  readonly catalogue: { readonly date: string; readonly source: string }
  readonly result: { readonly tone: Tone; readonly text: string }
  /** The endpoints of page one: those that were set up or begun; all of them if there is none. */
  readonly worked: readonly ReportEndpoint[]
  /** Endpoints that page one leaves to the list by room. */
  readonly workedLeftOut: number
  readonly openPoints: readonly OpenPoint[]
  readonly openPointsLeftOut: number
  readonly rooms: readonly Room[]
  readonly devicesToActOn: readonly DeviceToActOn[]
  readonly openItems: readonly OpenItem[]
  readonly endpoints: readonly ReportEndpoint[]
  readonly devices: readonly ReportDevice[]
  /** Switches, printers and the like that are left out. */
  readonly devicesLeftOut: number
  readonly history: readonly ReportLine[]
  /** Whether facts, settings, evidence and history are printed. */
  readonly appendix: boolean
}

export interface ReportOptions {
  readonly appendix: boolean
  /** Includes switches, printers and other devices that the service does not take. */
  readonly otherDevices: boolean
}
const defaultOptions: ReportOptions = { appendix: true, otherDevices: false }

export interface ReportMatter {
  readonly job: Job
  readonly devices: readonly StoredDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  readonly guidedSetups: readonly GuidedSetup[]
  readonly switches: readonly Switch[]
  readonly neighbours: readonly Neighbour[]
  readonly history: readonly HistoryEntry[]
  readonly catalogue: Pick<Catalogue, 'date' | 'source'>
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string
  readonly version: string
}

/** What fits on page one. */
const workedLimit = 10
const openPointLimit = 5

export function buildReport(matter: ReportMatter, options: ReportOptions = defaultOptions): Report {
  const { job } = matter
  const when = momentWriter(matter.timeZone)
  const names = deviceNames(matter.devices)
  const placementOf = createPlacements(matter)
  const placements = new Map(
    matter.devices.map((device) => [device.id, placementOf(device)?.best ?? null] as const),
  )
  const listed = matter.devices.filter(({ identity }) => options.otherDevices || isServiceKind(identity.kind))
  const endpoints = matter.endpoints
    .map((endpoint) => reportEndpoint(endpoint, { names, placements, when }))
    .toSorted((one, other) => compare(one.place, other.place) || compare(one.hardwareId, other.hardwareId))
  const openItems = openItemsOf(matter, { device: names.of, endpoint: words.steps.endpointName })
  const openPoints = openPointsOf(openItems)
  const worked = endpoints.filter(({ started }) => started)
  const shown = (worked.length > 0 ? worked : endpoints).slice(0, workedLimit)
  return {
    name: job.name,
    ...{ customer: job.customer, contact: job.contact, site: job.site, technician: job.technician },
    region: words.states.region[job.region],
    language: words.states.language[job.language],
    mode: words.report.mode[job.mode],
    rehearsal: job.mode === 'rehearsal',
    practice: job.practice,
    opened: when(job.createdAt),
    madeAt: when(matter.madeAt),
    timeZone: matter.timeZone,
    version: matter.version,
    catalogue: { date: matter.catalogue.date, source: matter.catalogue.source },
    result: {
      tone: toneOf(matter.endpoints, openItems),
      text: words.report.result(countsOf(matter.endpoints)),
    },
    worked: shown,
    workedLeftOut: endpoints.length - shown.length,
    openPoints: openPoints.slice(0, openPointLimit),
    openPointsLeftOut: Math.max(0, openPoints.length - openPointLimit),
    rooms: roomsOf(endpoints),
    devicesToActOn: devicesToActOn(listed, openItems, (device) => ({
      ...{ id: device.id, name: names.plain(device) || words.terms.notKnown, address: names.address(device) },
      place: switchPortOf(placements.get(device.id) ?? null) ?? '',
    })),
    openItems,
    endpoints,
    devices: listed
      .map((device) => reportDevice(device, matter, { names, when }))
      .toSorted((one, other) => compare(one.name, other.name)),
    devicesLeftOut: matter.devices.length - listed.length,
    history: historyLines(matter, { names, when }),
    appendix: options.appendix,
  }
}

const { compare } = new Intl.Collator('en', { numeric: true })

const kinds = ['phone', 'adapter-port', 'handset'] as const

function countsOf(endpoints: readonly Endpoint[]) {
  return kinds.flatMap((kind) => {
    const all = endpoints.filter((each) => each.kind === kind)
    const signedIn = all.filter(({ onboarding }) => onboarding.at === 'signed-in').length
    return all.length === 0 ? [] : [{ kind, endpoints: all.length, signedIn }]
  })
}

/** Devices with the heaviest open item first, then by name. */
function devicesToActOn(
  devices: readonly StoredDevice[],
  items: readonly OpenItem[],
  row: (device: StoredDevice) => Omit<DeviceToActOn, 'todo'>,
): DeviceToActOn[] {
  const byDevice = Map.groupBy(items, ({ id }) => id)
  return devices
    .flatMap((device) => {
      const own = byDevice.get(device.id) ?? []
      const weight = Math.min(...own.map(({ kind }) => weightOf(kind)))
      return own.length === 0 ? [] : [{ ...row(device), weight, todo: own.map(({ what }) => what) }]
    })
    .toSorted((one, other) => one.weight - other.weight || compare(one.name, other.name))
    .map(({ weight: _, ...rest }) => rest)
}
