/** Headings, facts and tables of the report in the order of its PDF. */

import { words } from '#shared/words/index.ts'
import { datedSource } from './marks.ts'
import type { Report, ReportDevice, ReportEndpoint, ReportFirmware } from './model.ts'
import { body, bold, type Cell, markRun, mono, type Run, type Sheet, small } from './pdf-runs.ts'

type Page = Omit<Sheet, 'end'>

const caution = (text: string): Run => ({ text, face: 'bold', size: 9, colour: '#8a4b00' })

export function drawReport(sheet: Page, report: Report): void {
  sheet.heading(1, words.report.title(report.name))
  if (report.practice) sheet.paragraph(caution(words.report.practice))
  if (report.rehearsal) sheet.paragraph(caution(words.report.rehearsal))
  if (!printable(JSON.stringify(report))) sheet.paragraph(caution(words.report.fontNote))
  sheet.facts([
    [words.terms.site, [body(report.site === '' ? words.report.notNamed : report.site)]],
    [words.terms.region, [body(report.region)]],
    [words.report.language, [body(report.language)]],
    [words.terms.mode, [body(report.mode)]],
    [words.report.jobOpened, [body(report.opened.text)]],
    [words.report.reportMade, [body(words.report.madeAt(report.madeAt.text, report.timeZone))]],
    [words.report.firmwareJudgedBy, [body(datedSource(report.catalogue))]],
  ])
  const { counts } = report
  sheet.heading(2, words.report.summary)
  sheet.paragraph(body(words.report.counts(counts)))
  sheet.heading(3, words.report.notDone)
  if (report.notDone.length === 0) sheet.paragraph(body(words.report.nothingOpen))
  else {
    sheet.table(
      [
        { title: words.report.subject, share: 0.34 },
        { title: words.report.leftOpen, share: 0.66 },
      ],
      report.notDone.map((each): Cell[] => [[bold(each.subject)], [body(each.what)]]),
    )
  }
  endpoints(sheet, report.endpoints)
  sheet.heading(2, words.report.devices)
  if (report.devices.length === 0) sheet.paragraph(body(words.report.noDevices))
  for (const each of report.devices) device(sheet, each)
  history(sheet, report)
  sheet.paragraph(small(words.report.secretsLeftOut))
}

/** Whether the font has every letter: scripts written from left to right, without joined letters. Of the pictographs it has those below U+10000. */
function printable(text: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]*$/u.test(
    text.replaceAll(/\p{Extended_Pictographic}/gu, (each) => (each.length > 1 ? '\u4E00' : each)),
  )
}

function firmwareOf(firmware: ReportFirmware): Cell {
  const versions =
    firmware.minimum === null && firmware.approved === null
      ? words.report.noVersions
      : words.report.versions(firmware.minimum, firmware.approved)
  return [
    firmware.version === null ? body(words.terms.notKnown) : mono(firmware.version),
    markRun(firmware.mark),
    small(`${versions}; ${datedSource(firmware.catalogue)}`),
  ]
}

function endpoints(sheet: Page, all: readonly ReportEndpoint[]): void {
  sheet.heading(2, words.report.endpoints)
  if (all.length === 0) {
    sheet.paragraph(body(words.report.noEndpoints))
    return
  }
  sheet.table(
    [
      { title: words.report.endpoint, share: 0.22 },
      { title: words.report.ids, share: 0.19 },
      { title: words.terms.firmware, share: 0.23 },
      { title: words.report.stateReached, share: 0.22 },
      { title: words.terms.time, share: 0.14 },
    ],
    all.map((each): Cell[] => [
      [
        bold(each.name),
        small(each.model === null ? each.kind : `${each.kind} · ${each.model}`),
        small(each.base ?? words.report.notOnDevice),
      ],
      [
        ...(each.ipei === null
          ? []
          : [
              small(words.terms.ipei),
              mono(each.ipei.grouped),
              small(words.report.printed),
              mono(each.ipei.printed),
            ]),
        small(words.terms.hardwareId),
        mono(each.hardwareIdPrinted),
      ],
      firmwareOf(each.firmware),
      [
        markRun(each.state),
        ...(each.problem === null ? [] : [mono(each.problem)]),
        ...each.details.map(small),
        ...(each.seenState === null
          ? []
          : [small(words.report.statusOnDevice(each.seenState.text, each.seenState.at.text))]),
      ],
      [body(each.since.text)],
    ]),
  )
}

