/**
 * Header fields as devices write them, in HTTP, SIP and SSDP alike, leniently: `Server : x`, folded lines, letters outside ASCII. A
 * line without a colon says nothing. Pure.
 */

/** Names in lower case, values in the order in which they came; ends at an empty line. */
export function fieldsIn(lines: readonly string[]): (readonly [string, string])[] {
  const fields: { readonly name: string; readonly values: string[] }[] = []
  for (const line of lines) {
    if (line === '') break
    if (/^[ \t]/.test(line)) {
      fields.at(-1)?.values.push(line.trim())
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1) continue
    fields.push({ name: line.slice(0, colon).trim().toLowerCase(), values: [line.slice(colon + 1).trim()] })
  }
  return fields.map(({ name, values }) => [name, values.join(' ').trim()])
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** UTF-8 where it is that, else one letter an octet. */
export function textOf(octets: Uint8Array): string {
  try {
    return utf8.decode(octets)
  } catch {
    return Buffer.from(octets).toString('latin1')
  }
}
