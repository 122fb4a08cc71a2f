/** Reads the web pages of a phone with htmlparser2, which accepts any markup. Pure. */
import { Parser } from 'htmlparser2'

export interface Login {
  readonly method: 'GET' | 'POST'
  readonly path: string
}

/**
 * Method and page of the sign-in; null for another text. Sample of /js/login.js:
 *   $.ajax({
 *     type: 'POST',
 *     url: 'auth.htm',
 */
export function readLogin(script: string): Login | null {
  const method = /\btype: ?["'](GET|POST)["']/i.exec(script)?.[1]?.toUpperCase()
  const page = /\burl: ?["']\/?([\w/-]{1,60}\.htm)["']/.exec(script)?.[1]
  if (page === undefined || (method !== 'GET' && method !== 'POST')) return null
  return { method, path: `/${page}` }
}

/** A field of a form: the number under which it is sent, and its value. */
export interface PageField {
  readonly name: string
  readonly value: string
}

interface OpenSelect {
  readonly parameter: string
  readonly name: string
  value: string | null
}

/**
 * Fields by parameter; the first one counts. Sample of /provConf.htm:
 *   <select name="505" paramName="device.prov.serverType"><option value="FTP" selected="selected">FTP</option>…</select>
 *   <input name="506" paramName="device.prov.serverName" value=""/>
 */
export function readFields(html: string): ReadonlyMap<string, PageField> {
  const fields = new Map<string, PageField>()
  const add = (parameter: string, field: PageField): void => {
    if (parameter !== '' && field.name !== '' && !fields.has(parameter)) fields.set(parameter, field)
  }
  let select: OpenSelect | null = null
  const parser = new Parser({
    onopentag(element, { name = '', value = '', paramname: parameter = '', selected }) {
      if (element === 'input') add(parameter, { name, value })
      if (element === 'select') select = { parameter, name, value: null }
      if (element === 'option' && select !== null && (select.value === null || selected !== undefined)) {
        select.value = value
      }
    },
    onclosetag(element) {
      if (element !== 'select' || select === null) return
      add(select.parameter, { name: select.name, value: select.value ?? '' })
      select = null
    },
  })
  parser.end(html)
  return fields
}

export interface Home {
  readonly model: string | null
  readonly firmware: string | null
  readonly mac: string | null
  readonly part: string | null
}

/** Forms of the texts; their place on the page is not published. */
const model = /^(?:Poly(?:com)? )?((?:VVX|Trio|RealPresence Trio|Edge E)[ _]?[A-Z]?\d{2,4})$/i
const firmware = /^\d{1,2}(?:\.\d{1,5}){3}\b/
const mac = /^[0-9a-f]{2}(?:[:-]?[0-9a-f]{2}){5}$/i
const part = /^\d{4}-\d{5}-\d{3}\b.{0,20}$/

/**
 * Sample of /home.htm:
 *   <tr><td>Phone Model</td><td>VVX 411</td></tr><tr><td>Part Number</td><td>3111-48450-001 Rev:A</td></tr>
 *   <tr><td>MAC Address</td><td>64:16:7F:0A:1B:2C</td></tr><tr><td>UC Software Version</td><td>6.4.3.5814</td></tr>
 */
export function readHome(html: string): Home {
  const texts: string[] = []
  const parser = new Parser({ ontext: (text) => void texts.push(text.trim()) })
  parser.end(html)
  const first = (pattern: RegExp, group = 0): string | null => {
    for (const text of texts) {
      const found = pattern.exec(text)?.[group]
      if (found !== undefined) return found
    }
    return null
  }
  return { model: first(model, 1), firmware: first(firmware), mac: first(mac), part: first(part) }
}
