/** Checks the HMAC of a request to the REST API, as the maker's guide describes it. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { DeviceRequest } from '../kit/web-server.ts'

/** Largest difference of the clocks, milliseconds (maker's guide). */
const window = 30_000

/** Date of HTTP (RFC 9110 §5.6.7): `Mon, 30 Nov 2026 23:41:23 GMT`. */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * `none` for a request without an HMAC. Sample:
 *   PUT /api/settings/audio.page.vol
 *   Authorization: hmac admin:482913:<64 hex digits>
 *   Date: Mon, 30 Nov 2026 23:41:23 GMT
 *   Content-MD5: <32 hex digits>
 *   Content-Type: application/json
 */
export function checkHmac(
  request: Pick<DeviceRequest, 'method' | 'path' | 'headers' | 'bytes'>,
  account: { readonly user: string; readonly password: string },
  now: number,
): 'right' | 'wrong' | 'none' {
  const { headers, method, path, bytes } = request
  const authorization = headers.authorization ?? ''
  if (!/^hmac /i.test(authorization)) return 'none'
  const [user = '', nonce = '', digest = '', ...more] = authorization.slice('hmac '.length).split(':')
  const date = headers.date ?? ''
  const at = httpDate.test(date) ? Date.parse(date) : Number.NaN
  if (!(Math.abs(at - now) <= window) || more.length > 0) return 'wrong'
  if (user !== account.user || !/^\d{6}$/.test(nonce) || !/^[0-9a-f]{64}$/.test(digest)) return 'wrong'
  const timestamp = String(at / 1000)
  const end = [timestamp, nonce]
  if (bytes.length > 0) {
    const sum = createHash('md5').update(bytes).digest('hex')
    if (headers['content-md5'] !== sum) return 'wrong'
    end.unshift(sum, headers['content-type'] ?? '')
  }
  const expected = createHmac('sha256', account.password)
    .update([method, path, ...end].join(':'))
    .digest('hex')
  return timingSafeEqual(Buffer.from(digest), Buffer.from(expected)) ? 'right' : 'wrong'
}
