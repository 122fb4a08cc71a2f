/**
 * TLS towards old devices: their versions, their ciphers, certificates of their own making. Whoever connects with it
 * looks at the certificate itself.
 */
import { constants } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'

/**
 * OpenSSL refuses short keys and SHA-1 above security level 0, and servers from before RFC 5746 (2010) unless told otherwise;
 * BoringSSL, inside Electron, knows no such levels and takes such servers.
 */
export const oldTlsIn = (versions: { readonly electron?: string | undefined }) =>
  ({
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    // the shortest that OpenSSL takes at level 0
    minDHSize: 512,
    ...(versions.electron === undefined
      ? { ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }
      : {}),
  }) as const satisfies ConnectionOptions

export const oldTls = oldTlsIn(process.versions)
