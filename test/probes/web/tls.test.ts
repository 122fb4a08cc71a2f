/** TLS that browsers refuse, served by openssl, and servers without a common version. */
import { describe, expect, it } from 'vitest'
import { httpProbe } from '#electron/probes/http.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { freePorts, temporaryFolder } from '#test/support/core.ts'
import { isHere, missing } from '#test/support/programs.ts'
import { lines, look, peer, serving } from '../peers.ts'
import { makeCertificate, type Wish } from './certificates.ts'

const subject = 'O=Polycom Inc.,CN=64167F0A1B2C'
const usual: Wish = { key: 'rsa:2048', digest: 'sha256', from: 2020, to: 2040 }
const now = () => Date.UTC(2026, 0, 1)
const of = (sightings: readonly Sighting[], protocol: string) =>
  sightings.find((each) => each.protocol === protocol)

describe.skipIf(!isHere('openssl'))(`a device with openssl's TLS${missing('openssl')}`, () => {
  it.each<[string, Wish, string[], Record<string, string>]>([
    ['TLS of today', usual, [], { tls: 'TLSv1.3', key: 'rsa-2048', weak: 'self-signed' }],
    ['TLS 1.2 only', usual, ['-tls1_2'], { tls: 'TLSv1.2', key: 'rsa-2048', weak: 'self-signed' }],
    [
      'TLS 1.1 only',
      usual,
      ['-tls1_1'],
      { tls: 'TLSv1.1', key: 'rsa-2048', weak: 'old-version self-signed' },
    ],
    ['TLS 1.0 only', usual, ['-tls1'], { tls: 'TLSv1', key: 'rsa-2048', weak: 'old-version self-signed' }],
    [
      'a certificate that is over',
      { ...usual, from: 2005, to: 2015 },
      [],
      { tls: 'TLSv1.3', key: 'rsa-2048', weak: 'expired self-signed' },
    ],
    [
      'a certificate that is not yet valid',
      { ...usual, from: 2030 },
      [],
      { tls: 'TLSv1.3', key: 'rsa-2048', weak: 'not-yet-valid self-signed' },
    ],
    [
      'a key of 512 bits, signed with SHA-1, over TLS 1.0',
      { ...usual, key: 'rsa:512', digest: 'sha1' },
      ['-tls1'],
      { tls: 'TLSv1', key: 'rsa-512', weak: 'old-version short-key old-signature self-signed' },
    ],
    [
      'a key of 1024 bits, signed with MD5',
      { ...usual, key: 'rsa:1024', digest: 'md5' },
      ['-tls1_2'],
      { tls: 'TLSv1.2', key: 'rsa-1024', weak: 'short-key old-signature self-signed' },
    ],
    [
      'a key of an elliptic curve',
      { ...usual, key: 'ec' },
      [],
      { tls: 'TLSv1.3', key: 'prime256v1-256', weak: 'self-signed' },
    ],
    [
      'no secure renegotiation and a cipher without forward secrecy',
      usual,
      ['-tls1_2', '-legacy_renegotiation', '-cipher', 'AES128-SHA:@SECLEVEL=0'],
      { tls: 'TLSv1.2', key: 'rsa-2048', weak: 'self-signed' },
    ],
  ])('with %s yields its subject and its weaknesses', async (_what, wish, more, context) => {
    using folder = temporaryFolder()
    const { certificate, key } = await makeCertificate(folder.path, wish)
    const { http } = await freePorts()
    const cipher = more.includes('-cipher') ? [] : ['-cipher', 'DEFAULT:@SECLEVEL=0']
    const args = ['s_server', '-www', '-accept', `127.0.0.1:${http}`, '-cert', certificate, '-key', key]
    await using _server = await serving('openssl', [...args, ...cipher, ...more], { says: /ACCEPT/ })
    const seen = await look(httpProbe, http, { now })
    expect(of(seen, 'x509.subject')).toMatchObject({ raw: subject, context })
    expect(of(seen, 'x509.issuer')).toMatchObject({ raw: subject, context })
    expect(of(seen, 'tls.session')?.context).toEqual(context)
    expect(lines(seen)).toContain('http.status 200')
    expect(of(seen, 'tls.refused')).toBe(undefined)
  })
})

describe('a device with unsupported TLS', () => {
  // a ServerHello that picks SSL 3.0 (RFC 6101, 5.6.1.3) and RSA with AES
  const sslv3 = Buffer.from(
    ['160300004a', '02000046', '0300', '00'.repeat(32), '20', '11'.repeat(32), '002f00'].join(''),
    'hex',
  )
  it.each([
    ['SSL 3.0 only', sslv3, 'unsupported protocol', 2],
    ['no cipher in common', Buffer.from('15030000020228', 'hex'), 'ssl/tls alert handshake failure', 2],
    ['a version that it refuses', Buffer.from('15030100020246', 'hex'), 'tlsv1 alert protocol version', 2],
  ])('reports %s after two attempts', async (_what, answer, words, tries) => {
    await using server = await peer(
      (socket) => socket.once('data', (hello) => socket.end(hello[0] === 0x16 ? answer : 'x\r\n\r\n')),
      () => undefined,
    )
    const seen = await look(httpProbe, server.port)
    expect(lines(seen)).toEqual([`tls.refused ${words}`])
    expect(server.heard.filter((octets) => octets[0] === 0x16)).toHaveLength(tries)
  })

  it('that closes on a current ClientHello gets one of TLS 1.0', async () => {
    await using server = await peer(
      (socket) => socket.once('data', () => socket.end()),
      () => undefined,
    )
    expect(await look(httpProbe, server.port)).toEqual([])
    const hellos = server.heard.filter((octets) => octets[0] === 0x16)
    // client_version of RFC 5246, 7.4.1.2
    expect(hellos.map((octets) => octets.toString('hex', 9, 11))).toEqual(['0303', '0301'])
  })

  it('without TLS yields no TLS facts', async () => {
    await using server = await peer(
      (socket) => socket.once('data', () => socket.end('220 ready\r\n')),
      () => undefined,
    )
    expect(await look(httpProbe, server.port)).toEqual([])
  })
})
