/** The ini file of an adapter. Pure. */

export interface IniFile {
  /** Facts in the comments at the head, by name. */
  readonly comments: ReadonlyMap<string, string>
  /** Values by name in lower case, because names are not case-sensitive. A value has no quotes. */
  readonly parameters: ReadonlyMap<string, string>
  /** Rows of tables, in their order. */
  readonly rows: readonly IniRow[]
}

interface IniRow {
  readonly table: string
  readonly index: number
  readonly values: readonly string[]
}

/**
 * Null for a text with a line of another form. Sample of an MP-112 on SIP Gateway, and the table of ports of an MP-1288:
 *   ;Board: MP-112 FXS
 *   ;Software Version: 6.60A.367.005
 *   IniFileURL = 'https://uswe.dm.sdg.teams.microsoft.com/device/…/lang_en/….ini'
 *   [ Authentication ]
 *   FORMAT Authentication_Index = Authentication_UserId, Authentication_UserPassword, Authentication_Module, Authentication_Port;
 *   Authentication 0 = "user1", "$1$…", 1, 1;
 *   [ \Authentication ]
 */
export function readIni(text: string): IniFile | null {
  const comments = new Map<string, string>()
  const parameters = new Map<string, string>()
  const rows: IniRow[] = []
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim())
  if (lines.every((line) => line === '')) return null
  for (const line of lines) {
    if (line === '' || (line.startsWith('[') && line.endsWith(']'))) continue
    if (line.startsWith(';')) {
      const colon = line.indexOf(':')
      if (colon > 0) comments.set(line.slice(1, colon).trim(), line.slice(colon + 1).trim())
      continue
    }
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(at, 0)).trim()
    const value = line.slice(at + 1).trim()
    const [, table, index] = /^([A-Za-z]\w{0,63}) (\d{1,5})$/.exec(name) ?? []
    if (table !== undefined) rows.push({ table, index: Number(index), values: valuesIn(value) })
    else if (/^[A-Za-z]\w{0,63}$/.test(name)) parameters.set(name.toLowerCase(), unquoted(value))
    else if (!/^FORMAT \w{1,64}$/.test(name)) return null
  }
  return { comments, parameters, rows }
}

const unquoted = (text: string): string => {
  const quote = text[0]
  const isQuoted = text.length > 1 && (quote === "'" || quote === '"') && text.endsWith(quote)
  return isQuoted ? text.slice(1, -1) : text
}

/** `"user1", "a, b", 1;` → user1 · a, b · 1 */
function valuesIn(text: string): string[] {
  const values: string[] = []
  let value = ''
  let isQuoted = false
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) value += character
    else if (character === ';') break
    else if (character === ',') {
      values.push(value.trim())
      value = ''
    } else value += character
  }
  return [...values, value.trim()]
}

/** Whether a value can stand between quotes. */
export const fitsIni = (value: string): boolean => !/['"\r\n]/.test(value)

/** Lines of parameters. The last line must end too (MediaPack manual). */
export const writeIni = (parameters: Iterable<readonly [name: string, value: string]>): string =>
  [...parameters].map(([name, value]) => `${name} = '${value}'\r\n`).join('')
