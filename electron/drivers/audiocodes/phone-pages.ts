/** Reads the pages of a phone. Pure. Loaded on first use, because of the parser. */
import { Parser } from 'htmlparser2'
import { type HtmlField, isSent, readHtml } from '../kit/html.ts'

/** A row of a table with two cells. */
export interface Row {
  readonly label: string
  readonly text: string
}

/**
 * Sample; no recording of a phone exists:
 *   <tr><td>Firmware Version</td><td>3.4.8.808</td></tr><tr><td>MAC Address</td><td>00:90:8F:12:34:56</td></tr>
 */
export function rowsIn(html: string): Row[] {
  const rows: Row[] = []
  let cells: string[] = []
  let text: string | null = null
  const parser = new Parser({
    onopentag(element) {
      if (element === 'tr') cells = []
      if (element === 'td' || element === 'th') text = ''
    },
    ontext(piece) {
      if (text !== null) text += piece
    },
    onclosetag(element) {
      if ((element === 'td' || element === 'th') && text !== null) {
        cells.push(text.trim())
        text = null
      }
      const [label, value] = cells
      if (element !== 'tr' || label === undefined || value === undefined) return
      rows.push({ label, text: value })
      cells = []
    },
  })
  parser.end(html)
  return rows
}

/** Lines of the phone as its status lists them, each a map of element and text. */
export type StatusLine = ReadonlyMap<string, string>

/** `<Status><HookState>OnHook</HookState><Line><SipStatus>Registered</SipStatus><Dnd>0</Dnd></Line></Status>` */
export function linesIn(xml: string): StatusLine[] {
  const lines: Map<string, string>[] = []
  const open: string[] = []
  let text = ''
  const parser = new Parser(
    {
      onopentag(name) {
        open.push(name)
        text = ''
        if (name === 'Line') lines.push(new Map())
      },
      ontext(piece) {
        text += piece
      },
      onclosetag(name) {
        open.pop()
        if (open.at(-1) === 'Line') lines.at(-1)?.set(name, text.trim())
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return lines
}

/** Fields that a browser sends with the form that has a field; null for a page without it. */
export function fieldsBeside(html: string, name: string): HtmlField[] | null {
  const form = readHtml(html).forms.find(({ fields }) => fields.some((field) => field.name === name))
  return form?.fields.filter(isSent) ?? null
}

/** Whether a page asks for a new password twice. */
export const asksForNewPassword = (html: string): boolean =>
  readHtml(html).forms.some(({ fields }) => fields.filter(({ type }) => type === 'password').length > 1)
