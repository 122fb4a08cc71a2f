/** Reads the export of the settings. Loaded on first use, because of the parser. */
import { Parser } from 'htmlparser2'

const root = ['settings', 'phone-settings']

/**
 * The form of configuration files; no export has been recorded:
 *   <settings><phone-settings e="2"><setting_server perm="RW">http://192.0.2.1</setting_server></phone-settings></settings>
 * Settings with an index and those of other sections are left out; empty for another document.
 */
export function readSettingsFile(xml: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const open: string[] = []
  let indexed = false
  let text = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        open.push(name)
        indexed = attributes.idx !== undefined
        text = ''
      },
      ontext(piece) {
        text += piece
      },
      onclosetag(name) {
        const isSetting = open.length === root.length + 1 && root.every((each, at) => each === open[at])
        if (isSetting && !indexed && !values.has(name)) values.set(name, text.trim())
        open.pop()
      },
    },
    { xmlMode: true },
  )
  parser.end(xml)
  return values
}
