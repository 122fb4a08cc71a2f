/** Reads the servlet pages of a device with htmlparser2, which accepts any markup. Pure. */
import { Parser } from 'htmlparser2'

export interface Page {
  /** Texts of variables in scripts, by name: `g_strToken`. */
  readonly variables: ReadonlyMap<string, string>
  /** Values of labels by their id: `tdMACAddress`. */
  readonly labels: ReadonlyMap<string, string>
  readonly passwords: number
  readonly hasUserField: boolean
}

/**
 * Sample of /servlet?m=mod_data&p=status&q=load:
 *   <script>var g_phonetype = "T42S"; var g_strToken = "06cd76b9…"; var g_dataAccStatus = {"Account1":"1001@pbx.example:2"};</script>
 *   <label id="tdMACAddress" dvalue="80:5E:C0:0A:1B:42"></label>
 * and of the sign-in page:
 *   <input id="idUsername" name="username"/><input id="idPassword" name="pwd" type="password"/>
 */
export function readPage(html: string): Page {
  const variables = new Map<string, string>()
  const labels = new Map<string, string>()
  let [passwords, hasUserField, isScript] = [0, false, false]
  const parser = new Parser({
    onopentag(element, { id = '', name = '', type = '', dvalue }) {
      isScript = element === 'script'
      if (element === 'label' && dvalue !== undefined) labels.set(id, dvalue)
      if (element !== 'input') return
      if (type.toLowerCase() === 'password') passwords++
      hasUserField ||= /^(?:id)?username$/i.test(id) || /^username$/i.test(name)
    },
    ontext(text) {
      if (!isScript) return
      for (const [, name = '', quoted, plain = '', object] of text.matchAll(assignment)) {
        variables.set(name, object ?? (quoted === undefined ? plain : quoted))
      }
    },
    onclosetag() {
      isScript = false
    },
  })
  parser.end(html)
  return { variables, labels, passwords, hasUserField }
}

/** `g_rsa_n = "d966…"`, `g_rsa_e = '010001'`, `g_dataAccStatus = {…}` without an object inside. */
const assignment =
  /\b(g_[A-Za-z_]{1,60})\s{0,10}=\s{0,10}(?:"([^"\n]{0,4000})"|'([^'\n]{0,4000})'|(\{[^{}\n]{0,8000}\}))/g
