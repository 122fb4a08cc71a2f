/**
 * TLS towards old devices: their versions, their ciphers, certificates of their own making. Whoever connects with it
 * looks at the certificate itself.
 */
import type { ConnectionOptions } from 'node:tls'

/** OpenSSL refuses short keys and SHA-1 above security level 0; BoringSSL, inside Electron, knows no such levels. */
export const oldTlsIn = (versions: { readonly electron?: string | undefined }) =>
  ({
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    ...(versions.electron === undefined ? { ciphers: 'DEFAULT@SECLEVEL=0' } : {}),
  }) as const satisfies ConnectionOptions

export const oldTls = oldTlsIn(process.versions)
