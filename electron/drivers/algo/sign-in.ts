/** The standard authentication of the REST API (RESTful API guide of the maker): HMAC-SHA256 with the API password as key. */
import { createHash, randomInt } from 'node:crypto'
import type { KeyedSignIn, SignedRequest, Signer } from '../kit/strategies.ts'
import { algoData } from './data.ts'

/** The kit sends a request unsigned first, so that a device without an API password needs none. */
export const signIn: KeyedSignIn = {
  kind: 'keyed',
  hash: 'sha256',
  headers: (request, signer) => signedHeaders(request, signer, randomNonce()),
}

function randomNonce(): string {
  const { nonceDigits } = algoData.signIn
  return String(randomInt(10 ** (nonceDigits - 1), 10 ** nonceDigits))
}

/**
 * Sample, for GET:/api/info/about:1764546083:482913 and for
 * PUT:/api/settings:<MD5 of the body in hex>:application/json:1764546083:482913
 *   Authorization: hmac admin:482913:9f86…
 *   Date: Sun, 30 Nov 2025 23:41:23 GMT
 *   Content-MD5: <with a body>
 */
export function signedHeaders(
  { method, path, body, mediaType }: SignedRequest,
  { now, keyed }: Signer,
  nonce: string,
): Record<string, string> {
  const seconds = Math.floor(now / 1_000)
  const md5 = createHash('md5').update(body).digest('hex')
  const content = mediaType === null ? [] : [md5, mediaType]
  const digest = keyed([method, path, ...content, seconds, nonce].join(':'))
  return {
    authorization: `hmac ${algoData.signIn.user}:${nonce}:${digest}`,
    date: new Date(seconds * 1_000).toUTCString(),
    ...(mediaType === null ? {} : { 'content-md5': md5 }),
  }
}
