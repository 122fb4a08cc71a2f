/**
 * Header fields as devices write them in HTTP, SIP and SSDP: `Server : x`, folded lines, octets outside ASCII. Lines without a colon
 * are skipped. Pure.
 */

/** Names in lower case, values in order of arrival; ends at an empty line. */
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

/** Decodes UTF-8; octets that are not UTF-8 are decoded as ISO 8859-1. */
export function textOf(octets: Uint8Array): string {
  try {
    return utf8.decode(octets)
  } catch {
    return Buffer.from(octets).toString('latin1')
  }
}
