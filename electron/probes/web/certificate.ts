/** Subject of a certificate, and weaknesses of a device's TLS. Pure. */
import type { PeerCertificate } from 'node:tls'

type Name = Partial<PeerCertificate['subject']>

/** `{ CN: '64167F000000', O: 'Polycom Inc.' }` → `CN=64167F000000,O=Polycom Inc.`; null for an empty name. */
export function distinguishedName(name: Name | undefined): string | null {
  if (name === undefined || name === null) return null
  const parts = Object.entries(name).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => typeof each === 'string')
      .map((each) => `${key}=${each}`),
  )
  return parts.length === 0 ? null : parts.join(',')
}

/** Weaknesses of a device's TLS; screens have words for them. Current browsers refuse the first four. */
export const tlsWeaknesses = [
  'old-version',
  'short-key',
  'old-signature',
  'expired',
  'not-yet-valid',
  'self-signed',
] as const
export type TlsWeakness = (typeof tlsWeaknesses)[number]

export interface TlsFacts {
  /** `TLSv1`, `TLSv1.3` */
  readonly version: string | null
  readonly cipher: string | null
  readonly certificate: Partial<PeerCertificate> | null
  /** The certificate in DER. */
  readonly der: Buffer | null
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Minimum size of an RSA key, bits (NIST SP 800-131A). */
const shortestRsa = 2_048

export function weaknessesOf({ version, certificate, der, now }: TlsFacts): TlsWeakness[] {
  const weak: TlsWeakness[] = []
  if (version === 'TLSv1' || version === 'TLSv1.1' || version === 'SSLv3') weak.push('old-version')
  if (certificate === null) return weak
  const { bits, modulus, valid_from, valid_to } = certificate
  if (modulus !== undefined && bits !== undefined && bits < shortestRsa) weak.push('short-key')
  if (der !== null && isOldSignature(der)) weak.push('old-signature')
  const from = Date.parse(valid_from ?? '')
  const to = Date.parse(valid_to ?? '')
  if (!Number.isNaN(to) && to < now) weak.push('expired')
  // phones whose clock was never set make certificates dated in the past; only a future date counts
  if (!Number.isNaN(from) && from > now + 86_400_000) weak.push('not-yet-valid')
  const subject = distinguishedName(certificate.subject)
  if (subject !== null && subject === distinguishedName(certificate.issuer)) weak.push('self-signed')
  return weak
}

/** Object identifiers in DER: sha1WithRSAEncryption, md5WithRSAEncryption, md2WithRSAEncryption (RFC 8017), ecdsa-with-SHA1 (RFC 3279). */
const oldSignatures = [
  '2a864886f70d010105',
  '2a864886f70d010104',
  '2a864886f70d010102',
  '2a8648ce3d0401',
].map((hex) => Buffer.from(`06${(hex.length / 2).toString(16).padStart(2, '0')}${hex}`, 'hex'))

const isOldSignature = (der: Buffer): boolean => oldSignatures.some((identifier) => der.includes(identifier))

/** Context of a sighting: TLS version, kind and size of the key (`rsa-512`), weaknesses. */
export function contextOf(facts: TlsFacts): Record<string, string> {
  const weak = weaknessesOf(facts)
  const { bits, modulus, asn1Curve } = facts.certificate ?? {}
  return {
    ...(facts.version === null ? {} : { tls: facts.version }),
    ...(bits === undefined ? {} : { key: `${modulus === undefined ? (asn1Curve ?? 'key') : 'rsa'}-${bits}` }),
    ...(weak.length === 0 ? {} : { weak: weak.join(' ') }),
  }
}
