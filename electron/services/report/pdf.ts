/** The report as a PDF: A4, page numbers, table heads on every page, fonts inside. */
import type { Report, ReportDevice, ReportEndpoint, ReportFirmware } from './model.ts'
import {
  body,
  bold,
  type Cell,
  createSheet,
  markRun,
  mono,
  type Run,
  type Sheet,
  small,
} from './pdf-sheet.ts'
import { countsWord, datedSource } from './words.ts'

const caution = (text: string): Run => ({ text, face: 'bold', size: 9, colour: '#8a4b00' })

export function pdfOf(report: Report): Promise<Buffer> {
  const sheet = createSheet({
    title: `Hand-over report: ${report.name}`,
    author: `Punchdown ${report.version}`,
    madeAt: new Date(report.madeAt.iso),
  })
  sheet.heading(1, `Hand-over report: ${report.name}`)
  if (report.practice) sheet.paragraph(caution('Practice site: these devices are not real.'))
  if (report.rehearsal) sheet.paragraph(caution("Rehearsal: nothing here reached Microsoft's service."))
  if (!printable(JSON.stringify(report))) sheet.paragraph(caution(fontNote))
  sheet.facts([
    ['Site', [body(report.site === '' ? 'not named' : report.site)]],
    ['Region', [body(report.region)]],
    ['Language of the phones', [body(report.language)]],
    ['Mode', [body(report.mode)]],
    ['Job opened', [body(report.opened.text)]],
    [
      'Report made',
      [body(`${report.madeAt.text} (times are ${report.timeZone}, with their offset from UTC)`)],
    ],
    ['Firmware is judged by', [body(datedSource(report.catalogue))]],
  ])
  const { counts } = report
  sheet.heading(2, 'Summary')
  sheet.paragraph(body(countsWord(counts)))
  sheet.heading(3, 'What was not done')
  if (report.notDone.length === 0) sheet.paragraph(body('Nothing is left open.'))
  else {
    sheet.table(
      [
        { title: 'What', share: 0.34 },
        { title: 'Left open', share: 0.66 },
      ],
      report.notDone.map((each): Cell[] => [[bold(each.subject)], [body(each.what)]]),
    )
  }
  endpoints(sheet, report.endpoints)
  sheet.heading(2, 'Devices and evidence')
  if (report.devices.length === 0) sheet.paragraph(body('No device was found.'))
  for (const each of report.devices) device(sheet, each)
  history(sheet, report)
  sheet.paragraph(
    small(
      'Passwords, verification codes and sign-in codes are left out of this report. Not known means that it was not seen; it is never counted as good.',
    ),
  )
  return sheet.end(`Hand-over report: ${report.name} · made ${report.madeAt.text}`)
}

/** Scripts whose letters the font holds and that run from left to right without joining. */
function printable(text: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]*$/u.test(
    text.replaceAll(/\p{Extended_Pictographic}/gu, (each) => (each.length > 1 ? '\u4E00' : each)),
  )
}
const fontNote =
  'Some text here is in a script that the font of this PDF does not set rightly. The HTML report shows it.'

function firmwareOf(firmware: ReportFirmware): Cell {
  const versions =
    firmware.minimum === null && firmware.approved === null
      ? 'no versions in the catalogue'
      : `minimum ${firmware.minimum ?? 'not given'}, approved ${firmware.approved ?? 'not given'}`
  return [
    firmware.version === null ? body('not known') : mono(firmware.version),
    markRun(firmware.mark),
    small(`${versions}; ${datedSource(firmware.catalogue)}`),
  ]
}

