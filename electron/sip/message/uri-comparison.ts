/** Comparison of SIP URIs (RFC 3261 §19.1.4; RFC 5627 §3.1.1 for `gr`). */
import type { SipUri } from './uri.ts'

/** Parameters that make two URIs differ when only one has them. */
const alwaysCompared = ['user', 'ttl', 'method', 'maddr', 'gr'] as const

/**
 * Scheme, host and parameters are compared without case, the user part with it, an escaped character equals itself:
 * `sip:%61lice@atlanta.example;transport=TCP` equals `sip:alice@AtLanTa.example;Transport=tcp`, and not `sip:ALICE@AtLanTa.example`.
 * A port, a password and the parameters `user`, `ttl`, `method`, `maddr` and `gr` are never the same as their absence; any other parameter is
 * compared only when both have it.
 */
export function isSameUri(a: SipUri, b: SipUri): boolean {
  if (a.scheme !== b.scheme || a.user !== b.user || a.password !== b.password) return false
  if (a.host !== b.host || a.port !== b.port || !isSameHeaders(a.headers, b.headers)) return false
  if (alwaysCompared.some((name) => a.params.has(name) !== b.params.has(name))) return false
  for (const [name, value] of a.params) {
    const other = b.params.get(name)
    if (other !== undefined && !isSameText(value, other)) return false
  }
  return true
}

const isSameText = (a: string | null, b: string | null): boolean =>
  (a ?? '').toLowerCase() === (b ?? '').toLowerCase()

/** `subject=a&priority=urgent` equals `priority=urgent&subject=a`. */
function isSameHeaders(a: string, b: string): boolean {
  if (a === b) return true
  const sorted = (headers: string): string => headers.toLowerCase().split('&').sort().join('&')
  return sorted(a) === sorted(b)
}
