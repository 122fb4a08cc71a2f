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
 *   <script>var g_rsa_n = "d966…"; var g_rsa_e = '010001';</script>
 *   <input id="idUsername" name="username"/><input id="idPassword" name="pwd" type="password"/>
 * The value of a variable is a text, or an object without another one inside.
 */
export function readPage(html: string): Page {
  const variables = new Map<string, string>()
  const labels = new Map<string, string>()
  let [passwords, hasUserField, isScript] = [0, false, false]
  const parser = new Parser({
    onopentag(element, { id, name, type, dvalue }) {
      isScript = element === 'script'
      if (element === 'label' && id !== undefined && dvalue !== undefined) labels.set(id, dvalue)
      if (element !== 'input') return
      if (type?.toLowerCase() === 'password') passwords++
      hasUserField ||= id?.toLowerCase() === 'idusername' || name?.toLowerCase() === 'username'
    },
    ontext(text) {
      if (!isScript) return
      for (const [, name = '', double, single, object] of text.matchAll(
        /\b(g_[A-Za-z_]{1,60})\s{0,10}=\s{0,10}(?:"([^"\n]{0,4000})"|'([^'\n]{0,4000})'|(\{[^{}\n]{0,8000}\}))/g,
      )) {
        variables.set(name, double ?? single ?? object ?? '')
      }
    },
    onclosetag() {
      isScript = false
    },
  })
  parser.end(html)
  return { variables, labels, passwords, hasUserField }
}
