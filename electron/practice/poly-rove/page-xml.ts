/** The base's pages in the OBi family's XML. */
import { formKey, type Page, type Parameter, stars } from './parameters.ts'

export interface PageValues {
  /** The stored value; undefined while the Default box is ticked. */
  current(parameter: Parameter): string | undefined
  readonly rebootRequired: boolean
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Passwords are replaced by stars. */
const shown = (parameter: Parameter, value: string): string =>
  parameter.secret === true && value !== '' ? stars : value

function valueElement(parameter: Parameter, values: PageValues): string {
  const current = values.current(parameter)
  const attributes = [
    `hash="${formKey(parameter.name)}"`,
    `type="${parameter.options === undefined ? 'input' : 'select'}"`,
    `default="${escapeXml(shown(parameter, parameter.factory))}"`,
    ...(current === undefined ? [] : [`current="${escapeXml(shown(parameter, current))}"`]),
  ]
  const options = (parameter.options ?? []).map((option) => `<option>${escapeXml(option)}</option>`)
  return options.length === 0
    ? `<value ${attributes.join(' ')}/>`
    : `<value ${attributes.join(' ')}>${options.join('')}</value>`
}

export function pageXml(page: Page, values: PageValues): string {
  const objects = page.groups.map((group) => {
    const parameters = group.parameters.map(
      (parameter) =>
        `    <parameter name="${escapeXml(parameter.label)}" access="${parameter.access}"><syntax><string/></syntax>${valueElement(parameter, values)}</parameter>`,
    )
    return `  <object name="${escapeXml(group.title)}">\n${parameters.join('\n')}\n  </object>`
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<?xml-stylesheet type="text/xsl" href="default.xsl"?>',
    `<model reboot_req="${String(values.rebootRequired)}">`,
    ...objects,
    '</model>',
    '',
  ].join('\n')
}
