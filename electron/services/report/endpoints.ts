/** Endpoints of a report: phones, adapter ports and handsets with their numbers, places, states and test calls. */
import { printedHardwareId } from '#shared/model/hardware-id.ts'
import { groupedIpei, printedIpei } from '#shared/model/ipei.ts'
import type { CallDirection, Endpoint } from '#shared/model/job.ts'
import type { Place } from '#shared/model/placement.ts'
import { words } from '#shared/words/index.ts'
import { redactText } from '../../platform/redaction.ts'
import { type DeviceNames, firmwareOf, type ReportFirmware } from './devices.ts'
import { callMark, type Mark, type ReportProblem, reportProblem, stateMark } from './marks.ts'
import type { Moment } from './moment.ts'

export interface ReportEndpoint {
  readonly id: string
  /** The label; without one, the model and the end of its id. */
  readonly name: string
  readonly kind: string
  /** `Rove 30`, or the kind without a known model. */
  readonly device: string
  readonly model: string | null
  /** `03717C0E0A`, `0371 7C0E 0A` and `14103 0790026 0`; null for an endpoint without an IPEI. */
  readonly ipei: { readonly hex: string; readonly grouped: string; readonly printed: string } | null
  readonly hardwareId: string
  /** As entered in the list of the tenant: `00-03-71-7C-0E-0A`. */
  readonly hardwareIdPrinted: string
  readonly number: string | null
  readonly account: string | null
  /** Room or place that the technician entered; empty without one. */
  readonly place: string
  readonly switchName: string | null
  /** `Gi1/0/5` */
  readonly portName: string | null
  /** `sw-1 Gi1/0/5`; null when it is not known, and for a handset. */
  readonly switchPort: string | null
  /** Name of the base or adapter that it is reached through; null for a phone, and while it is not known. */
  readonly through: string | null
  readonly firmware: ReportFirmware
  /** False until its device was pointed at the gateway. */
  readonly started: boolean
  readonly state: Mark
  readonly since: Moment
  readonly details: readonly string[]
  readonly problem: ReportProblem | null
  readonly seenState: { readonly text: string; readonly at: Moment } | null
  /** Null before it is signed in. */
  readonly testCall: Mark | null
  /** Times of the test calls. */
  readonly calls: Readonly<Record<CallDirection, Moment | null>>
}

export interface EndpointContext {
  readonly names: DeviceNames
  /** Place of each device at a switch, by the device's id. */
  readonly placements: ReadonlyMap<string, Place | null>
  readonly when: (at: number) => Moment
}

/** `sw-1 Gi1/0/5` */
export const switchPortOf = (place: Place | null): string | null =>
  place === null ? null : `${place.switchName} ${place.port.name}`

export function reportEndpoint(
  endpoint: Endpoint,
  { names, placements, when }: EndpointContext,
): ReportEndpoint {
  const { onboarding, kind, deviceId } = endpoint
  const ipei = endpoint.kind === 'handset' ? endpoint.ipei : null
  // a handset is at no switch port
  const at = kind === 'handset' || deviceId === null ? null : (placements.get(deviceId) ?? null)
  const signedIn = onboarding.at === 'signed-in' ? onboarding : null
  const { out, in: into } = endpoint.testCalls ?? {}
  return {
    id: endpoint.id,
    name: words.steps.endpointName(endpoint),
    kind: words.report.endpointKind[kind],
    device: endpoint.model ?? words.report.endpointKind[kind],
    model: endpoint.model,
    ipei: ipei === null ? null : { hex: ipei, grouped: groupedIpei(ipei), printed: printedIpei(ipei) },
    hardwareId: endpoint.hardwareId,
    hardwareIdPrinted: printedHardwareId(endpoint.hardwareId),
    number: signedIn?.number ?? null,
    account: signedIn?.name ?? null,
    place: endpoint.place ?? '',
    switchName: at?.switchName ?? null,
    portName: at?.port.name ?? null,
    switchPort: switchPortOf(at),
    through: kind === 'phone' || deviceId === null ? null : names.byId(deviceId),
    firmware: firmwareOf(endpoint.firmware, endpoint.verdict),
    started: onboarding.at !== 'found',
    state: stateMark(onboarding),
    since: when(onboarding.since),
    details: detailsOf(endpoint, when),
    problem: onboarding.at === 'stuck' ? reportProblem(onboarding.problem) : null,
    seenState:
      endpoint.seenState === null ? null : { text: endpoint.seenState.text, at: when(endpoint.seenState.at) },
    testCall: signedIn === null ? null : callMark(out !== undefined, into !== undefined),
    calls: { out: out === undefined ? null : when(out.at), in: into === undefined ? null : when(into.at) },
  }
}

/** Facts of the state, without verification and sign-in codes: the report is passed on. */
function detailsOf({ onboarding }: Endpoint, when: EndpointContext['when']): string[] {
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
          : [words.report.lastRefusal(reportProblem(onboarding.refused).title)]),
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
