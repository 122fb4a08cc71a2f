/** The last gate before a report leaves the laptop: secrets that devices and people put into text are masked. Pure. */

const masked = '••••'

const rules: readonly { readonly finds: RegExp; readonly becomes: string }[] = [
  // http://user:password@host/…
  { finds: /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@]+@/gi, becomes: `$1${masked}@` },
  // password=…, "secret": "…", token: …, access_token=…
  {
    finds:
      /(["']?\b[\w-]*(?:password|passwd|passphrase|pwd|secret|token|apikey|api_key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;,<>"']+)/gi,
    becomes: `$1${masked}`,
  },
  // Authorization: Basic YWRtaW46YWRtaW4=, and the answers of Digest
  { finds: /(\b(?:authorization|proxy-authorization)\s*:\s*)[^\r\n]+/gi, becomes: `$1${masked}` },
  { finds: /(\b(?:basic|bearer)\s+)[A-Za-z0-9+/=._~-]{8,}/gi, becomes: `$1${masked}` },
]

/** Text with everything masked that has the form of a secret. */
export function redacted(text: string): string {
  return rules.reduce((current, { finds, becomes }) => current.replace(finds, becomes), text)
}

/** A raw fact as evidence: a cookie's name is evidence, its value is a key to somebody's session. */
export function redactedEvidence(protocol: string, raw: string): string {
  // SID=8a6f2c; Path=/; HttpOnly
  if (protocol === 'http.cookie') return raw.replace(/(^|[;,]\s*|\n)([^=;,\s]+)=[^;,\n]*/g, `$1$2=${masked}`)
  return redacted(raw)
}

const secretKey = /pass|secret|token|credential|authori[sz]ation|cookie|^code$|pin$/i

/** Facts of a history line or a problem, without those whose name says that they are secret. */
export function publicFacts(
  facts: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([key]) => !secretKey.test(key))
      .map(([key, value]) => [key, typeof value === 'string' ? redacted(value) : value]),
  )
}
