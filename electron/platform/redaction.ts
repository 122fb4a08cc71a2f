/** Masks secrets in text and in log fields. Every pattern takes linear time. */
import { problemCodes } from '#shared/errors.ts'
import { mask, maskDeviceToken } from '#shared/model/provisioning-stage.ts'
import { Secret } from './secret.ts'

export { mask }

/** `http://user:password@host/` → `http://••••@host/` */
export const maskUserInfo = (text: string): string =>
  text.replace(/(\b[a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]{1,400}@/gi, `$1${mask}@`)

/** Masks the values of headers with secrets, to the end of the line: `Set-Cookie: SID=8a6f2c; Path=/` → `Set-Cookie: ••••` */
export const maskHeaders = (text: string): string =>
  text.replace(
    /\b((?:cookie2?|authorization|authentication-info|x-[\w-]{1,32}-token)["']?\s{0,8}:\s{0,8})[^\r\n]+/gi,
    `$1${mask}`,
  )

const textRules: readonly { readonly finds: RegExp; readonly becomes: string }[] = [
  // http://host/path?k=value&l=value, /path?k=value
  { finds: /([?&][^=&#?\s"'<>]{1,60}=)[^&#?\s"'<>]+/g, becomes: `$1${mask}` },
  // password=…, "secret": "…", token: …, access_token=…
  {
    finds:
      /(["']?\b[\w-]{0,40}(?:password|passwd|passphrase|pwd|secret|token|apikey|api_key)["']?\s{0,8}[=:]\s{0,8})("[^"]*"|'[^']*'|[^\s&;,<>"']+)/gi,
    becomes: `$1${mask}`,
  },
  { finds: /(\b(?:basic|bearer)\s{1,8})[A-Za-z0-9+/=._~-]{8,}/gi, becomes: `$1${mask}` },
  // *55*482913, the dialled form of a verification code
  { finds: /(\*\d{2}\*)\d{2,}/g, becomes: `$1${mask}` },
]

/** Masks everything in the text that has the form of a secret. */
export function redactText(text: string): string {
  return textRules.reduce(
    (current, { finds, becomes }) => current.replace(finds, becomes),
    maskHeaders(maskUserInfo(maskDeviceToken(text))),
  )
}

/** `SID=8a6f2c; Path=/; HttpOnly` → `SID=••••; Path=/; HttpOnly`: the name of a cookie identifies the vendor; its value is a secret. */
export const redactCookie = (header: string): string => header.replace(/^([^=;]*=)[^;]*/, `$1${mask}`)

const secretName =
  /pass|pwd|secret|token|credential|authori[sz]ation|cookie|community|(?:^|[a-z_-])code$|^code$|pin$|(?:priv|auth|data)key$|keyring/i
/** Fields with a page, which may contain any secret of a device: only the length is logged. */
const pageName = /^(?:page|body|html|text|reply|response)$/i

/** Maximum length of a text and of a list in a log line. A stack trace has about 1,500 characters. */
const longestText = 2_000
const longestList = 50
const deepest = 4

const knownCodes: ReadonlySet<unknown> = new Set(problemCodes)

/** Log fields that are safe to store and export: secrets masked, long values cut. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, redactField(name, value, 1)]),
  )
}

function redactField(name: string, value: unknown, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (value instanceof Secret) return mask
  if (secretName.test(name) && !knownCodes.has(value)) return mask
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'string') {
    if (pageName.test(name)) return `(${value.length} characters)`
    return redactText(value.slice(0, longestText))
  }
  if (value instanceof Error) return redactText((value.stack ?? value.message).slice(0, longestText))
  if (depth >= deepest || typeof value !== 'object' || ArrayBuffer.isView(value)) return `(${typeof value})`
  if (Array.isArray(value)) {
    return value.slice(0, longestList).map((item) => redactField(name, item, depth + 1))
  }
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, longestList)
      .map(([key, item]) => [key, redactField(key, item, depth + 1)]),
  )
}

const secretKey = /pass|secret|token|credential|authori[sz]ation|cookie|^code$|pin$/i

/** Facts of a history line or a problem, without those with a secret name; secrets in the others are masked. */
export function publicFacts(
  facts: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([key]) => !secretKey.test(key))
      .map(([key, value]) => [key, typeof value === 'string' ? redactText(value) : value]),
  )
}

/** A raw text as evidence. The name of a cookie is evidence; its value opens a session and is masked. */
export function redactedEvidence(protocol: string, raw: string): string {
  // SID=8a6f2c; Path=/; HttpOnly
  if (protocol === 'http.cookie') return raw.replace(/(^|[;,]\s*|\n)([^=;,\s]+)=[^;,\n]*/g, `$1$2=${mask}`)
  return redactText(raw)
}
