/** Reads the compatible-device table out of the published "Plan SIP Gateway" page, so that a newer page is one import away. */
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue, CatalogueRow } from '#shared/model/catalogue.ts'

/** Footnotes of the page: 1 location through LLDP only, 2 dynamic, 3 static only. */
const locationOf: Readonly<Record<string, CatalogueRow['location']>> = {
  '1': 'lldp-only',
  '2': 'dynamic',
  '3': 'static',
}

/**
 * Sample of what is read (Markdown source of the page):
 *   ms.date: 07/15/2024
 *   |Vendor    |Model      |Minimum firmware version|Approved firmware version|Remarks|Links|
 *   |----------|-----------|------------|-----------|------------|------------|
 *   |**Cisco** |           |            |           |Devices running enterprise firmware…|…|
 *   |          |8832<sup>1</sup>       |11.3.5MPP   |12-0-3MPP  |   |   |
 * @throws PunchdownError bad-input when the page has no date or no such table
 */
export function parsePlanPage(markdown: string, source: string): Catalogue {
  const dated = /^ms\.date:\s*(\d{2})\/(\d{2})\/(\d{4})\s*$/m.exec(markdown)
  const [, month = '', day = '', year = ''] = dated ?? []
  const lines = markdown.split(/\r?\n/)
  const head = lines.findIndex((line) => /^\|\s*Vendor\s*\|\s*Model\s*\|/i.test(line))
  if (dated === null || head < 0) throw new PunchdownError('bad-input', { field: 'page', source })
  const rows: CatalogueRow[] = []
  let vendor = ''
  for (const line of lines.slice(head + 2)) {
    if (!line.startsWith('|')) break
    const [first = '', model = '', minimum = '', approved = '', remarks = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    if (first !== '') vendor = first.replaceAll('*', '').trim()
    const footnote = /<sup>(\d)<\/sup>/.exec(model)?.[1] ?? ''
    const name = model.replace(/<sup>.*<\/sup>/, '').trim()
    if (name === '') continue
    const location = locationOf[footnote]
    if (location === undefined)
      throw new PunchdownError('bad-input', { field: 'footnote', source, text: line })
    rows.push({
      vendor,
      model: name,
      minimum: minimum === '' ? null : minimum,
      approved: approved === '' ? null : approved,
      location,
      remarks,
    })
  }
  return { date: `${year}-${month}-${day}`, source, rows }
}
