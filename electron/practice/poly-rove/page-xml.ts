/** The base's pages in the OBi family's XML. */
import { type Markup, markup } from '../../protocols/markup/template.ts'
import { formKey } from '../kit/obi-software.ts'
import { type Page, type Parameter, stars } from './parameters.ts'

export interface PageValues {
  /** The stored value; undefined while the Default box is ticked. */
  current(parameter: Parameter): string | undefined
  readonly rebootRequired: boolean
}

/** Passwords are replaced by stars. */
export const shown = (parameter: Parameter, value: string): string =>
  parameter.secret === true && value !== '' ? stars : value

function valueElement(parameter: Parameter, values: PageValues): Markup {
  const current = values.current(parameter)
  const kind = parameter.options === undefined ? 'input' : 'select'
  const attributes = markup`hash="${formKey(parameter.name)}" type="${kind}" default="${shown(parameter, parameter.factory)}"${
    current === undefined ? null : markup` current="${shown(parameter, current)}"`
  }`
  const options = (parameter.options ?? []).map((option) => markup`<option>${option}</option>`)
  return options.length === 0
    ? markup`<value ${attributes}/>`
    : markup`<value ${attributes}>${options}</value>`
}

export function pageXml(page: Page, values: PageValues): string {
  const objects = page.groups.map((group) => {
    const parameters = group.parameters.map(
      (parameter) =>
        markup`    <parameter name="${parameter.label}" access="${parameter.access}"><syntax><string/></syntax>${valueElement(parameter, values)}</parameter>\n`,
    )
    return markup`  <object name="${group.title}">\n${parameters}  </object>\n`
  })
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<?xml-stylesheet type="text/xsl" href="default.xsl"?>
<model reboot_req="${String(values.rebootRequired)}">
${objects}</model>
`.text
}

/** Sample of a row: `<parameter name="Line1" access="readOnly"><syntax><string/></syntax><value hash="…" type="input" default="" current="…"/></parameter>` */
export function logXml(title: string, lines: readonly string[]): string {
  const rows = lines.map(
    (line, index) =>
      markup`    <parameter name="Line${index + 1}" access="readOnly"><syntax><string/></syntax><value hash="${formKey(`Syslog.${index + 1}`)}" type="input" default="" current="${line}"/></parameter>\n`,
  )
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<model reboot_req="false">
  <object name="${title}">
${rows}  </object>
</model>
`.text
}
