/** The report as a PDF: A4, numbered pages, table headers on every page, embedded fonts. */
import { words } from '#shared/words/index.ts'
import { runningTitle } from './cell-texts.ts'
import type { Report } from './model.ts'
import { drawReport } from './pdf-content.ts'
import { createSheet } from './pdf-sheet.ts'

export function pdfOf(report: Report): Promise<Buffer> {
  const sheet = createSheet({
    title: words.report.title(report.name),
    author: words.report.generator(report.version),
    madeAt: new Date(report.madeAt.iso),
  })
  drawReport(sheet, report)
  return sheet.end({
    ...{ header: runningTitle(report), headerRight: words.report.documentTitle, footer: report.madeAt.text },
  })
}
