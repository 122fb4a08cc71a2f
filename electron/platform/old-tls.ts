/**
 * TLS options for old devices: old versions, weak ciphers and self-signed certificates. The caller must check the certificate.
 */
import { constants } from 'node:crypto'
import type { ConnectionOptions } from 'node:tls'

/**
 * OpenSSL refuses short keys and SHA-1 above security level 0, and by default servers without RFC 5746 (2010). BoringSSL in Electron
 * has no security levels and accepts such servers.
 */
export const oldTlsIn = (versions: { readonly electron?: string | undefined }) =>
  ({
    rejectUnauthorized: false,
    minVersion: 'TLSv1',
    // the minimum of OpenSSL at level 0
    minDHSize: 512,
    ...(versions.electron === undefined
      ? { ciphers: 'DEFAULT@SECLEVEL=0', secureOptions: constants.SSL_OP_LEGACY_SERVER_CONNECT }
      : {}),
  }) as const satisfies ConnectionOptions

export const oldTls = oldTlsIn(process.versions)
