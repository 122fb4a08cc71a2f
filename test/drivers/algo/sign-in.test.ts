/** The signature of the Algo REST API, with vectors that openssl made. */
import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signedHeaders, signIn } from '#electron/drivers/algo/sign-in.ts'

const signer = (password: string, now = 1_764_546_083_999) => ({
  ...{ user: 'another', now },
  keyed: (text: string) => createHmac('sha256', password).update(text).digest('hex'),
})
const nothing = { body: Buffer.alloc(0), mediaType: null }

describe('the headers of', () => {
  it('a request without a body', () => {
    // printf %s 'GET:/api/info/about:1764546083:482913' | openssl dgst -sha256 -hmac algo
    const digest = '18ae05fffec5c276194679872b97fbb3d2ec4b6e6653a16ad11041275969bb69'
    const request = { method: 'GET', path: '/api/info/about', ...nothing }
    expect(signedHeaders(request, signer('algo'), '482913')).toEqual({
      authorization: `hmac admin:482913:${digest}`,
      date: 'Sun, 30 Nov 2025 23:41:23 GMT',
    })
  })

  it('a request with a body', () => {
    const text = '{"admin.teams.region":"http://192.0.2.1","admin.teams.use":"1"}'
    // printf %s "$text" | openssl dgst -md5
    const md5 = 'ebc5eeb1d2a3410a22b713ec015b969f'
    // printf %s "PUT:/api/settings:$md5:application/json:1764546083:482913" | openssl dgst -sha256 -hmac algo
    const digest = '793de3549314bb03864d7e192c7a15a966bd4b13c9af90d28187278eee59995f'
    const request = {
      method: 'PUT',
      path: '/api/settings',
      body: Buffer.from(text),
      mediaType: 'application/json',
    }
    expect(signedHeaders(request, signer('algo'), '482913')).toEqual({
      authorization: `hmac admin:482913:${digest}`,
      date: 'Sun, 30 Nov 2025 23:41:23 GMT',
      'content-md5': md5,
    })
  })
})

describe('a nonce', () => {
  const nonceOf = () =>
    /^hmac admin:(\d+):/.exec(
      signIn.headers({ method: 'GET', path: '/', ...nothing }, signer('algo')).authorization ?? '',
    )?.[1]

  it('has six digits, and is another each time', () => {
    const nonces = Array.from({ length: 50 }, nonceOf)
    for (const nonce of nonces) expect(nonce).toMatch(/^[1-9]\d{5}$/)
    expect(new Set(nonces).size).toBeGreaterThan(1)
  })
})
