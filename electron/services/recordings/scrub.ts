/**
 * Replaces secrets, serial numbers and addresses in the texts of one recording. The same text gets the same replacement everywhere, so that
 * a driver that is replayed sends what the recording expects. Every pattern takes linear time.
 */
import { maskDeviceToken } from '#shared/model/provisioning-stage.ts'
import { redactPage, redactText } from '../../drivers/kit/redaction.ts'
import { mask } from '../../platform/redaction.ts'

/** In the place of a secret. ASCII, because a driver may send it back in a header. */
export const hidden = 'hidden'

export interface Scrubber {
  /** A page, a file, or a JSON document. */
  page(text: string): string
  /** A path with its query, or a header. */
  line(text: string): string
  /** Number of different texts that were replaced, by kind. */
  counts(): Readonly<Record<ReplacedKind, number>>
}

export type ReplacedKind = 'mac' | 'address' | 'account' | 'guid' | 'known'

/**
 * `known`: texts of this device that have no form by which they can be told: its serial number and the password.
 * `kept`: texts that look like an address and are not, such as its firmware version.
 */
export function createScrubber(known: readonly string[], kept: readonly string[]): Scrubber {
  const seen = new Map<ReplacedKind, Map<string, string>>()
  const replacement = (kind: ReplacedKind, text: string, make: (count: number) => string): string => {
    const ofKind = seen.get(kind) ?? new Map<string, string>()
    seen.set(kind, ofKind)
    const made = ofKind.get(text) ?? make(ofKind.size + 1)
    ofKind.set(text, made)
    return made
  }
  const own = known.filter((text) => text !== '')
  const addresses = (text: string): string =>
    text
      .replaceAll(
        accountAtHost,
        (_, scheme = '', user: string, host: string) =>
          `${scheme}${replacement('account', `${user}@${host}`, (count) => `user${count}@host.example`)}`,
      )
      .replaceAll(guid, (found) =>
        replacement('guid', found.toLowerCase(), (count) => `00000000-0000-4000-8000-${padded(count, 12)}`),
      )
      .replaceAll(mac, (found) => macReplacement(found, replacement))
      .replaceAll(dottedQuad, (found) =>
        kept.includes(found) || !isHostAddress(found)
          ? found
          : replacement('address', found, (count) => `192.0.2.${count % 255}`),
      )
  const all = (text: string, redact: (text: string) => string): string => {
    const withoutKnown = own.reduce(
      (current, each) => current.replaceAll(each, () => replacement('known', each, unlike(each))),
      text,
    )
    return addresses(redact(maskDeviceToken(withoutKnown)).replaceAll(mask, hidden))
  }
  return {
    page: (text) => all(text, redactPage),
    line: (text) => all(text, redactText),
    counts: () => ({
      ...{ mac: 0, address: 0, account: 0, guid: 0, known: 0 },
      ...Object.fromEntries([...seen].map(([kind, texts]) => [kind, texts.size])),
    }),
  }
}

const padded = (count: number, length: number): string => String(count).padStart(length, '0')

/** A serial number keeps its length, because a driver may check it. */
const unlike = (text: string) => (count: number) => padded(count, text.length).slice(-text.length)

/** `sip:jo@contoso.com`, `jo@contoso.com` */
const accountAtHost = /\b(sips?:)?([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63}){1,6})/g
const guid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
/** `64:16:7F:0A:1B:2C`, `64-16-7f-0a-1b-2c`, `64167f0a1b2c` */
const mac =
  /(?<![0-9a-z])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9a-z])|(?<![0-9a-z])[0-9a-f]{12}(?![0-9a-z])/gi
const dottedQuad = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g

/** The maker's half of the address stays; the other half is a number. */
function macReplacement(
  found: string,
  replacement: (kind: ReplacedKind, text: string, make: (count: number) => string) => string,
): string {
  const separator = /[:-]/.exec(found)?.[0] ?? ''
  const digits = found.replaceAll(/[:-]/g, '')
  if (/^(?:0{12}|f{12})$/i.test(digits)) return found
  const own = replacement('mac', digits.toLowerCase(), (count) => count.toString(16).padStart(6, '0'))
  const made = digits.slice(0, 6) + (/[A-F]/.test(digits) ? own.toUpperCase() : own)
  return separator === '' ? made : (made.match(/../g) ?? []).join(separator)
}

/** False for masks, loopback, multicast and `0.0.0.0`. */
function isHostAddress(text: string): boolean {
  const octets = text.split('.').map(Number)
  const [first = 0] = octets
  return first > 0 && first !== 127 && first < 224 && octets.every((octet) => octet < 256)
}
