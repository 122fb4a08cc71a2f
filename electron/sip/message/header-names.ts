/** Header names (RFC 3261 §7.3, §20): case-insensitive, and some have a compact form. */

/** Long form → compact form: RFC 3261 §20, and those of later RFCs that phones use (IANA, SIP parameters). */
const compactForms: readonly (readonly [string, string])[] = [
  ['Accept-Contact', 'a'],
  ['Referred-By', 'b'],
  ['Content-Type', 'c'],
  ['Content-Encoding', 'e'],
  ['From', 'f'],
  ['Call-ID', 'i'],
  ['Supported', 'k'],
  ['Content-Length', 'l'],
  ['Contact', 'm'],
  ['Event', 'o'],
  ['Refer-To', 'r'],
  ['Subject', 's'],
  ['To', 't'],
  ['Allow-Events', 'u'],
  ['Via', 'v'],
  ['Session-Expires', 'x'],
]

const otherNames = [
  ...['Accept', 'Accept-Encoding', 'Accept-Language', 'Alert-Info', 'Allow', 'Authorization', 'Call-Info'],
  ...['Content-Disposition', 'Content-Language', 'CSeq', 'Date', 'Expires', 'Max-Forwards', 'MIME-Version'],
  ...['Min-Expires', 'Min-SE', 'Organization', 'P-Asserted-Identity', 'Path', 'Proxy-Authorization'],
  ...[
    'Proxy-Require',
    'RAck',
    'Record-Route',
    'Replaces',
    'Require',
    'Route',
    'RSeq',
    'Server',
    'Service-Route',
  ],
  ...['Subscription-State', 'Timestamp', 'Unsupported', 'User-Agent', 'Warning', 'WWW-Authenticate'],
]

/**
 * Headers whose value is a comma-separated list (§7.3.1). Authentication headers are not: they have commas inside one value. Neither is
 * Date.
 */
const listKeys: ReadonlySet<string> = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'alert-info', 'allow', 'allow-events', 'call-info'],
  ...['contact', 'content-encoding', 'path', 'proxy-require', 'record-route', 'require', 'route'],
  ...['service-route', 'supported', 'unsupported', 'via', 'warning', 'p-asserted-identity'],
])

/** Names in the spellings that peers use → key. Fixed, so that no peer can make it grow. */
const keys = new Map<string, string>()
/** Compact form in lower case → long form. */
const longForms = new Map<string, string>()
for (const [name, compact] of compactForms) {
  const key = name.toLowerCase()
  for (const spelling of [name, key, name.toUpperCase(), compact, compact.toUpperCase()])
    keys.set(spelling, key)
  longForms.set(compact, name)
}
for (const name of otherNames) {
  const key = name.toLowerCase()
  for (const spelling of [name, key, name.toUpperCase()]) keys.set(spelling, key)
}

/** The long form in lower case, which identifies a header: `F`, `from`, `FROM` → `from`. */
export function keyOf(name: string): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  return keys.get(lower) ?? lower
}

/** The long form of a compact name; any other name as it is. */
export const longFormOf = (name: string): string =>
  name.length === 1 ? (longForms.get(name.toLowerCase()) ?? name) : name

export const isListKey = (key: string): boolean => listKeys.has(key)
