/** Form fields of Cisco pages: a label in one cell, the field with its number in the next. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import type { FieldIds } from './field-ids.ts'
import { labelOf, type Parameter, type Settings } from './settings.ts'

/**
 * One `<div id="Ext 1"><table>` for each section inside `<div id="tableData">`, as an XPath of a public client shows; two fields a row
 * and the attributes of the cells are ours.
 */
export function sectionTables(settings: Settings, ids: FieldIds): Markup {
  const sections = [...new Set(settings.parameters.map(({ section }) => section))]
  return markup`<div id="tableData">${sections.map((name) => {
    const fields = settings.parameters.filter(({ section }) => section === name)
    return markup`<div id="${name}"><table><tbody>${rowsOf(fields).map(
      (row) => markup`<tr>${row.map((each) => cells(settings, ids, each))}</tr>\n`,
    )}</tbody></table></div>\n`
  })}</div>`
}

const rowsOf = (fields: readonly Parameter[]): Parameter[][] =>
  fields.flatMap((each, at) => (at % 2 === 0 ? [[each, ...fields.slice(at + 1, at + 2)]] : []))

const cells = (settings: Settings, ids: FieldIds, parameter: Parameter): Markup =>
  markup`<td>${labelOf(parameter)}:</td><td>${field(settings, ids.idOf(parameter), parameter)}</td>`

function field(settings: Settings, id: string, { name, kind }: Parameter): Markup {
  const value = settings.get(name)
  if (kind === 'password') return markup`<input type="password" name="${id}" value="">`
  if (typeof kind === 'string') return markup`<input type="text" name="${id}" value="${value}">`
  return markup`<select name="${id}">${kind.map((each) =>
    each === value ? markup`<option selected>${each}</option>` : markup`<option>${each}</option>`,
  )}</select>`
}

/** Values of a submitted form by parameter name. An unknown number is ignored; an empty password keeps the old one. */
export function valuesIn(settings: Settings, ids: FieldIds, body: string): ReadonlyMap<string, string> {
  const form = new URLSearchParams(body)
  const values = new Map<string, string>()
  for (const parameter of settings.parameters) {
    const value = form.get(ids.idOf(parameter))
    if (value === null || (parameter.kind === 'password' && value === '')) continue
    values.set(parameter.name, value)
  }
  return values
}
