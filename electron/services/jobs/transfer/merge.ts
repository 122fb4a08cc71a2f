/**
 * Merges a job from a file into the same job of this laptop. Nothing is lost: records of either side are kept, and where both have a
 * value for the same field, the value that is not taken is noted in the history. Pure.
 */
import type { Endpoint, Job } from '#shared/model/job.ts'
import type { JobDifference } from '#shared/model/job-transfer.ts'
import { words } from '#shared/words/index.ts'
import { publicFacts } from '../../../platform/redaction.ts'
import { type JobContent, redacted, redactedDevice } from './content.ts'

type Device = JobContent['devices'][number]
type Push = JobContent['pushes'][number]
type Entry = JobContent['history'][number]

export interface Merge {
  /** Records that only the file has. */
  readonly added: { readonly devices: number; readonly endpoints: number; readonly history: number }
  readonly differences: readonly JobDifference[]
  /** The merged job. `fromFile`: ids of the differences whose value is taken from the file. */
  apply(fromFile: ReadonlySet<string>): JobContent
}

/** A field that both sides have with different values. */
interface Choice {
  readonly difference: JobDifference
  take(content: JobContent): JobContent
}

const detailFields = [
  'name',
  'customer',
  'site',
  'contact',
  'technician',
  'notes',
  'region',
  'language',
] as const

export function mergeJobs(here: JobContent, given: JobContent): Merge {
  const file = withIdsOf(here, given)
  const base = union(here, file)
  const choices = [...jobChoices(here, file), ...deviceChoices(here, file), ...endpointChoices(here, file)]
  const known = new Set(here.history.map(entryKey))
  return {
    added: {
      devices: base.devices.length - here.devices.length,
      endpoints: base.endpoints.length - here.endpoints.length,
      history: file.history.filter((entry) => !known.has(entryKey(entry))).length,
    },
    differences: choices.map(({ difference }) => difference),
    apply(fromFile) {
      const merged = choices.reduce(
        (content, { difference, take }) => (fromFile.has(difference.id) ? take(content) : content),
        base,
      )
      return {
        ...merged,
        history: [...merged.history, ...choices.map(({ difference }) => dropped(difference, fromFile))],
      }
    },
  }
}

/** The value that is not taken, as a line of history; its time is set when it is stored. */
function dropped({ id, field, subject, here, file }: JobDifference, fromFile: ReadonlySet<string>): Entry {
  const [kept, other] = fromFile.has(id) ? [file, here] : [here, file]
  return {
    ...{ at: 0, what: 'job.difference', deviceId: null, endpointId: null },
    facts: { subject, field, kept, dropped: other },
  }
}

/** The file's records with the ids of the records of this laptop that are the same device, endpoint or switch. */
function withIdsOf(here: JobContent, file: JobContent): JobContent {
  const idOf = <Item extends { id: string }>(
    mine: readonly Item[],
    theirs: readonly Item[],
    key: (item: Item) => string,
  ) => {
    const known = new Map(mine.map((item) => [key(item), item.id]))
    const ids = new Map(theirs.map((item) => [item.id, known.get(key(item)) ?? item.id]))
    return (id: string): string => ids.get(id) ?? id
  }
  const device = idOf(here.devices, file.devices, ({ key }) => key)
  const endpoint = idOf<Endpoint>(here.endpoints, file.endpoints, ({ hardwareId }) => hardwareId)
  const ofSwitch = idOf(here.switches, file.switches, ({ key }) => key)
  const maybe = (map: (id: string) => string, id: string | null): string | null =>
    id === null ? null : map(id)
  return {
    ...file,
    devices: file.devices.map((each) => ({ ...each, id: device(each.id) })),
    sightings: file.sightings.map(({ deviceId, all }) => ({ deviceId: device(deviceId), all })),
    endpoints: file.endpoints.map((each) => withIds(each, endpoint(each.id), device)),
    pushes: file.pushes.map((push): Push => {
      const deviceId = device(push.deviceId)
      return { ...push, deviceId, plan: { ...push.plan, deviceId } }
    }),
    guidedSetups: file.guidedSetups.map((setup) => ({ ...setup, id: device(setup.id) })),
    switches: file.switches.map((each) => ({ ...each, id: ofSwitch(each.id) })),
    neighbours: file.neighbours.map((each) => ({ ...each, switchId: ofSwitch(each.switchId) })),
    history: file.history.map((entry) => ({
      ...entry,
      deviceId: maybe(device, entry.deviceId),
      endpointId: maybe(endpoint, entry.endpointId),
    })),
  }
}

