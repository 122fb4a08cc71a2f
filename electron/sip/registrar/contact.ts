/** Contacts of a REGISTER request (RFC 3261 §10.2.1, §20.10; RFC 5626 §4.2; RFC 5627). */
import { quote, readNumber } from '../message/grammar.ts'
import type { SipHeaders } from '../message/headers.ts'
import { readNameAddress } from '../message/name-address.ts'
import { readSipUri, type SipUri } from '../message/uri.ts'
import { isSameUri } from '../message/uri-comparison.ts'
import type { Destination } from '../transport/flow.ts'

/** One contact of an address of record, with the flow that its REGISTER request came over. */
export interface Binding {
  readonly aor: string
  /** Contact URI as registered. */
  readonly contact: string
  readonly flow: Destination
  readonly callId: string
  readonly cseq: number
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly userAgent: string
  /** `+sip.instance` (RFC 5626 §4.1), for example `<urn:uuid:00000000-0000-1000-8000-001565a0b1c2>`; null without. */
  readonly instance: string | null
  /** Tells the flows of one instance apart (RFC 5626 §4.2); null without. */
  readonly regId: number | null
  /** Preference from 0 to 1 (§20.10). */
  readonly q: number
  /** Proxies to the contact, the nearest to the registrar first (RFC 3327). */
  readonly path: readonly string[]
}

export interface ContactRequest {
  readonly uri: string
  /** Null for a URI that is no SIP URI: such contacts are compared as texts. */
  readonly parsed: SipUri | null
  /** Seconds asked for; null for the registrar's choice. */
  readonly expires: number | null
  readonly q: number
  readonly instance: string | null
  readonly regId: number | null
}

/** Longest lifetime that a header can ask for (§20.19). */
const longestExpires = 0xffff_ffff

/** §10.2.1.1: a malformed value counts as 3600, one above 2^32 - 1 as that. */
function expiresOf(text: string): number {
  const number = readNumber(text, 0, Number.POSITIVE_INFINITY)
  return number === null || number.end < text.length ? 3_600 : Math.min(number.value, longestExpires)
}

/** All Contact values of a REGISTER without `*`; null when one is malformed. */
export function readContacts(headers: SipHeaders): readonly ContactRequest[] | null {
  const header = headers.get('Expires')
  const contacts: ContactRequest[] = []
  for (const text of headers.all('Contact')) {
    const read = readNameAddress(text)
    if (read === null) return null
    const { uri, params } = read
    const expires = params.get('expires') ?? header
    const instance = params.get('+sip.instance') ?? null
    contacts.push({
      ...{ uri, parsed: readSipUri(uri), instance },
      expires: expires === undefined ? null : expiresOf(expires.trim()),
      q: preferenceOf(params.get('q') ?? null),
      // without an instance, reg-id has no meaning (RFC 5626 §6)
      regId: instance === null ? null : flowNumberOf(params.get('reg-id') ?? null),
    })
  }
  return contacts
}

/** `0.333` → 0.333; 1 for no value and for a malformed one. */
function preferenceOf(text: string | null): number {
  const q = text !== null && /^[01](?:\.\d{0,3})?$/.test(text) ? Number(text) : 1
  return Math.min(q, 1)
}

/** 1 to 2^31 - 1 (RFC 5626 §4.2). */
function flowNumberOf(text: string | null): number | null {
  const number = readNumber(text ?? '', 0, 0x7fff_ffff)
  return number === null || number.value === 0 || number.end < (text ?? '').length ? null : number.value
}

/**
 * Whether a contact takes the place of a binding: the same flow of the same instance (RFC 5626 §6), else an equal URI (§10.3 item 7). A
 * device that restarts registers its instance with another URI. A GRUU is never equal to a contact without `gr` (RFC 5627 §3.1.1).
 */
export function isSameContact(request: ContactRequest, binding: Binding, parsed: SipUri | null): boolean {
  if (request.instance !== null && request.instance === binding.instance && request.regId === binding.regId) {
    return true
  }
  // two flows of an instance may have one URI
  if (request.regId !== null && binding.regId !== null) return false
  if (request.parsed === null || parsed === null) return request.uri === binding.contact
  return isSameUri(request.parsed, parsed)
}

/** A Contact value of the answer, with the seconds that are left (§10.3 item 8). */
export function registeredContact({ contact, expiresAt, instance, regId, q }: Binding, now: number): string {
  const expires = Math.max(0, Math.round((expiresAt - now) / 1_000))
  const flow = regId === null ? '' : `;reg-id=${regId}`
  const device = instance === null ? '' : `;+sip.instance=${quote(instance)}${flow}`
  return `<${contact}>;expires=${expires}${q === 1 ? '' : `;q=${q}`}${device}`
}
