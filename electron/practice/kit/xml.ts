/** XML files of practice devices as a tree of elements: parsed, changed, serialized. */
import { XMLParser } from 'fast-xml-parser'
import { type Markup, markup } from '../../protocols/markup/template.ts'

export interface XmlElement {
  readonly name: string
  attributes: [name: string, value: string][]
  children: XmlElement[]
  /** Text of an element without children. */
  text: string
}

const attributesKey = ':@'
const textKey = '#text'
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
})

/** The root element; null for other text. Comments and the prologue are left out. */
export function parseXml(text: string): XmlElement | null {
  try {
    const parsed: unknown = parser.parse(text, true)
    const roots = elementsIn(parsed).filter(({ name }) => !name.startsWith('?'))
    return roots[0] ?? null
  } catch {
    return null
  }
}

/** The parser gives `[{ Name: [children], ':@': { attribute: value } }, { '#text': 'text' }]`. */
function elementsIn(nodes: unknown): XmlElement[] {
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: unknown) => {
    if (typeof node !== 'object' || node === null) return []
    const entries = new Map<string, unknown>(Object.entries(node))
    const [name] = [...entries.keys()].filter((key) => key !== attributesKey && key !== textKey)
    if (name === undefined) return []
    const inner = entries.get(name)
    return [
      {
        name,
        attributes: attributesIn(entries.get(attributesKey)),
        children: elementsIn(inner),
        text: textIn(inner),
      },
    ]
  })
}

const attributesIn = (value: unknown): [string, string][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, text]) => [name, String(text)])
    : []

function textIn(nodes: unknown): string {
  if (!Array.isArray(nodes)) return ''
  return nodes
    .map((node: unknown) => {
      const text: unknown = typeof node === 'object' && node !== null ? Reflect.get(node, textKey) : ''
      return typeof text === 'string' ? text : ''
    })
    .join('')
}

/** Indented with tabs, as the devices do; without a prologue. */
export const writeXml = (element: XmlElement): string => elementMarkup(element, '').text

function elementMarkup({ name, attributes, children, text }: XmlElement, indent: string): Markup {
  const head = markup`${name}${attributes.map(([key, value]) => markup` ${key}="${value}"`)}`
  if (children.length === 0)
    return text === '' ? markup`${indent}<${head}/>\n` : markup`${indent}<${head}>${text}</${name}>\n`
  const inner = children.map((child) => elementMarkup(child, `${indent}\t`))
  return markup`${indent}<${head}>\n${inner}${indent}</${name}>\n`
}
