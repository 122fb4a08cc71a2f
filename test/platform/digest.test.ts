/** Digest against the examples of its RFCs, and its two sides against each other. */

import { describe, expect, it } from 'vitest'
import { DigestClient, digestResponse, parseChallenges } from '#electron/platform/digest.ts'
import { DigestServer } from '#electron/practice/kit/digest-server.ts'
import fc from '#test/support/property.ts'

describe('the examples', () => {
  const rfc7616 = {
    user: 'Mufasa',
    realm: 'http-auth@example.org',
    password: 'Circle of Life',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    method: 'GET',
    uri: '/dir/index.html',
    body: '',
    qop: 'auth',
    cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    nc: '00000001',
  }
  const rfc2617 = {
    ...rfc7616,
    realm: 'testrealm@host.com',
    password: 'Circle Of Life',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    cnonce: '0a4f113b',
    algorithm: undefined,
  }
  it.each([
    ['RFC 7616 §3.9.1, MD5', { ...rfc7616, algorithm: 'MD5' }, '8ca523f5e9506fed4657c9700eebdbec'],
    [
      'RFC 7616 §3.9.1, SHA-256',
      { ...rfc7616, algorithm: 'SHA-256' },
      '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1',
    ],
    ['RFC 2617 §3.5', rfc2617, '6629fae49393a05397450978507c4ef1'],
    [
      'RFC 2069 §2.4 as amended: no qop',
      { ...rfc2617, password: 'CircleOfLife', qop: undefined },
      '1949323746fe6a43ef61f9606e7febea',
    ],
    ['an unknown algorithm', { ...rfc7616, algorithm: 'MD4' }, null],
  ])('%s', (_where, input, response) => {
    expect(digestResponse(input)).toBe(response)
  })
})

describe('challenges', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['Negotiate', [{ scheme: 'negotiate', params: {} }]],
    ['Basic realm="a, b"', [{ scheme: 'basic', params: { realm: 'a, b' } }]],
    [
      'DIGEST Realm = "a \\"b\\"" , QOP="auth,auth-int",stale=TRUE',
      [{ scheme: 'digest', params: { realm: 'a "b"', qop: 'auth,auth-int', stale: 'TRUE' } }],
    ],
    [
      ['Digest realm="a", nonce="b"', 'Basic realm="c"'],
      [
        { scheme: 'digest', params: { realm: 'a', nonce: 'b' } },
        { scheme: 'basic', params: { realm: 'c' } },
      ],
    ],
    [
      'Digest realm="a", nonce="b", Basic realm="c"',
      [
        { scheme: 'digest', params: { realm: 'a', nonce: 'b' } },
        { scheme: 'basic', params: { realm: 'c' } },
      ],
    ],
    ['realm="nobody asked"', []],
  ])('%j', (header, challenges) => {
    const read = parseChallenges(header)
    expect(read.map(({ scheme, params }) => ({ scheme, params: Object.fromEntries(params) }))).toEqual(
      challenges,
    )
  })

  it('of any text are a list', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('Digest ', 'realm=', '"', '\\', ',', '=', 'Basic'))
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(parseChallenges(pieces.join(''))).toBeInstanceOf(Array)
        expect(new DigestClient('a', 'b').accept(`Digest ${pieces.join('')}`)).toBeTypeOf('boolean')
      }),
    )
  })
})

const text = fc.string({ unit: 'grapheme-ascii' })
const uri = fc.webPath().map((path) => `/${path}`)
const setting = fc.record({
  user: text,
  password: text,
  realm: text,
  algorithm: fc.constantFrom('MD5' as const, 'SHA-256' as const),
})