function withIds(endpoint: Endpoint, id: string, device: (id: string) => string): Endpoint {
  if (endpoint.kind === 'handset')
    return { ...endpoint, id, deviceId: endpoint.deviceId === null ? null : device(endpoint.deviceId) }
  return { ...endpoint, id, deviceId: device(endpoint.deviceId) }
}

/** Records of both sides; this laptop's where both have one, with what only the file's has. */
function union(here: JobContent, file: JobContent): JobContent {
  const both = <Item>(
    mine: readonly Item[],
    theirs: readonly Item[],
    key: (item: Item) => string,
  ): Item[] => {
    const known = new Set(mine.map(key))
    return [...mine, ...theirs.filter((item) => !known.has(key(item)))]
  }
  const byId = ({ id }: { id: string }) => id
  const inFile = new Map(file.endpoints.map((each) => [each.id, each]))
  const sightingsInFile = new Map(file.sightings.map(({ deviceId, all }) => [deviceId, all]))
  const switches = newest(here.switches, file.switches)
  const ofFile = new Set(switches.flatMap((each) => (file.switches.includes(each) ? [each.id] : [])))
  return {
    job: withMissing(here.job, file.job),
    devices: both(here.devices, file.devices, byId),
    sightings: both(
      here.sightings.map(({ deviceId, all }) => ({
        deviceId,
        all: withSightings(all, sightingsInFile.get(deviceId) ?? []),
      })),
      file.sightings,
      ({ deviceId }) => deviceId,
    ),
    endpoints: both<Endpoint>(
      here.endpoints.map((endpoint) => withMissingParts(endpoint, inFile.get(endpoint.id))),
      file.endpoints,
      byId,
    ),
    pushes: both(here.pushes, file.pushes, byId),
    guidedSetups: both(here.guidedSetups, file.guidedSetups, byId),
    switches,
    neighbours: [
      ...here.neighbours.filter(({ switchId }) => !ofFile.has(switchId)),
      ...file.neighbours.filter(({ switchId }) => ofFile.has(switchId)),
    ],
    history: both(here.history, file.history, entryKey).toSorted((one, other) => one.at - other.at),
  }
}

type Sightings = JobContent['sightings'][number]['all']

/** A sighting of the file that this laptop has with its secrets is not added again. */
function withSightings(mine: Sightings, theirs: Sightings): Sightings {
  const known = new Set([...mine, ...mine.map(redacted)].map((each) => JSON.stringify(each)))
  return [...mine, ...theirs.filter((each) => !known.has(JSON.stringify(each)))]
}

const entryKey = ({ at, what, deviceId, endpointId, facts }: Entry): string =>
  JSON.stringify([at, what, deviceId, endpointId, publicFacts(facts)])

/** The later reading of each switch. */
function newest(here: JobContent['switches'], file: JobContent['switches']): JobContent['switches'] {
  const all = Map.groupBy([...here, ...file], ({ id }) => id)
  return [...all.values()].flatMap((readings) => readings.toSorted((a, b) => b.readAt - a.readAt).slice(0, 1))
}

function withMissing(here: Job, file: Job): Job {
  const either = (field: 'customer' | 'site' | 'contact' | 'technician' | 'notes') =>
    here[field] === '' ? file[field] : here[field]
  return {
    ...here,
    ...{ customer: either('customer'), site: either('site'), contact: either('contact') },
    ...{ technician: either('technician'), notes: either('notes'), lastScan: here.lastScan ?? file.lastScan },
  }
}

