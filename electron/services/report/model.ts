/** The content of a hand-over report, without its layout. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import { printedHardwareId } from '#shared/model/hardware-id.ts'
import type { Evidence } from '#shared/model/identity.ts'
import { groupedIpei, printedIpei } from '#shared/model/ipei.ts'
import type { Endpoint, HistoryEntry, Job } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { redactText } from '../../platform/redaction.ts'
import type { StoredDevice } from '../../store/store.ts'
import { type ReportByHand, reportByHand, urlConfirmed } from './by-hand.ts'
import { type Mark, problemText, pushMark, stateMark, verdictMark } from './marks.ts'
import { type Moment, momentWriter } from './moment.ts'
import { type NotDone, notDoneOf } from './not-done.ts'
import { publicFacts, redactedEvidence } from './redaction.ts'

export interface ReportFirmware {
  readonly version: string | null
  readonly mark: Mark
  readonly minimum: string | null
  readonly approved: string | null
  /** Date and source of the catalogue behind the verdict. */
  readonly catalogue: { readonly date: string; readonly source: string }
}

/** One text from a device, with everything read from it. */
interface ReportEvidence {
  /** `vendor Poly` */
  readonly says: readonly string[]
  /** `http.title, port 18080` */
  readonly seenIn: string
  /** Shortened to `rawLimit` characters. */
  readonly raw: string
  readonly at: Moment
  /** `IF-MIB ifPhysAddress, RFC 2863 (documented)` */
  readonly sources: readonly string[]
}

interface ReportEdit {
  readonly page: string
  readonly setting: string
  readonly before: string | null
  readonly after: string
  readonly result: string
}

export interface ReportPush {
  readonly at: Moment
  readonly mark: Mark
  readonly problem: string | null
  /** The URL with its source, secrets masked; null when the push wrote no URL. */
  readonly url: string | null
  readonly edits: readonly ReportEdit[]
  readonly provenance: string
}

export interface ReportDevice {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly vendor: string | null
  readonly model: string | null
  readonly kind: string | null
  readonly mac: string | null
  readonly serial: string | null
  readonly level: string
  readonly firmware: ReportFirmware
  readonly firstSeen: Moment
  readonly lastSeen: Moment
  readonly contradictions: readonly string[]
  readonly evidence: readonly ReportEvidence[]
  readonly evidenceLeftOut: number
  readonly pushes: readonly ReportPush[]
  /** The state of a setup by hand, and its lines: the mark and the evidence; null without one. */
  readonly byHand: ReportByHand | null
  /** Provisioning URL of the last push that was read back, or of a confirmed setup by hand; null without one. */
  readonly provisioningUrl: string | null
}

export interface ReportEndpoint {
  readonly id: string
  readonly label: string
  /** The label, or the most readable id without one. */
  readonly name: string
  readonly kind: string
  readonly model: string | null
  /** `03717C0E0A`, `0371 7C0E 0A` and `14103 0790026 0`; null for an endpoint without an IPEI. */
  readonly ipei: { readonly hex: string; readonly grouped: string; readonly printed: string } | null
  readonly hardwareId: string
  /** As entered in the list of the tenant: `00-03-71-7C-0E-0A`. */
  readonly hardwareIdPrinted: string
  readonly base: string | null
  readonly firmware: ReportFirmware
  readonly state: Mark
  readonly since: Moment
  readonly details: readonly string[]
  readonly problem: string | null
  readonly seenState: { readonly text: string; readonly at: Moment } | null
  readonly nextStep: string | null
}

interface ReportLine {
  readonly at: Moment
  readonly what: string
  readonly subject: string
  readonly facts: string
}

export interface Report {
  readonly name: string
  readonly site: string
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
  readonly counts: { readonly devices: number; readonly endpoints: number; readonly signedIn: number }
  readonly devices: readonly ReportDevice[]
  readonly endpoints: readonly ReportEndpoint[]
  readonly notDone: readonly NotDone[]
  readonly history: readonly ReportLine[]
}

export interface ReportMatter {
  readonly job: Job
  readonly devices: readonly StoredDevice[]
  readonly endpoints: readonly Endpoint[]
  readonly pushes: readonly Push[]
  readonly guidedSetups: readonly GuidedSetup[]
  readonly history: readonly HistoryEntry[]
  readonly catalogue: Pick<Catalogue, 'date' | 'source'>
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** IANA name: `Europe/Berlin`. */
  readonly timeZone: string
  readonly version: string
}

/** Longest raw fact printed whole, and the most evidence printed for one device. */
const rawLimit = 240
const evidenceLimit = 40