describe('both sides', () => {
  it('agree on the right password and on nothing else', () => {
    fc.assert(
      fc.property(setting, uri, text, text, ({ user, password, realm, algorithm }, path, body, other) => {
        const server = new DigestServer({ realm, algorithm })
        const client = new DigestClient(user, password)
        const known = (name: string) => (name === user ? password : null)
        expect(client.header('POST', path, body)).toBeNull()
        expect(client.accept(server.challenge())).toBe(true)
        const header = client.header('POST', path, body) ?? ''
        expect(server.userOf(header)).toBe(user)
        expect(server.verify(header, 'GET', known, body)).toBe('wrong')
        expect(server.verify(header, 'POST', known, body)).toBe('ok')
        if (other !== password) {
          const wrong = new DigestClient(user, other)
          wrong.accept(server.challenge())
          expect(server.verify(wrong.header('POST', path, body) ?? '', 'POST', known, body)).toBe('wrong')
        }
      }),
    )
  })

  const met = (options: ConstructorParameters<typeof DigestServer>[0] = { realm: 'r' }) => {
    const server = new DigestServer(options)
    const client = new DigestClient('a', 'b')
    client.accept(server.challenge())
    return {
      server,
      client,
      verify: (header: string | null) => server.verify(header ?? undefined, 'GET', () => 'b'),
    }
  }

  it('each header has the next count and is valid once', () => {
    const { client, verify } = met()
    const first = client.header('GET', '/')
    const second = client.header('GET', '/')
    expect([first, second].map((header) => /nc=(\d+)/.exec(header ?? '')?.[1])).toEqual([
      '00000001',
      '00000002',
    ])
    expect([verify(first), verify(first), verify(second), verify(first)]).toEqual([
      'ok',
      'stale',
      'ok',
      'stale',
    ])
  })
  it('a nonce is valid for its lifetime, and stale afterwards', () => {
    let now = 0
    const { client, verify } = met({ realm: 'r', now: () => now, nonceLifeMs: 100 })
    now = 100
    expect(verify(client.header('GET', '/'))).toBe('ok')
    now = 101
    expect(verify(client.header('GET', '/'))).toBe('stale')
  })
  it('a limited number of nonces is stored', () => {
    const { client, server, verify } = met({ realm: 'r', mostNonces: 2 })
    server.challenge()
    expect(verify(client.header('GET', '/'))).toBe('ok')
    server.challenge()
    expect(verify(client.header('GET', '/'))).toBe('stale')
  })
  it('an unknown nonce with the right password is stale, with a wrong password wrong', () => {
    const { client } = met()
    const header = client.header('GET', '/') ?? undefined
    const other = new DigestServer({ realm: 'r' })
    expect(other.verify(header, 'GET', () => 'b')).toBe('stale')
    expect(other.verify(header, 'GET', () => 'c')).toBe('wrong')
    expect(other.verify(header, 'GET', () => null)).toBe('unknown-user')
  })
  it.each([
    [undefined, 'none'],
    ['Basic YTpi', 'none'],
    ['Digest realm="other", username="a"', 'none'],
    ['Digest realm="r"', 'wrong'],
    ['Digest realm="r", username="a", response=""', 'wrong'],
    ['Digest realm="r", username="a", algorithm=SHA-256, response="x"', 'wrong'],
  ])('%s: %s', (header, verdict) => {
    expect(new DigestServer({ realm: 'r' }).verify(header, 'GET', () => 'b')).toBe(verdict)
  })
})

describe('the client', () => {
  it('uses the strongest known algorithm', () => {
    const client = new DigestClient('a', 'b')
    const offers = ['MD5', 'SHA-256', 'SHA-512-256', 'NEW'].map(
      (algorithm) => `Digest realm="r", nonce="n", algorithm=${algorithm}`,
    )
    expect(client.accept(offers)).toBe(true)
    expect(client.header('GET', '/')).toContain('algorithm=SHA-512-256')
  })
  it.each([
    ['a second challenge is a refusal', 'Digest realm="r", nonce="2"', false],
    ['a stale one is not', 'Digest realm="r", nonce="2", stale=true', true],
    ['none that it knows', 'Basic realm="r"', false],
  ])('%s', (_what, challenge, goesOn) => {
    const client = new DigestClient('a', 'b')
    client.accept('Digest realm="r", nonce="1"')
    client.header('GET', '/')
    expect(client.accept(challenge)).toBe(goesOn)
  })
  it.each([
    ['auth-int', 'qop=auth-int'],
    ['auth-int,auth', 'qop=auth,'],
    ['AUTH', 'qop=auth,'],
  ])('answers qop %s with %s', (qop, part) => {
    const client = new DigestClient('a', 'b')
    client.accept(`Digest realm="r", nonce="1", qop="${qop}", opaque="o\\"p"`)
    const header = `${client.header('GET', '/')},`
    expect(header).toContain(part)
    expect(header).toContain('opaque="o\\"p"')
  })
  it('sends no qop if none was offered, and a cnonce with -sess in any case', () => {
    const client = new DigestClient('a', 'b')
    client.accept('Digest realm="r", nonce="1", algorithm=MD5-sess')
    const header = client.header('GET', '/') ?? ''
    expect(header).not.toMatch(/qop|nc=/)
    expect(header).toMatch(/cnonce="/)
  })
})
