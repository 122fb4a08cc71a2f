/** Parses the pages of a base. Loaded at the first page that is read, because of the XML parser. */
import { XMLParser } from 'fast-xml-parser'
import type { PageParameter, ParsedPage } from './pages.ts'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  // numeric character references too (XML 1.0, 4.1): current="http://x.test/?a=1&#38;b=2"
  htmlEntities: true,
  isArray: (name) => name === 'object' || name === 'parameter',
})

const member = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/**
 * Sample:
 *   <model reboot_req="false"><object name="ITSP Provisioning">
 *     <parameter name="ConfigUrl" access="readWrite"><syntax><string/></syntax>
 *       <value hash="7f7d0175" type="input" default="" current="http://…"/></parameter>
 *   </object></model>
 * A value without `current` has its default. Null when the text is not such a page.
 */
export function parsePage(xml: string): ParsedPage | null {
  let model: unknown
  try {
    model = member(parser.parse(xml, true), 'model')
  } catch {
    return null
  }
  if (typeof model !== 'object' || model === null) return null
  const parameters: PageParameter[] = []
  for (const object of list(member(model, 'object'))) {
    const group = text(member(object, 'name')) ?? ''
    for (const parameter of list(member(object, 'parameter'))) {
      const value = member(parameter, 'value')
      const label = text(member(parameter, 'name'))
      const hash = text(member(value, 'hash'))
      if (label === null || hash === null) continue
      parameters.push({
        group,
        label,
        hash: hash.toLowerCase(),
        writable: text(member(parameter, 'access')) === 'readWrite',
        factory: text(member(value, 'default')) ?? '',
        current: text(member(value, 'current')),
      })
    }
  }
  return parameters.length === 0
    ? null
    : { rebootRequired: text(member(model, 'reboot_req')) === 'true', parameters }
}