function device(sheet: Page, each: ReportDevice): void {
  sheet.heading(3, each.name)
  sheet.facts([
    [words.terms.address, [mono(each.address)]],
    [words.terms.mac, [mono(each.mac ?? words.terms.notKnown)]],
    [words.terms.serial, [mono(each.serial ?? words.terms.notKnown)]],
    [words.terms.kind, [body(each.kind ?? words.terms.notKnown)]],
    [words.report.identity, [body(each.level)]],
    [words.terms.firmware, firmwareOf(each.firmware)],
    [words.report.seen, [body(words.report.firstAndLast(each.firstSeen.text, each.lastSeen.text))]],
    ...(each.byHand === null
      ? []
      : [
          [words.guided.column, [markRun(each.byHand.mark), ...each.byHand.lines.map(small)]] satisfies [
            string,
            Cell,
          ],
        ]),
    ...each.contradictions.map((text): [string, Cell] => [words.terms.contradiction, [body(text)]]),
  ])
  for (const push of each.pushes) {
    sheet.heading(4, words.report.settings)
    sheet.paragraph(markRun(push.mark))
    sheet.paragraph(small(`${push.at.text}${push.url === null ? '' : `, ${push.url}`}`))
    if (push.problem !== null) sheet.paragraph(mono(push.problem))
    sheet.table(
      [
        { title: words.report.setting, share: 0.28 },
        { title: words.report.before, share: 0.26 },
        { title: words.report.after, share: 0.3 },
        { title: words.report.resultTitle, share: 0.16 },
      ],
      push.edits.map((edit): Cell[] => [
        [bold(edit.setting), small(edit.page)],
        [mono(edit.before ?? words.report.notShown)],
        [mono(edit.after)],
        [body(edit.result)],
      ]),
    )
    sheet.paragraph(small(words.report.howWritten(push.provenance)))
  }
  if (each.evidence.length === 0) {
    sheet.paragraph(small(words.report.noEvidence))
    return
  }
  sheet.heading(4, words.report.evidence)
  sheet.table(
    [
      { title: words.report.seenIn, share: 0.18 },
      { title: words.terms.textAsReceived, share: 0.28 },
      { title: words.report.reading, share: 0.2 },
      { title: words.terms.time, share: 0.14 },
      { title: words.report.readingSource, share: 0.2 },
    ],
    each.evidence.map((line): Cell[] => [
      [bold(line.seenIn)],
      [{ ...mono(line.raw), size: 7 }],
      line.says.map(body),
      [body(line.at.text)],
      line.sources.map(small),
    ]),
  )
  if (each.evidenceLeftOut > 0) sheet.paragraph(small(words.report.moreEvidence(each.evidenceLeftOut)))
}

function history(sheet: Page, report: Report): void {
  sheet.heading(2, words.report.history)
  if (report.history.length === 0) {
    sheet.paragraph(body(words.report.noHistory))
    return
  }
  sheet.table(
    [
      { title: words.terms.time, share: 0.16 },
      { title: words.terms.event, share: 0.3 },
      { title: words.report.subject, share: 0.24 },
      { title: words.report.facts, share: 0.3 },
    ],
    report.history.map((line): Cell[] => [
      [body(line.at.text)],
      [body(line.what)],
      [body(line.subject)],
      [small(line.facts)],
    ]),
  )
}
