/** Digest of the gateway, without sockets (RFC 3261 §22, RFC 7616). */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSipDigest, credentialsFor, isSameTarget } from '#electron/gateway/features/sip-digest.ts'
import { digestResponse, parseChallenges } from '#electron/platform/digest.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import fc from '#test/support/property.ts'
import { BenchClock } from './bench.ts'

const realm = 'onboarding.test'
const realms = new Set([realm])
const request = { method: 'REGISTER', body: Buffer.alloc(0) }

function setUp(mostUsed = 100) {
  const clock = new BenchClock()
  const digest = createSipDigest({ algorithm: 'MD5', now: clock.now, mostUsed })
  const nonceFor = (source: string) =>
    parseChallenges(digest.challenge(realm, source, false))[0]?.params.get('nonce') ?? ''
  const signed = (nonce: string, nc: string | null, password = 'secret') => {
    const qop = nc === null ? undefined : 'auth'
    const credentials = {
      ...{
        username: 'u',
        realm,
        nonce,
        uri: `sip:${realm}`,
        algorithm: 'MD5',
        qop,
        cnonce: 'c',
        nc: nc ?? '',
      },
    }
    const response = digestResponse({ ...credentials, user: 'u', password, ...request }) ?? ''
    return { ...credentials, response }
  }
  /** In the order of authentication.ts: freshness first, then the password. */
  const verdict = (credentials: ReturnType<typeof signed>, source: string) =>
    !digest.isFresh(credentials, source)
      ? 'stale'
      : digest.verify(credentials, request, 'secret')
        ? 'ok'
        : 'wrong'
  return { clock, digest, nonceFor, signed, verdict }
}

describe('a nonce', () => {
  it('is valid only for the address it was sent to', () => {
    const { nonceFor, signed, verdict } = setUp()
    const nonce = nonceFor('10.0.0.5')
    expect(verdict(signed(nonce, '00000001'), '10.0.0.6')).toBe('stale')
    expect(verdict(signed(nonce, '00000001'), '10.0.0.5')).toBe('ok')
  })

  it('with qop requires a rising count', () => {
    const { nonceFor, signed, verdict } = setUp()
    const nonce = nonceFor('a')
    const counts = ['00000001', '00000001', '00000003', '00000002', 'nonsense', '0000000a']
    expect(counts.map((nc) => verdict(signed(nonce, nc), 'a'))).toEqual([
      'ok',
      'stale',
      'ok',
      'stale',
      'stale',
      'ok',
    ])
  })

  it('without qop is valid for one request, and for no request after one with qop', () => {
    const { nonceFor, signed, verdict } = setUp()
    const nonce = nonceFor('a')
    expect(verdict(signed(nonce, null), 'a')).toBe('ok')
    expect(verdict(signed(nonce, null), 'a')).toBe('stale')
    expect(verdict(signed(nonce, '00000001'), 'a')).toBe('stale')
    const other = nonceFor('a')
    expect(verdict(signed(other, '00000001'), 'a')).toBe('ok')
    expect(verdict(signed(other, null), 'a')).toBe('stale')
  })

  it('is valid after a wrong password, expires, and does not become valid again when it is dropped from memory', () => {
    const { clock, nonceFor, signed, verdict } = setUp(1)
    const first = nonceFor('a')
    expect(verdict(signed(first, '00000001', 'wrong'), 'a')).toBe('wrong')
    expect(verdict(signed(first, null), 'a')).toBe('ok')
    clock.advance(1)
    const second = nonceFor('a')
    expect(verdict(signed(second, null), 'a')).toBe('ok')
    expect(verdict(signed(first, null), 'a')).toBe('stale')
    clock.advance(1)
    const third = nonceFor('a')
    clock.advance(300_001)
    expect(verdict(signed(third, null), 'a')).toBe('stale')
  })

  it('that was not issued is stale', () => {
    const { signed, verdict } = setUp()
    fc.assert(fc.property(fc.string(), (nonce) => verdict(signed(nonce, '00000001'), 'a') === 'stale'))
  })
})

describe('credentials', () => {
  const ours = `Digest username="u", realm="${realm}", nonce="n", uri="sip:a", response="r"`
  const others = 'Digest username="o", realm="other.example", nonce="x", uri="sip:a", response="0"'
  it.each<[string, string[], string | null]>([
    ['none', [], null],
    ['ours', [ours], 'u'],
    ['another realm first, ours second', [others, ours], 'u'],
    ['both in one line', [`${others}, ${ours}`], 'u'],
    ['another realm alone', [others], null],
    ['another scheme', ['Basic YTpi'], null],
    ['an empty nonce asks for a challenge', [ours.replace('nonce="n"', 'nonce=""')], null],
    ['an empty response asks for a challenge', [ours.replace('response="r"', 'response=""')], null],
    ['no uri', [ours.replace('uri="sip:a", ', '')], null],
    ['names of object members', [`Digest constructor="x", __proto__="y", ${ours.slice(7)}`], 'u'],
  ])('%s', (_what, lines, username) => {
    expect(credentialsFor(lines, realms)?.username ?? null).toBe(username)
  })

  const file = join(
    import.meta.dirname,
    '..',
    '..',
    '..',
    'shared',
    'cases',
    'sip',
    's01-two-authorization.txt',
  )
  it.skipIf(!existsSync(file))(
    `of a field case are chosen by realm${existsSync(file) ? '' : ` (no ${file})`}`,
    () => {
      const text = readFileSync(file, 'latin1').replaceAll('PORT', '5060').replaceAll(/\r?\n/g, '\r\n')
      const read = readMessage(Buffer.from(text))
      if (!read.ok) throw new Error(read.malformed.reason)
      expect(credentialsFor(read.message.headers.all('Authorization'), realms)?.username).toBe('USER')
    },
  )
})

describe('the uri of credentials', () => {
  it.each([
    ['sip:a.test', 'sip:a.test', true],
    ['sip:a.test', 'sip:A.test:5060;transport=udp', true],
    ['sip:*55*1@a.test', 'sip:*55*1@a.test:5061', true],
    ['sip:*55*1@a.test', 'sip:*55*2@a.test', false],
    ['sip:a.test', 'sip:*55*1@a.test', false],
    ['sip:a.test:5060', 'sip:a.test:5061', false],
    ['sip:a.test', 'sip:b.test', false],
    ['nonsense', 'sip:b.test', false],
    ['urn:service:sos', 'urn:service:sos', true],
  ])('%s for a request to %s: %s', (uri, requestUri, same) => {
    expect(isSameTarget(uri, requestUri)).toBe(same)
  })
})
