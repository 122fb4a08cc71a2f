/** Headings, facts and tables of the report in the order of its PDF. */

import { words } from '#shared/words/index.ts'
import { headFacts, noticesOf, numberOf, portOf, whereOf } from './cell-texts.ts'
import type { ReportEndpoint } from './endpoints.ts'
import type { Report } from './model.ts'
import { drawAppendix } from './pdf-appendix.ts'
import {
  body,
  bold,
  type Cell,
  markRun,
  mono,
  quiet,
  type Row,
  type Run,
  type Sheet,
  small,
} from './pdf-runs.ts'

type Page = Omit<Sheet, 'end'>

const { report: texts, terms } = words

export function drawReport(sheet: Page, report: Report): void {
  sheet.letterhead(body(''), { text: texts.documentTitle, size: 9, colour: quiet })
  sheet.heading(1, report.name)
  sheet.facts(
    headFacts(report).map(([name, value]) => [name, [body(value)]]),
    2,
  )
  for (const text of noticesOf(report)) sheet.notice(text)
  if (!printable(JSON.stringify(report))) sheet.notice(texts.fontNote)
  sheet.heading(2, texts.resultTitle)
  sheet.paragraph({ text: report.result.text, face: 'bold', size: 10 })
  drawWorked(sheet, report)
  sheet.heading(3, texts.openPoints)
  if (report.openPoints.length === 0) sheet.paragraph(body(texts.noOpenPoints))
  else sheet.points(report.openPoints.map(({ text }) => text))
  if (report.openPointsLeftOut > 0) sheet.paragraph(small(texts.moreOpenPoints(report.openPointsLeftOut)))
  sheet.signatures([
    { title: texts.handedOver, lines: signatureLines(report.technician) },
    { title: texts.accepted, lines: signatureLines('') },
  ])
  sheet.pageBreak()
  drawRooms(sheet, report)
  drawDevicesToActOn(sheet, report)
  sheet.paragraph(small(`${texts.madeBy(report.version)} ${texts.secretsLeftOut}`))
  if (report.appendix) drawAppendix(sheet, report)
}

const signatureLines = (name: string) => [
  { name: texts.signatureName, value: name },
  { name: texts.signature, value: '' },
]

/** Whether the font has every letter: scripts written from left to right, without joined letters. Of the pictographs it has those below U+10000. */
function printable(text: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]*$/u.test(
    text.replaceAll(/\p{Extended_Pictographic}/gu, (each) => (each.length > 1 ? '\u4E00' : each)),
  )
}

function drawWorked(sheet: Page, { worked, workedLeftOut }: Report): void {
  if (worked.length === 0) return
  sheet.table(
    [
      { title: terms.name, share: 0.22 },
      { title: terms.number, share: 0.15 },
      { title: terms.device, share: 0.16 },
      { title: texts.place, share: 0.19 },
      { title: texts.state, share: 0.16 },
      { title: texts.testCall, share: 0.12 },
    ],
    worked.map((each): Cell[] => [
      [bold(each.name)],
      [mono(numberOf(each))],
      [body(each.device)],
      [body(whereOf(each))],
      [markRun(each.state)],
      [callRun(each)],
    ]),
  )
  if (workedLeftOut > 0) sheet.paragraph(small(texts.moreInRooms(workedLeftOut)))
}

function drawRooms(sheet: Page, { rooms }: Report): void {
  sheet.heading(2, texts.rooms)
  if (rooms.length === 0) {
    sheet.paragraph(body(texts.noEndpoints))
    return
  }
  sheet.table(
    [
      { title: terms.name, share: 0.19 },
      { title: terms.number, share: 0.13 },
      { title: terms.device, share: 0.13 },
      { title: terms.hardwareId, share: 0.195 },
      { title: terms.switchPort, share: 0.105 },
      { title: texts.state, share: 0.14 },
      { title: texts.testCall, share: 0.11 },
    ],
    rooms.flatMap(({ name, endpoints }): Row[] => [{ group: name }, ...endpoints.map(roomRow)]),
  )
}

/** A dash before the endpoint is signed in. */
const callRun = ({ testCall }: ReportEndpoint): Run =>
  testCall === null ? body(texts.notEntered) : markRun(testCall)

const roomRow = (each: ReportEndpoint): Cell[] => [
  [bold(each.name)],
  [mono(numberOf(each))],
  [body(each.device)],
  [mono(each.hardwareIdPrinted)],
  [body(portOf(each))],
  [markRun(each.state)],
  [callRun(each)],
]

function drawDevicesToActOn(sheet: Page, { devicesToActOn }: Report): void {
  sheet.heading(2, texts.devicesToActOn)
  if (devicesToActOn.length === 0) {
    sheet.paragraph(body(texts.noDevicesToActOn))
    return
  }
  sheet.table(
    [
      { title: terms.device, share: 0.24 },
      { title: terms.address, share: 0.15 },
      { title: terms.switchPort, share: 0.21 },
      { title: texts.whatToDo, share: 0.4 },
    ],
    devicesToActOn.map((each): Cell[] => [
      [bold(each.name)],
      [mono(each.address)],
      [body(each.place === '' ? texts.notEntered : each.place)],
      each.todo.map(body),
    ]),
  )
}
