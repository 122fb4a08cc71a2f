/** Remarks about a raw answer: the age of a device's TLS, or why it has none. */
import { problemCodes } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { problems } from './problems/problems.ts'

const versions: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SSLv3: 'SSL 3.0',
    TLSv1: 'TLS 1.0',
    'TLSv1.1': 'TLS 1.1',
    'TLSv1.2': 'TLS 1.2',
    'TLSv1.3': 'TLS 1.3',
  }),
)
const weaknesses: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'old-signature': 'old signature',
    expired: 'certificate expired',
    'not-yet-valid': 'certificate not valid yet',
    'self-signed': 'self-signed',
  }),
)

/** `TLS 1.0 (out of date), 512-bit key, certificate expired`; empty without remarks. */
function sightingRemarks({ protocol, raw, address, port, context = {} }: Sighting): string {
  if (protocol === 'tls.refused') return refusalWords(raw)
  if (protocol === 'snmp.refused') {
    const code = problemCodes.find((each) => each === raw)
    return code === undefined ? '' : problems.of(code, { address, port }).title
  }
  const weak = context.weak?.split(' ') ?? []
  const { tls } = context
  const version = tls === undefined ? null : (versions.get(tls) ?? tls)
  const bits = /-(\d+)$/.exec(context.key ?? '')?.[1]
  return [
    version === null ? null : weak.includes('old-version') ? `${version} (out of date)` : version,
    weak.includes('short-key') && bits !== undefined ? `${bits}-bit key` : null,
    ...weak.map((each) => weaknesses.get(each) ?? null),
  ]
    .filter((part) => part !== null)
    .join(', ')
}

/** Weaknesses of the TLS of a device, shown before a password is sent; null without any. */
function webSecurityWords(sightings: readonly Sighting[]): string | null {
  const weak = sightings.filter(
    ({ protocol, context }) =>
      protocol === 'tls.refused' ||
      // a self-signed certificate is usual for phones
      (protocol === 'tls.session' && (context?.weak ?? 'self-signed') !== 'self-signed'),
  )
  const words = new Set(weak.map(sightingRemarks))
  return words.size === 0 ? null : [...words].join('; ')
}

function refusalWords(reason: string): string {
  if (/unsupported.protocol/i.test(reason)) return 'Only SSL 3.0 or older, which this laptop no longer speaks'
  return 'It and this laptop agree on no TLS; look for a firmware update'
}

export const sightings = {
  remarks: sightingRemarks,
  webSecurity: webSecurityWords,
}