function withMissingParts(here: Endpoint, file: Endpoint | undefined): Endpoint {
  if (file === undefined) return here
  const place = here.place ?? file.place
  const testCalls = { ...file.testCalls, ...here.testCalls }
  return {
    ...here,
    label: here.label === '' ? file.label : here.label,
    ...(place === undefined ? {} : { place }),
    ...(Object.keys(testCalls).length === 0 ? {} : { testCalls }),
  }
}

function jobChoices(here: JobContent, file: JobContent): Choice[] {
  return detailFields.flatMap((field) => {
    const [mine, theirs] = [here.job[field], file.job[field]]
    if (mine === theirs || mine === '' || theirs === '') return []
    return [
      {
        difference: difference(`job ${field}`, here.job.name, field, mine, theirs, false),
        take: (content: JobContent) => ({ ...content, job: { ...content.job, [field]: theirs } }),
      },
    ]
  })
}

const difference = (
  id: string,
  subject: string,
  field: JobDifference['field'],
  here: string,
  file: string,
  isFileNewer: boolean,
): JobDifference => ({ id, subject, field, here, file, isFileNewer })

function deviceChoices(here: JobContent, file: JobContent): Choice[] {
  const inFile = new Map(file.devices.map((each) => [each.id, each]))
  return here.devices.flatMap((mine) => {
    const theirs = inFile.get(mine.id)
    if (theirs === undefined || sameDevice(mine, theirs)) return []
    const isFileNewer = theirs.lastSeen > mine.lastSeen
    const name = mine.identity.model ?? mine.address
    return [
      {
        difference: difference(
          `device ${mine.id}`,
          name,
          'device',
          deviceText(mine),
          deviceText(theirs),
          isFileNewer,
        ),
        take: (content: JobContent) => ({
          ...content,
          devices: content.devices.map((each) =>
            each.id === mine.id ? { ...theirs, jobId: each.jobId } : each,
          ),
        }),
      },
    ]
  })
}

/** A file has no secrets in its evidence. */
const sameDevice = (mine: Device, theirs: Device): boolean =>
  [mine, redactedDevice(mine)].some((each) => JSON.stringify(each) === JSON.stringify(theirs))

const deviceText = ({ address, identity, lastSeen }: Device): string =>
  words.jobTransfer.device(address, identity.firmware, words.time.dayAndTime(lastSeen))

function endpointChoices(here: JobContent, file: JobContent): Choice[] {
  const inFile = new Map(file.endpoints.map((each) => [each.id, each]))
  const change =
    (id: string, part: Partial<Pick<Endpoint, 'label' | 'place' | 'onboarding'>>) =>
    (content: JobContent) => ({
      ...content,
      endpoints: content.endpoints.map((each): Endpoint => (each.id === id ? { ...each, ...part } : each)),
    })
  return here.endpoints.flatMap((mine) => {
    const theirs = inFile.get(mine.id)
    if (theirs === undefined) return []
    const { id } = mine
    const subject = words.steps.endpointName(mine)
    const texts = (['label', 'place'] as const).flatMap((field): Choice[] => {
      const [one, other] = [mine[field] ?? '', theirs[field] ?? '']
      return one === other || one === '' || other === ''
        ? []
        : [
            {
              difference: difference(`endpoint ${id} ${field}`, subject, field, one, other, false),
              take: change(id, { [field]: other }),
            },
          ]
    })
    if (JSON.stringify(mine.onboarding) === JSON.stringify(theirs.onboarding)) return texts
    const isFileNewer = theirs.onboarding.since > mine.onboarding.since
    return [
      ...texts,
      {
        difference: difference(
          `endpoint ${id} state`,
          subject,
          'state',
          stateText(mine),
          stateText(theirs),
          isFileNewer,
        ),
        take: change(id, { onboarding: theirs.onboarding }),
      },
    ]
  })
}

const stateText = ({ onboarding }: Endpoint): string =>
  words.jobTransfer.state(words.states.onboarding[onboarding.at], words.time.dayAndTime(onboarding.since))
