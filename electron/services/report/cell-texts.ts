/** Texts that the HTML and the PDF of a report have in common. */
import { words } from '#shared/words/index.ts'
import type { ReportDevice, ReportPush } from './devices.ts'
import type { ReportEndpoint } from './endpoints.ts'
import type { ReportLine } from './history-lines.ts'
import { datedSource } from './marks.ts'
import type { Report } from './model.ts'

const { report: texts, terms } = words

export const runningTitle = ({ name, customer }: Report): string =>
  customer === '' ? name : `${customer} · ${name}`

export const noticesOf = ({ practice, rehearsal }: Report): string[] => [
  ...(practice ? [texts.practice] : []),
  ...(rehearsal ? [texts.rehearsal] : []),
]

/** Facts of page one: name and value. */
export function headFacts(report: Report): readonly (readonly [string, string])[] {
  const orNone = (text: string) => (text === '' ? texts.notEntered : text)
  return [
    [texts.customer, orNone(report.customer)],
    [texts.technician, orNone(report.technician)],
    [terms.site, orNone(report.site)],
    [texts.date, report.madeAt.iso.slice(0, 10)],
    [texts.contact, orNone(report.contact)],
    [terms.region, report.region],
  ]
}

/** `through Rove B2`, else the switch port: the nearest thing to a place. */
export const whereOf = ({ place, through, switchPort }: ReportEndpoint): string =>
  place !== '' ? place : (switchPort ?? (through === null ? texts.notEntered : texts.reachedThrough(through)))

export const numberOf = ({ number }: ReportEndpoint): string => number ?? texts.notEntered

/** The switch port, or the base or adapter; below a room with the name of the switch. */
export const portOf = ({ place, portName, switchPort, through }: ReportEndpoint): string =>
  (place === '' ? portName : switchPort) ??
  (through === null ? texts.notEntered : texts.reachedThrough(through))

export const appendixFacts = (report: Report): readonly (readonly [string, string])[] => [
  [terms.mode, report.mode],
  [texts.language, report.language],
  [texts.jobOpened, report.opened.text],
  [texts.reportMade, texts.madeAt(report.madeAt.text, report.timeZone)],
  [texts.firmwareJudgedBy, datedSource(report.catalogue)],
  [texts.scope, texts.scopeCounts(report.devices.length, report.devicesLeftOut)],
]

/** Details below the state of an endpoint. */
export const linesOf = (each: ReportEndpoint): string[] => [
  ...(each.problem === null ? [] : [each.problem.title]),
  ...each.details,
  ...(each.seenState === null ? [] : [texts.statusOnDevice(each.seenState.text, each.seenState.at.text)]),
]

export const pushLines = ({ problem, url, provenance }: ReportPush): string[] => [
  ...(problem === null ? [] : [problem.title]),
  ...(url === null ? [] : [url]),
  texts.howWritten(provenance),
]

/** `192.0.2.10`, then the MAC with the serial number. */
export const idsOf = ({ address, mac, serial }: ReportDevice): string[] => [
  address,
  [mac ?? terms.notKnown, ...(serial === null ? [] : [texts.serialNumber(serial)])].join(' · '),
]

/** Contradictions, then the evidence in one line. */
export const evidenceOf = ({ evidence, evidenceLeftOut, contradictions }: ReportDevice): string[] => [
  ...contradictions,
  evidence.length === 0
    ? texts.noEvidence
    : [
        ...evidence.map(({ seenIn, raw }) => texts.evidenceLine(seenIn, raw)),
        ...(evidenceLeftOut === 0 ? [] : [texts.moreEvidence(evidenceLeftOut)]),
      ].join(' · '),
]

export const timeOf = ({ at, until }: ReportLine): string =>
  at.text === until.text ? at.text : texts.until(at.text, until.text)

export const eventOf = ({ what, count }: ReportLine): string =>
  count === 1 ? what : texts.times(what, count)
