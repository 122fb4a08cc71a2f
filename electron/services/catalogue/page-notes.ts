/** Reads notes, feature codes and requirements around the table. Pure. */
import type { Catalogue, CatalogueRow, FeatureCode, Requirement } from '#shared/model/catalogue.ts'
import { type Alert, alertsIn, headingIn, type Line, plain, type Table } from './markdown.ts'
import { attachedNote, openQuestionOf } from './reading.ts'

export function aroundTheTable(
  lines: readonly Line[],
  tables: readonly Table[],
  rows: readonly CatalogueRow[],
  source: string,
): Pick<Catalogue, 'notes' | 'featureCodes' | 'requirements'> {
  const required = requirementSection(lines)
  const requiredLines = new Set(required.map(({ number }) => number))
  const isRequired = (line: number) => requiredLines.has(line)
  const alerts = alertsIn(lines)
  const codes = new Set(alerts.filter(isFeatureCodes))
  const firstTable = tables[0]?.from ?? 1
  const notes = alerts.filter(
    (alert) => !codes.has(alert) && !(isRequired(alert.from) && alert.from < firstTable),
  )
  return {
    notes: notes.flatMap((alert) => {
      const { text, links } = textOf(alert)
      return text === '' ? [] : [attachedNote(text, links, rows, source)]
    }),
    featureCodes: [...codes].flatMap(featureCodesIn),
    requirements: requirementsIn(
      required.filter(({ number }) => number < firstTable),
      alerts.filter((alert) => isRequired(alert.from) && !codes.has(alert)),
    ),
  }
}

/** Text of a note; blank lines separate paragraphs. */
function textOf({ lines }: Alert): ReturnType<typeof plain> {
  const read = lines.map((line) => plain(line))
  return {
    text: read
      .map(({ text }) => text)
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
    links: read.flatMap(({ links }) => links),
  }
}

const isFeatureCodes = ({ lines }: Alert): boolean => lines.some((line) => /\bfeature codes\b/i.test(line))

/**
 *   > DND -
 *   > \*30\* (Set DND From SIP Device)
 *   > Call Forwarding - (https://support.microsoft.com/…)
 *   > \*32\* - Reset Call Forwarding Status
 */
function featureCodesIn({ lines }: Alert): FeatureCode[] {
  let group = ''
  return lines.flatMap((line) => {
    const [, digits, says = ''] = /^\s*\\?\*(\d{1,6})\\?\*\s*[-–:]?\s*(.*)$/.exec(line) ?? []
    if (digits === undefined) {
      const [, title] = /^\s*([^*(]{1,60}?)\s*[-–:]\s*(?:\(.*\)\s*)?$/.exec(line) ?? []
      if (title !== undefined && !/\bfeature codes\b/i.test(title)) group = plain(title).text
      return []
    }
    const effect = plain(says).text.replace(/^\((.*)\)$/, '$1')
    const code = `*${digits}*`
    return [{ code, group, effect, open: openQuestionOf(code) }]
  })
}

/** The section about requirements, up to the next heading of its level. */
function requirementSection(lines: readonly Line[]): Line[] {
  const from = lines.findIndex((line) => /\brequirements\b/i.test(headingIn(line)?.title ?? ''))
  const start = lines[from]
  if (start === undefined) return []
  const level = headingIn(start)?.level ?? 1
  const section: Line[] = [start]
  for (const line of lines.slice(from + 1)) {
    const heading = headingIn(line)
    if (heading !== null && heading.level <= level) break
    section.push(line)
  }
  return section
}

/**
 *   Teams users must have a phone number with PSTN calling enabled to use SIP Gateway.
 *   - Skype for Business Online (Plan 2)
 *     - *Skype for Business Online (Plan 2)* isn't a standalone license that can be purchased.
 */
function requirementsIn(section: readonly Line[], alerts: readonly Alert[]): Requirement[] {
  const alertAt = new Map(alerts.map((alert) => [alert.from, alert]))
  let title = ''
  return section.flatMap((line) => {
    const heading = headingIn(line)
    if (heading !== null) {
      title = heading.title
      return []
    }
    const alert = alertAt.get(line.number)
    if (alert !== undefined) return [{ section: title, ...textOf(alert), depth: 0 }]
    if (/^\s{0,3}>/.test(line.text)) return []
    const [, indent = '', marker = '', says = ''] = /^(\s*)((?:[-*+]|\d+\.)\s+)?(.*)$/.exec(line.text) ?? []
    const { text, links } = plain(says)
    if (text === '') return []
    return [{ section: title, text, links, depth: marker !== '' && indent.length >= 2 ? 1 : 0 }]
  })
}
