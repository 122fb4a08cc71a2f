/** Parses the menu and the pages of a base. */
import { XMLParser } from 'fast-xml-parser'

export interface PageParameter {
  readonly group: string
  readonly label: string
  readonly writable: boolean
  /** Form key on the page. */
  readonly hash: string
  readonly factory: string
  /** Null while the Default box is ticked. */
  readonly current: string | null
}

export interface ParsedPage {
  readonly rebootRequired: boolean
  readonly parameters: readonly PageParameter[]
}

/** Compares labels without case, spaces and punctuation: `ConfigURL`, `ConfigUrl` and `Config Url` are the same. */
export const sameLabel = (a: string, b: string): boolean => plain(a) === plain(b)
export const plain = (label: string): string => label.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/**
 * Links of the menu, by their text:
 *   <a href="#" onclick="e('DM_S_.xml')">Auto Provisioning</a>
 */
export function parseMenu(html: string): ReadonlyMap<string, string> {
  const links = new Map<string, string>()
  for (const [, file = '', label = ''] of html.matchAll(
    /onclick="e\('([\w./?=&%-]{1,200})'\)"[^>]{0,400}>([^<]{1,200})</gi,
  )) {
    const name = plain(label)
    if (!links.has(name)) links.set(name, file)
  }
  return links
}

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

/** Current value of a setting: the one that was set, or else the factory default. */
export const heldBy = (parameter: PageParameter): string => parameter.current ?? parameter.factory

/** Value that resets a setting to its default (ticks its Default box). Source: public clients of the OBi family. */
const defaultWord = 'default'

/** Whether a setting already has the value of an edit, or its default when the edit resets it. */
export const holds = (parameter: PageParameter, after: string): boolean =>
  after === defaultWord ? parameter.current === null : heldBy(parameter) === after

/** Form key of a full dotted name: djb2 of its bytes, 32 bits, hex without leading zeros. Source: public clients of the OBi family. */
export function formKeyOf(name: string): string {
  let sum = 5381n
  for (const byte of new TextEncoder().encode(name)) sum = (sum * 33n + BigInt(byte)) & 0xffffffffn
  return sum.toString(16)
}

/**
 * Value of the form field `ParameterList`. The pairs are percent-encoded here, and again as part of the form:
 *   79d6d10d=Periodically&4e5fccb1=3600
 */
export function parameterList(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')
}
