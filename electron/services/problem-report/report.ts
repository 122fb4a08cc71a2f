/** A problem report: what a developer needs to find the cause of a problem on site, as files that a person can read before they save them. */
import { strToU8, zipSync } from 'fflate'
import type { ProblemReport, ProblemReportFile } from '#shared/model/problem-report.ts'
import type { LogLine } from '../../platform/log.ts'
import { redactFields } from '../../platform/redaction.ts'
import { type Here, hidePersons } from './hide-persons.ts'

export interface ReportParts {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Versions of the programs, and the system. */
  readonly about: Readonly<Record<string, unknown>>
  readonly settings: Readonly<Record<string, unknown>>
  /** Oldest first. */
  readonly lines: readonly LogLine[]
  readonly here: Here
}

const mostLines = 5_000
const mostProblems = 100

/** Whether a line tells of a problem: a refused call, a bug, a crash. */
const isProblem = ({ path, fields }: LogLine): boolean =>
  path === 'core.crashed' || ['problem', 'reference', 'error'].some((name) => name in fields)

/** For `JSON.stringify`: texts are hidden before they are escaped. */
const hiding = (here: Here) => (_name: string, value: unknown) =>
  typeof value === 'string' ? hidePersons(value, here) : value

const asJson = (value: object, here: Here): string => `${JSON.stringify(value, hiding(here), 2)}\n`

const asLines = (lines: readonly LogLine[], here: Here): string =>
  lines
    .map(({ at, path, fields }) => {
      const line = { at: new Date(at).toISOString(), path, ...fields }
      return `${JSON.stringify(line, hiding(here))}\n`
    })
    .join('')

/** `punchdown-problem-report-20261201T043000Z.zip` */
const nameOf = (now: number): string =>
  `punchdown-problem-report-${new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}.zip`

export function problemReport({ now, about, settings, lines, here }: ReportParts): ProblemReport {
  const files: ProblemReportFile[] = [
    { name: 'about.json', text: asJson(redactFields(about), here) },
    { name: 'settings.json', text: asJson(redactFields(settings), here) },
    { name: 'problems.jsonl', text: asLines(lines.filter(isProblem).slice(-mostProblems), here) },
    { name: 'log.jsonl', text: asLines(lines.slice(-mostLines), here) },
  ]
  const content = Object.fromEntries(files.map(({ name, text }) => [name, strToU8(text)]))
  const bytes = Buffer.from(zipSync(content, { mtime: now })).toString('base64')
  return { fileName: nameOf(now), files, bytes }
}