export function buildReport(matter: ReportMatter): Report {
  const { job } = matter
  const when = momentWriter(matter.timeZone)
  const deviceNames = new Map(matter.devices.map((device) => [device.id, nameOfDevice(device)]))
  const endpoints = matter.endpoints
    .map((endpoint) => reportEndpoint(endpoint, deviceNames, when))
    .sort((a, b) => a.hardwareId.localeCompare(b.hardwareId, 'en'))
  const endpointNames = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint.name]))
  const subject = ({ deviceId, endpointId }: HistoryEntry): string =>
    (endpointId === null ? undefined : endpointNames.get(endpointId)) ??
    (deviceId === null ? undefined : deviceNames.get(deviceId)) ??
    ''
  return {
    name: job.name,
    site: job.site,
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
    counts: {
      devices: matter.devices.length,
      endpoints: endpoints.length,
      signedIn: matter.endpoints.filter((endpoint) => endpoint.onboarding.at === 'signed-in').length,
    },
    devices: matter.devices.map((device) => reportDevice(device, matter, when)),
    endpoints,
    notDone: notDoneOf(matter, { device: nameOfDevice, endpoint: nameOfEndpoint }),
    history: matter.history.map((entry) => ({
      at: when(entry.at),
      what: words.states.history(entry.what),
      subject: subject(entry),
      facts: words.history.details(publicFacts(entry.facts)),
    })),
  }
}

function nameOfDevice(device: StoredDevice): string {
  const { vendor, model } = device.identity
  const what = [vendor, model].filter((each) => each !== null).join(' ')
  return words.report.deviceAt(what, device.address)
}

function nameOfEndpoint(endpoint: Endpoint): string {
  if (endpoint.label !== '') return endpoint.label
  const id = endpoint.kind === 'handset' ? endpoint.ipei : endpoint.hardwareId
  const kind = words.report.endpointKind[endpoint.kind]
  return endpoint.kind === 'adapter-port' ? `${kind} ${endpoint.port} (${id})` : `${kind} ${id}`
}

function firmwareOf(version: string | null, verdict: StoredDevice['verdict']): ReportFirmware {
  return {
    version,
    mark: verdictMark(verdict),
    minimum: verdict.minimum,
    approved: verdict.approved,
    catalogue: { date: verdict.date, source: verdict.source },
  }
}

type When = (at: number) => Moment

function reportDevice(
  device: StoredDevice,
  { pushes: all, guidedSetups }: Pick<ReportMatter, 'pushes' | 'guidedSetups'>,
  when: When,
): ReportDevice {
  const { identity } = device
  const pushes = all.filter((push) => push.deviceId === device.id)
  const setup = guidedSetups.find(({ id }) => id === device.id)
  const seen = evidenceSeen(identity.evidence, when)
  const evidence = seen.slice(0, evidenceLimit)
  return {
    id: device.id,
    name: nameOfDevice(device),
    address: device.address,
    vendor: identity.vendor,
    model: identity.model,
    kind: identity.kind === null ? null : words.states.kind[identity.kind],
    mac: identity.mac,
    serial: identity.serial,
    level: words.states.level[identity.level],
    firmware: firmwareOf(identity.firmware, device.verdict),
    firstSeen: when(device.firstSeen),
    lastSeen: when(Math.max(device.lastSeen, ...identity.evidence.map(({ at }) => at))),
    contradictions: identity.contradictions.map(({ fact, kept, others }) =>
      words.report.contradiction(words.terms[fact], kept, others),
    ),
    evidence,
    evidenceLeftOut: seen.length - evidence.length,
    pushes: pushes.map((push) => reportPush(push, when)),
    byHand: setup === undefined ? null : reportByHand(setup.state, when),
    provisioningUrl: urlWritten(pushes) ?? urlConfirmed(setup),
  }
}

function urlWritten(pushes: readonly Push[]): string | null {
  const last = pushes
    .filter(({ plan, state }) => plan.target.kind === 'provisioning' && state.at === 'done')
    .toSorted((one, other) => one.state.since - other.state.since)
    .at(-1)
  return last?.plan.target.kind === 'provisioning' ? redactText(last.plan.target.url) : null
}

