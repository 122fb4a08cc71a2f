/** Masks secrets in texts of devices and technicians for the report. */

import { mask, redactText } from '../../platform/redaction.ts'

/** A raw text as evidence. The name of a cookie is evidence; its value opens a session and is masked. */
export function redactedEvidence(protocol: string, raw: string): string {
  // SID=8a6f2c; Path=/; HttpOnly
  if (protocol === 'http.cookie') return raw.replace(/(^|[;,]\s*|\n)([^=;,\s]+)=[^;,\n]*/g, `$1$2=${mask}`)
  return redactText(raw)
}

const secretKey = /pass|secret|token|credential|authori[sz]ation|cookie|^code$|pin$/i

/** Facts of a history line or a problem, without those with a secret name. */
export function publicFacts(
  facts: Readonly<Record<string, string | number | boolean | null>>,
): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts)
      .filter(([key]) => !secretKey.test(key))
      .map(([key, value]) => [key, typeof value === 'string' ? redactText(value) : value]),
  )
}
