/**
 * Reads and edits a configuration document without a change of any other character: whether an upload merges or replaces is not
 * published, so the whole document goes back as it came. Loaded on first use, because of the parser.
 */
import { Parser } from 'htmlparser2'

/** An element without child elements. */
export interface Leaf {
  /** Names from the root: DeviceDatabase, AutoUpdate, Configuration, ServerAddress. */
  readonly path: readonly string[]
  readonly value: string
  /** Range of the element, and of its content; an element `<A/>` has no content. */
  readonly from: number
  readonly to: number
  readonly content: { readonly from: number; readonly to: number } | null
}

export interface ConfigurationDocument {
  readonly text: string
  readonly leaves: readonly Leaf[]
}

interface OpenElement {
  readonly name: string
  readonly from: number
  /** Index after the start tag. */
  readonly contentFrom: number
  readonly isEmpty: boolean
  hasChildren: boolean
  text: string
}

/**
 * Sample:
 *   <?xml version="1.0" encoding="UTF-8"?>
 *   <!-- Product name: 2N IP Vario … -->
 *   <DeviceDatabase Version="4">
 *     <AutoUpdate><Configuration><Enabled>1</Enabled><ServerAddress/></Configuration></AutoUpdate>
 *   </DeviceDatabase>
 * Null when the text is not such a document, or is cut.
 */
export function readDocument(text: string, root: string): ConfigurationDocument | null {
  const leaves: Leaf[] = []
  const open: OpenElement[] = []
  const roots: string[] = []
  let isWhole = true
  const parser = new Parser(
    {
      onopentag(name) {
        const parent = open.at(-1)
        if (parent === undefined) roots.push(name)
        else parent.hasChildren = true
        const end = parser.endIndex + 1
        const isEmpty = text.slice(parser.startIndex, end).endsWith('/>')
        open.push({ name, from: parser.startIndex, contentFrom: end, isEmpty, hasChildren: false, text: '' })
      },
      ontext(piece) {
        const element = open.at(-1)
        if (element !== undefined) element.text += piece
      },
      onclosetag(name, isImplied) {
        const path = open.map((each) => each.name)
        const element = open.pop()
        if (element === undefined || element.name !== name || isImplied !== element.isEmpty) isWhole = false
        else if (!element.hasChildren) leaves.push(leafOf(element, path, parser))
      },
    },
    { xmlMode: true },
  )
  parser.end(text)
  return isWhole && open.length === 0 && roots.length === 1 && roots[0] === root ? { text, leaves } : null
}

function leafOf(element: OpenElement, path: readonly string[], at: Parser): Leaf {
  const { from, contentFrom, isEmpty, text } = element
  return {
    ...{ path, value: text, from, to: isEmpty ? contentFrom : at.endIndex + 1 },
    content: isEmpty ? null : { from: contentFrom, to: at.startIndex },
  }
}

export const leafAt = ({ leaves }: ConfigurationDocument, path: readonly string[]): Leaf | null =>
  leaves.find((leaf) => leaf.path.length === path.length && leaf.path.every((name, i) => name === path[i])) ??
  null

/** The text with other values in some of its leaves. */
export function withValues(
  { text }: ConfigurationDocument,
  changes: readonly { readonly leaf: Leaf; readonly value: string }[],
): string {
  const ordered = [...changes].sort((a, b) => a.leaf.from - b.leaf.from)
  let result = ''
  let at = 0
  for (const { leaf, value } of ordered) {
    const { content } = leaf
    if (content === null) {
      const start = text.slice(leaf.from, leaf.to).replace(/\s*\/>$/, '>')
      result += `${text.slice(at, leaf.from)}${start}${escaped(value)}</${leaf.path.at(-1) ?? ''}>`
      at = leaf.to
    } else {
      result += `${text.slice(at, content.from)}${escaped(value)}`
      at = content.to
    }
  }
  return result + text.slice(at)
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
