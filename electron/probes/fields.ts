/**
 * Header fields as devices write them, in HTTP, SIP and SSDP alike, leniently: `Server : x`, folded lines, letters outside ASCII. A
 * line without a colon says nothing. Pure.
 */

/** Names in lower case, values in the order in which they came; ends at an empty line. */
export function fieldsIn(lines: readonly string[]): (readonly [string, string])[] {
  const fields: [string, string][] = []
  for (const line of lines) {
    if (line === '') break
    const last = fields.at(-1)
    if (/^[ \t]/.test(line)) {
      if (last !== undefined) last[1] = `${last[1]} ${line.trim()}`.trim()
      continue
    }
    const colon = line.indexOf(':')
    if (colon < 1) continue
    fields.push([line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()])
  }
  return fields
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
