/** Ini files of the adapters. Pure. */

export interface Table {
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly { readonly index: number; readonly values: readonly string[] }[]
}

export interface Ini {
  /** Parameters in the order of the file; a name is not case-sensitive. */
  readonly scalars: readonly (readonly [string, string])[]
  readonly tables: readonly Table[]
  /** Lines that are neither a comment, a section, a parameter nor a row. */
  readonly unreadable: readonly string[]
}

/** Names have neither spaces nor hyphens. */
const assignment = /^([A-Za-z]\w{0,60}(?: \d{1,5})?)\s{0,20}=(.*)$/

/**
 * Sample:
 *   ;Board: MP-112 FXS
 *   IniFileURL = 'http://emea.ipp.sdg.teams.microsoft.com/mac.ini'
 *
 *   [ ProxyIp ]
 *   FORMAT ProxyIp_Index = ProxyIp_IpAddress, ProxyIp_TransportType, ProxyIp_ProxySetId;
 *   ProxyIp 0 = "obsbc-uswe.sdg.teams.microsoft.com", 2, 1;
 *   [ \ProxyIp ]
 */
export function parseIni(text: string): Ini {
  const scalars: [string, string][] = []
  const tables: { name: string; columns: string[]; rows: { index: number; values: string[] }[] }[] = []
  const unreadable: string[] = []
  for (const line of text.split(/\r?\n/).map((each) => each.trim())) {
    if (line === '' || line.startsWith(';') || /^\[[^\]]{0,80}\]$/.test(line)) continue
    const [, name = '', value = ''] = assignment.exec(line.replace(/^FORMAT /, '')) ?? []
    const [table = '', index] = name.split(' ')
    const current = tables.at(-1)
    if (name === '') unreadable.push(line)
    else if (line.startsWith('FORMAT '))
      tables.push({ name: name.replace(/_Index$/, ''), columns: fieldsIn(value), rows: [] })
    else if (index === undefined) scalars.push([name, unquoted(value.trim())])
    else if (current?.name === table) current.rows.push({ index: Number(index), values: fieldsIn(value) })
    else unreadable.push(line)
  }
  return { scalars, tables, unreadable }
}

/** ` "obsbc", 2, 1;` → obsbc, 2, 1. Text behind the first semicolon outside quotes is a comment. */
function fieldsIn(text: string): string[] {
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  for (const character of text) {
    if (character === ';' && !isQuoted) break
    if (character === '"') isQuoted = !isQuoted
    else if (character === ',' && !isQuoted) {
      fields.push(field)
      field = ''
    } else field += character
  }
  return [...fields, field].map((each) => each.trim())
}

const unquoted = (text: string): string =>
  text.length >= 2 && text[0] === text.at(-1) && `'"`.includes(text[0] ?? '') ? text.slice(1, -1) : text

/** Texts in quotes, numbers without. The last line ends with a line break. */
export function writeIni({ scalars, tables }: Omit<Ini, 'unreadable'>, comments: readonly string[]): string {
  const quoted = (value: string, quote: string) =>
    /^-?\d{1,9}$/.test(value) ? value : `${quote}${value}${quote}`
  const lines = tables.flatMap(({ name, columns, rows }) => [
    ...['', `[ ${name} ]`, '', `FORMAT ${name}_Index = ${columns.join(', ')};`],
    ...rows.map(
      ({ index, values }) => `${name} ${index} = ${values.map((each) => quoted(each, '"')).join(', ')};`,
    ),
    ...['', `[ \\${name} ]`],
  ])
  const parameters = scalars.map(([name, value]) => `${name} = ${quoted(value, "'")}`)
  return `${[...comments.map((each) => `;${each}`), '', ...parameters, ...lines].join('\r\n')}\r\n`
}
