/** The appendix of the PDF: facts, endpoints, settings, devices with evidence, history. */
import { words } from '#shared/words/index.ts'
import { appendixFacts, eventOf, evidenceOf, idsOf, linesOf, pushLines, timeOf } from './cell-texts.ts'
import type { ReportDevice, ReportFirmware, ReportPush } from './devices.ts'
import type { ReportEndpoint } from './endpoints.ts'
import type { ReportLine } from './history-lines.ts'
import type { Report } from './model.ts'
import { body, bold, type Cell, markRun, mono, type Run, type Sheet, small } from './pdf-runs.ts'

type Page = Omit<Sheet, 'end'>

const { report: texts, terms } = words

export function drawAppendix(sheet: Page, report: Report): void {
  sheet.pageBreak()
  sheet.heading(2, texts.appendix)
  sheet.heading(3, texts.facts)
  sheet.facts(appendixFacts(report).map(([name, value]) => [name, [compact(value)]]))
  sheet.heading(3, texts.endpointFacts)
  const started = report.endpoints.filter((each) => each.started)
  if (started.length === 0) sheet.paragraph(body(texts.noneStarted))
  else drawEndpoints(sheet, started)
  sheet.heading(3, texts.settings)
  drawSettings(sheet, report.devices)
  sheet.heading(3, texts.deviceList)
  if (report.devices.length === 0) sheet.paragraph(body(texts.noDevices))
  else drawDevices(sheet, report.devices)
  sheet.heading(3, texts.history)
  if (report.history.length === 0) sheet.paragraph(body(texts.noHistory))
  else drawHistory(sheet, report.history)
}

const compact = (text: string): Run => ({ text, size: 7 })
const compactMono = (text: string): Run => ({ ...mono(text), size: 6.5 })
const compactBold = (text: string): Run => ({ ...bold(text), size: 7 })

const firmwareCell = ({ version, mark }: ReportFirmware): Cell => [
  version === null ? compact(terms.notKnown) : compactMono(version),
  { ...markRun(mark), size: 7 },
]

function drawEndpoints(sheet: Page, all: readonly ReportEndpoint[]): void {
  sheet.table(
    [
      { title: texts.endpoint, share: 0.28 },
      { title: terms.hardwareId, share: 0.22 },
      { title: terms.firmware, share: 0.2 },
      { title: texts.state, share: 0.3 },
    ],
    all.map((each): Cell[] => [
      [
        compactBold(each.name),
        small(each.through === null ? each.device : `${each.device}, ${texts.reachedThrough(each.through)}`),
      ],
      [
        compactMono(each.hardwareIdPrinted),
        ...(each.ipei === null ? [] : [compactMono(each.ipei.grouped), compactMono(each.ipei.printed)]),
      ],
      firmwareCell(each.firmware),
      [{ ...markRun(each.state), size: 7 }, small(each.since.text), ...linesOf(each).map(small)],
    ]),
  )
}

function drawSettings(sheet: Page, devices: readonly ReportDevice[]): void {
  const isUnset = devices.every(({ pushes, byHand }) => pushes.length === 0 && byHand === null)
  if (isUnset) sheet.paragraph(body(texts.noSettings))
  for (const { name, pushes, byHand } of devices) {
    for (const push of pushes) drawPush(sheet, name, push)
    if (byHand === null) continue
    sheet.heading(4, name)
    sheet.paragraph(markRun(byHand.mark))
    for (const line of byHand.lines) sheet.paragraph(small(line))
  }
}

function drawPush(sheet: Page, name: string, push: ReportPush): void {
  sheet.heading(4, texts.settingsAt(name, push.mark.word, push.at.text))
  for (const line of pushLines(push)) sheet.paragraph(small(line))
  sheet.table(
    [
      { title: texts.setting, share: 0.28 },
      { title: texts.before, share: 0.26 },
      { title: texts.after, share: 0.3 },
      { title: texts.editResultTitle, share: 0.16 },
    ],
    push.edits.map((edit): Cell[] => [
      [compactBold(edit.setting), small(edit.page)],
      [compactMono(edit.before ?? texts.notShown)],
      [compactMono(edit.after)],
      [compact(edit.result)],
    ]),
  )
}

function drawDevices(sheet: Page, devices: readonly ReportDevice[]): void {
  sheet.table(
    [
      { title: terms.device, share: 0.2 },
      { title: texts.ids, share: 0.22 },
      { title: terms.firmware, share: 0.17 },
      { title: texts.evidence, share: 0.41 },
    ],
    devices.map((each): Cell[] => [
      [compactBold(each.name), small(`${each.kind ?? terms.notKnown} · ${each.level}`)],
      [...idsOf(each).map(compactMono), compact(each.lastSeen.text)],
      firmwareCell(each.firmware),
      evidenceOf(each).map((line) => ({ ...small(line), size: 6.5 })),
    ]),
  )
}

function drawHistory(sheet: Page, lines: readonly ReportLine[]): void {
  sheet.table(
    [
      { title: terms.time, share: 0.22 },
      { title: terms.event, share: 0.26 },
      { title: texts.subject, share: 0.22 },
      { title: texts.factsTitle, share: 0.3 },
    ],
    lines.map((line): Cell[] => [
      [compact(timeOf(line))],
      [compact(eventOf(line))],
      [compact(line.subject)],
      [small(line.facts)],
    ]),
  )
}
