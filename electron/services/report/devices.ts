/** Devices of a report: names, identity with its evidence, and the settings that were written. */
import type { GuidedSetup } from '#shared/machines/guided.ts'
import type { Push } from '#shared/machines/push.ts'
import type { Evidence } from '#shared/model/identity.ts'
import { words } from '#shared/words/index.ts'
import { redactedEvidence, redactText } from '../../platform/redaction.ts'
import type { StoredDevice } from '../../store/store.ts'
import { type ReportByHand, reportByHand, urlConfirmed } from './by-hand.ts'
import { type Mark, pushMark, type ReportProblem, reportProblem, verdictMark } from './marks.ts'
import type { Moment } from './moment.ts'

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
  /** `http.title, port 18080` */
  readonly seenIn: string
  /** Shortened to `rawLimit` characters, on one line. */
  readonly raw: string
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
  readonly problem: ReportProblem | null
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

/** Longest raw text printed whole, and the most texts printed for one device. */
const rawLimit = 48
const evidenceLimit = 3

type When = (at: number) => Moment

export interface DeviceNames {
  /** `Poly Rove B2`; with its address where several devices have the same name. */
  of(device: StoredDevice): string
  /** `Poly Rove B2`; empty while neither vendor nor model is known. */
  plain(device: StoredDevice): string
  byId(deviceId: string): string | null
  /** `192.0.2.10`; with the port of its web page where several devices share the address. */
  address(device: StoredDevice): string
}

export function deviceNames(devices: readonly StoredDevice[]): DeviceNames {
  const sharing = Map.groupBy(devices, ({ address }) => address)
  const address = (device: StoredDevice): string =>
    (sharing.get(device.address)?.length ?? 0) > 1 ? `${device.address}:${device.ports.http}` : device.address
  const plain = ({ identity: { vendor, model } }: StoredDevice): string =>
    [vendor, model].filter((each) => each !== null).join(' ')
  const namesakes = Map.groupBy(devices, plain)
  const of = (device: StoredDevice): string => {
    const name = plain(device)
    return name === '' || (namesakes.get(name)?.length ?? 0) > 1
      ? words.report.deviceAt(name, address(device))
      : name
  }
  const byId = new Map(devices.map((device) => [device.id, of(device)]))
  return { of, plain, byId: (deviceId) => byId.get(deviceId) ?? null, address }
}

export function firmwareOf(version: string | null, verdict: StoredDevice['verdict']): ReportFirmware {
  return {
    version,
    mark: verdictMark(verdict),
    minimum: verdict.minimum,
    approved: verdict.approved,
    catalogue: { date: verdict.date, source: verdict.source },
  }
}

export function reportDevice(
  device: StoredDevice,
  matter: { readonly pushes: readonly Push[]; readonly guidedSetups: readonly GuidedSetup[] },
  { names, when }: { readonly names: DeviceNames; readonly when: When },
): ReportDevice {
  const { identity } = device
  const pushes = matter.pushes
    .filter((push) => push.deviceId === device.id)
    .toSorted((one, other) => one.state.since - other.state.since)
  const setup = matter.guidedSetups.find(({ id }) => id === device.id)
  const seen = evidenceSeen(identity.evidence)
  const evidence = seen.slice(0, evidenceLimit)
  return {
    id: device.id,
    name: names.of(device),
    address: names.address(device),
    vendor: identity.vendor,
    model: identity.model,
    kind: identity.kind === null ? null : words.states.kind[identity.kind],
    mac: identity.mac,
    serial: identity.serial,
    level: words.states.level[identity.level],
    firmware: firmwareOf(identity.firmware, device.verdict),
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
  const last = pushes.findLast(
    ({ plan, state }) => plan.target.kind === 'provisioning' && state.at === 'done',
  )
  return last?.plan.target.kind === 'provisioning' ? redactText(last.plan.target.url) : null
}

/** One entry for each text at each protocol and port; those that most facts were read from come first. */
function evidenceSeen(all: readonly Evidence[]): ReportEvidence[] {
  const places = Map.groupBy(all, ({ protocol, port, raw }) => JSON.stringify([protocol, port, raw]))
  return [...places.values()]
    .toSorted((one, other) => other.length - one.length)
    .flatMap((read): ReportEvidence[] => {
      const [first] = read
      if (first === undefined) return []
      const { port, protocol } = first
      const raw = redactedEvidence(protocol, first.raw).replaceAll(/\s+/g, ' ').trim()
      return [
        {
          seenIn: port === null ? protocol : words.report.protocolPort(protocol, port),
          raw: raw.length > rawLimit ? `${raw.slice(0, rawLimit)}…` : raw,
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
    problem: state.at === 'failed' ? reportProblem(state.problem) : null,
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
        result: words.report.editResult[result?.result ?? 'not-written'],
      }
    }),
    provenance: `${source} (${words.states.confidence[confidence]})`,
  }
}