function endpoints(sheet: Sheet, all: readonly ReportEndpoint[]): void {
  sheet.heading(2, 'Handsets, phones and adapter ports')
  if (all.length === 0) {
    sheet.paragraph(body('No handset, phone or adapter port was added.'))
    return
  }
  sheet.table(
    [
      { title: 'Endpoint', share: 0.22 },
      { title: 'Ids', share: 0.19 },
      { title: 'Firmware', share: 0.23 },
      { title: 'State reached', share: 0.22 },
      { title: 'When', share: 0.14 },
    ],
    all.map((each): Cell[] => [
      [
        bold(each.name),
        small(each.model === null ? each.kind : `${each.kind} · ${each.model}`),
        small(each.base ?? 'not seen on any base'),
      ],
      [
        ...(each.ipei === null
          ? []
          : [small('IPEI'), mono(each.ipei.grouped), small('printed'), mono(each.ipei.printed)]),
        small('hardware id'),
        mono(each.hardwareIdPrinted),
      ],
      firmwareOf(each.firmware),
      [
        markRun(each.state),
        ...(each.problem === null ? [] : [mono(each.problem)]),
        ...each.details.map(small),
        ...(each.seenState === null
          ? []
          : [small(`its base's own word: ${each.seenState.text}, read ${each.seenState.at.text}`)]),
      ],
      [body(each.since.text)],
    ]),
  )
}

function device(sheet: Sheet, each: ReportDevice): void {
  sheet.heading(3, each.name)
  sheet.facts([
    ['Address', [mono(each.address)]],
    ['MAC', [mono(each.mac ?? 'not known')]],
    ['Serial', [mono(each.serial ?? 'not known')]],
    ['Kind', [body(each.kind ?? 'not known')]],
    ['Identity', [body(each.level)]],
    ['Firmware', firmwareOf(each.firmware)],
    ['Seen', [body(`first ${each.firstSeen.text}, last ${each.lastSeen.text}`)]],
    ...each.contradictions.map((text): [string, Cell] => ['Contradiction', [body(text)]]),
  ])
  for (const push of each.pushes) {
    sheet.heading(4, 'Settings')
    sheet.paragraph(markRun(push.mark))
    sheet.paragraph(small(`${push.at.text}${push.url === null ? '' : `, URL ${push.url}`}`))
    if (push.problem !== null) sheet.paragraph(mono(push.problem))
    sheet.table(
      [
        { title: 'Setting', share: 0.28 },
        { title: 'Before', share: 0.26 },
        { title: 'After', share: 0.3 },
        { title: 'Result', share: 0.16 },
      ],
      push.edits.map((edit): Cell[] => [
        [bold(edit.setting), small(edit.page)],
        [mono(edit.before ?? 'not shown')],
        [mono(edit.after)],
        [body(edit.result)],
      ]),
    )
    sheet.paragraph(small(`How it is written: ${push.provenance}`))
  }
  if (each.evidence.length === 0) {
    sheet.paragraph(small('No evidence was kept.'))
    return
  }
  sheet.heading(4, 'Why we think so')
  sheet.table(
    [
      { title: 'Seen in', share: 0.18 },
      { title: 'As received', share: 0.28 },
      { title: 'What it says', share: 0.2 },
      { title: 'When', share: 0.14 },
      { title: 'Source of the reading', share: 0.2 },
    ],
    each.evidence.map((line): Cell[] => [
      [bold(line.seenIn)],
      [{ ...mono(line.raw), size: 7 }],
      line.says.map(body),
      [body(line.at.text)],
      line.sources.map(small),
    ]),
  )
  if (each.evidenceLeftOut > 0) sheet.paragraph(small(`${each.evidenceLeftOut} more are kept in the job.`))
}

function history(sheet: Sheet, report: Report): void {
  sheet.heading(2, 'History')
  if (report.history.length === 0) {
    sheet.paragraph(body('Nothing has happened yet.'))
    return
  }
  sheet.table(
    [
      { title: 'When', share: 0.16 },
      { title: 'What', share: 0.3 },
      { title: 'To what', share: 0.24 },
      { title: 'Facts', share: 0.3 },
    ],
    report.history.map((line): Cell[] => [
      [body(line.at.text)],
      [body(line.what)],
      [body(line.subject)],
      [small(line.facts)],
    ]),
  )
}
