/** The DHCP options that announce a provisioning URL to a class of devices. Pure. */
import { PunchdownError } from '../errors.ts'
import { ipv4Number } from './ipv4.ts'
import { choicesIn, type DeviceClass, type VendorClass } from './provisioning-facts.ts'

export type DhcpOption =
  | { readonly code: number; readonly kind: 'text'; readonly text: string }
  | { readonly code: number; readonly kind: 'addresses'; readonly addresses: readonly string[] }
  /** Signed, 32 bits. */
  | { readonly code: number; readonly kind: 'seconds'; readonly seconds: number }

/** Warnings about a snippet. */
export type SnippetNote =
  /** The vendor class is not known: every client of the network gets the options. */
  | 'no-vendor-class'
  /** The server cannot give options by vendor class: every client of the network gets them. */
  | 'server-without-classes'
  /** The server matches the text anywhere in the vendor class. */
  | 'matches-anywhere'
  /** It is not known in which option the device reads the URL. */
  | 'option-unknown'
  /** The device reads fewer characters than the URL has. */
  | 'url-too-long'
  /** The server sends an option only to a client that asks for it. */
  | 'only-when-asked'
  /** Names in the snippet are placeholders for the technician's scope, pool or server. */
  | 'own-names'

export interface DhcpOffer {
  /** Letters, digits and hyphens; it names classes, tags and policies. */
  readonly name: string
  /** Empty for every client. */
  readonly vendorClasses: readonly VendorClass[]
  readonly options: readonly DhcpOption[]
  readonly notes: readonly SnippetNote[]
}

export interface OfferWish {
  readonly url: string
  /** The option for the URL; the preferred one of the class when absent. */
  readonly option?: number | undefined
  /** IPv4 addresses for option 42. */
  readonly ntp?: readonly string[] | undefined
  /** Option 2: offset from UTC in seconds. */
  readonly utcOffset?: number | undefined
}

/** RFC 2132, 2: the length of an option is one octet. */
const longestOption = 255
const furthestOffset = 14 * 3600

/**
 * @throws PunchdownError url-not-allowed when the URL is empty, longer than an option or not printable ASCII |
 *   bad-input (option) when no option is known and none is given; (ntp, utc-offset) for malformed values
 */
export function dhcpOffer(found: DeviceClass | null, wish: OfferWish): DhcpOffer {
  const { url, ntp = [], utcOffset } = wish
  if (!/^[\x21-\x7e]+$/.test(url) || url.length > longestOption)
    throw new PunchdownError('url-not-allowed', { url })
  const known = found === null ? [] : choicesIn(found.dhcp)
  const code = wish.option ?? known[0]?.value
  if (code === undefined) throw new PunchdownError('bad-input', { field: 'option', reason: 'not-known' })
  if (!Number.isInteger(code) || code < 1 || code > 254)
    throw new PunchdownError('bad-input', { field: 'option' })
  if (ntp.some((address) => ipv4Number(address) === null))
    throw new PunchdownError('bad-input', { field: 'ntp' })
  if (utcOffset !== undefined && !(Number.isInteger(utcOffset) && Math.abs(utcOffset) <= furthestOffset))
    throw new PunchdownError('bad-input', { field: 'utc-offset' })
  const choice = known.find(({ value }) => value === code)
  const vendorClasses = found === null ? [] : choicesIn(found.vendorClass).map(({ value }) => value)
  return {
    name: `punchdown-${found?.id ?? 'phones'}`,
    vendorClasses,
    options: [
      { code, kind: 'text', text: url },
      ...(ntp.length === 0 ? [] : [{ code: 42, kind: 'addresses', addresses: ntp } as const]),
      ...(utcOffset === undefined ? [] : [{ code: 2, kind: 'seconds', seconds: utcOffset } as const]),
    ],
    notes: [
      ...(vendorClasses.length === 0 ? ['no-vendor-class' as const] : []),
      ...(choice === undefined ? ['option-unknown' as const] : []),
      ...(choice?.longest !== undefined && url.length > choice.longest ? ['url-too-long' as const] : []),
    ],
  }
}