/** One entry for each text at each protocol and port, with every fact read from it. */
function evidenceSeen(all: readonly Evidence[], when: When): ReportEvidence[] {
  const places = Map.groupBy(all, ({ protocol, port, raw }) => JSON.stringify([protocol, port, raw]))
  return [...places.values()].flatMap((read): ReportEvidence[] => {
    const [first] = read
    if (first === undefined) return []
    const raw = redactedEvidence(first.protocol, first.raw)
    const { port, protocol } = first
    return [
      {
        says: [...new Set(read.map(({ fact, value }) => `${fact} ${value}`))],
        seenIn: port === null ? protocol : words.report.protocolPort(protocol, port),
        raw: raw.length > rawLimit ? `${raw.slice(0, rawLimit)}…` : raw,
        at: when(Math.min(...read.map(({ at }) => at))),
        sources: [
          ...new Set(
            read.map(
              ({ provenance: { source, confidence } }) =>
                `${source} (${words.states.confidence[confidence]})`,
            ),
          ),
        ],
      },
    ]
  })
}

/** Whether the technician typed the URL: the plan then names no source for the setting that takes it. */
const isTyped = ({ edits }: Push['plan']): boolean => edits.some(({ provenance }) => provenance === null)

function reportPush({ plan, state }: Push, when: When): ReportPush {
  const results = new Map('results' in state ? state.results.map((result) => [result.id, result]) : [])
  const { source, confidence } = plan.provenance
  return {
    at: when(state.since),
    mark: pushMark(state),
    problem: state.at === 'failed' ? problemText(publicProblem(state.problem)) : null,
    url:
      plan.target.kind === 'provisioning'
        ? words.report.url(redactText(plan.target.url), isTyped(plan))
        : null,
    edits: plan.edits.map((edit) => {
      const result = results.get(edit.id)
      const shown = (value: string) => (edit.secret ? '••••' : redactText(value))
      return {
        page: [edit.page, edit.group].filter((each) => each !== '').join(' > '),
        setting: edit.label,
        before: edit.before === null ? null : shown(edit.before),
        after: shown(edit.after),
        result: words.report.result[result?.result ?? 'not-written'],
      }
    }),
    provenance: `${source} (${words.states.confidence[confidence]})`,
  }
}

function reportEndpoint(
  endpoint: Endpoint,
  deviceNames: ReadonlyMap<string, string>,
  when: When,
): ReportEndpoint {
  const { onboarding } = endpoint
  const ipei = endpoint.kind === 'handset' ? endpoint.ipei : null
  return {
    id: endpoint.id,
    label: endpoint.label,
    name: nameOfEndpoint(endpoint),
    kind: words.report.endpointKind[endpoint.kind],
    model: endpoint.model,
    ipei: ipei === null ? null : { hex: ipei, grouped: groupedIpei(ipei), printed: printedIpei(ipei) },
    hardwareId: endpoint.hardwareId,
    hardwareIdPrinted: printedHardwareId(endpoint.hardwareId),
    base: endpoint.deviceId === null ? null : (deviceNames.get(endpoint.deviceId) ?? null),
    firmware: firmwareOf(endpoint.firmware, endpoint.verdict),
    state: stateMark(onboarding),
    since: when(onboarding.since),
    details: detailsOf(endpoint, when),
    problem: onboarding.at === 'stuck' ? problemText(publicProblem(onboarding.problem)) : null,
    seenState:
      endpoint.seenState === null ? null : { text: endpoint.seenState.text, at: when(endpoint.seenState.at) },
    nextStep: words.report.nextStep[onboarding.at],
  }
}

/** Facts of the state, without verification and sign-in codes: the report is passed on. */
function detailsOf({ onboarding }: Endpoint, when: When): string[] {
  switch (onboarding.at) {
    case 'directed':
      return [words.report.url(redactText(onboarding.url), false)]
    case 'onboarded':
      return [
        words.report.temporaryIdentity(onboarding.identity),
        onboarding.verification === null
          ? words.report.noVerificationCode
          : words.report.verificationCodeUntil(when(onboarding.verification.expiresAt).text),
        ...(onboarding.refused === null
          ? []
          : [words.report.lastRefusal(problemText(publicProblem(onboarding.refused)))]),
      ]
    case 'verified':
      return [words.report.temporaryIdentity(onboarding.identity)]
    case 'signing-in':
      return [
        onboarding.account === null
          ? words.report.signInCodeUntil(when(onboarding.signIn.expiresAt).text)
          : words.report.accountAttached(onboarding.account.name, onboarding.account.number),
      ]
    case 'signed-in':
      return [onboarding.name, onboarding.number, onboarding.identity].filter(
        (each): each is string => each !== null && each !== '',
      )
    case 'stuck':
      return [words.report.stuckAfter(words.states.onboarding[onboarding.before.at])]
    default:
      return []
  }
}

const publicProblem = <Found extends { facts: Parameters<typeof publicFacts>[0] }>(
  problem: Found,
): Found => ({
  ...problem,
  facts: publicFacts(problem.facts),
})
