/** HTTP responses, as phones send them, truncated, and malformed. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  createReplyReader,
  headersOf,
  longestBody,
  longestHead,
  type Reply,
} from '#electron/protocols/http/reply.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import fc from '#test/support/property.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

function read(...parts: readonly (string | Buffer)[]): { reply: Reply | null; done: boolean } {
  const reader = createReplyReader()
  let done = false
  for (const part of parts) {
    done = reader.push(typeof part === 'string' ? bytes(part) : part)
    if (done) break
  }
  return { reply: reader.reply(), done }
}
const bodyOf = (reply: Reply | null) => reply?.body.toString('latin1')

const chunked = 'http/h01-chunk-zeros.txt'
it.skipIf(caseMissing(chunked) !== '')(`a chunk size of eight digits is read${caseMissing(chunked)}`, () => {
  const { reply, done } = read(readFileSync(fieldCase(chunked)))
  expect(done).toBe(true)
  expect(bodyOf(reply)).toBe('<html><title>Yealink T46U Phone</title></h>')
})

describe('a head', () => {
  it.each<[string, string, number | null]>([
    ['as it should be', 'HTTP/1.1 200 OK\r\nServer: x\r\n\r\n', 200],
    ['of HTTP/1.0', 'HTTP/1.0 401 Unauthorized\r\nServer: x\r\n\r\n', 401],
    ['without a reason', 'HTTP/1.1 302\r\nServer: x\r\n\r\n', 302],
    ['with bare line feeds', 'HTTP/1.1 200 OK\nServer: x\n\n', 200],
    ['with both line ends', 'HTTP/1.1 200 OK\r\nServer: x\n\r\n', 200],
    ['behind empty lines', '\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n', 200],
    ['with blanks before the colon', 'HTTP/1.1 200 OK\r\nServer : x\r\n\r\n', 200],
    ['in small letters', 'http/1.1 200 ok\r\nserver: x\r\n\r\n', 200],
    ['with two blanks', 'HTTP/1.1  200  OK\r\nServer: x\r\n\r\n', 200],
    ['of no version', 'HTTP 200 OK\r\nServer: x\r\n\r\n', 200],
    ['after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\n', 200],
    ['with lines that are no header', 'HTTP/1.1 200 OK\r\nwhat\r\n: y\r\nServer: x\r\n\r\n', 200],
    ['broken off in the middle of a header', 'HTTP/1.1 200 OK\r\nServer: x\r\nContent-Ty', 200],
    ['with a status of four digits', 'HTTP/1.1 2000 OK\r\nServer: x\r\n\r\n', null],
    ['of a mail server', '220 mail ESMTP\r\nServer: x\r\n\r\n', null],
    ['broken off in its first line', 'HTTP/1.1 200 OK', null],
    ['that says nothing', '', null],
  ])('%s: %#', (_what, text, status) => {
    const { reply } = read(text)
    expect(reply?.status ?? null).toBe(status)
    if (reply !== null) expect(headersOf(reply, 'server')).toEqual(['x'])
  })

  it('keeps repeated headers in their order and joins folded ones', () => {
    const { reply } = read(
      'HTTP/1.1 401 x\r\nSet-Cookie: a\r\nServer: one\r\n\t two\r\nset-cookie: b\r\n\r\n',
    )
    expect(reply?.headers).toEqual([
      ['set-cookie', 'a'],
      ['server', 'one two'],
      ['set-cookie', 'b'],
    ])
  })

  it('keeps UTF-8 and ISO 8859-1 letters', () => {
    expect(read(Buffer.from('HTTP/1.1 200 OK\r\nServer: Türe\r\n\r\n')).reply?.headers).toEqual([
      ['server', 'Türe'],
    ])
    expect(read('HTTP/1.1 200 OK\r\nServer: T\xfcre\r\n\r\n').reply?.headers).toEqual([['server', 'Türe']])
  })

  it('without an end is read up to the limit', () => {
    const endless = `HTTP/1.1 200 OK\r\nServer: x\r\n${'X: y\r\n'.repeat(20_000)}`
    const { reply, done } = read(endless.slice(0, 20_000), endless.slice(20_000))
    expect(done).toBe(true)
    expect(reply?.status).toBe(200)
    expect((reply?.headers.length ?? 0) * 6).toBeLessThan(longestHead + 10)
  })

  it('that cannot become valid is rejected at once', () => {
    const reader = createReplyReader()
    expect([reader.push(bytes('SSH-2.0-x')), reader.hopeless]).toEqual([true, true])
  })

  it('may be missing, as in HTTP/0.9', () => {
    expect(bodyOf(read('<html><title>old</title>').reply)).toBe('<html><title>old</title>')
  })
})

describe('a body', () => {
  const head = 'HTTP/1.1 200 OK\r\n'
  it.each<[string, string, string, boolean, boolean]>([
    ['by its length', 'Content-Length: 3\r\n\r\nabcdef', 'abcdef', true, true],
    ['shorter than its length', 'Content-Length: 9\r\n\r\nabc', 'abc', false, false],
    ['until the end', '\r\nabc', 'abc', false, false],
    ['of a length that is none', 'Content-Length: -3\r\n\r\nabc', 'abc', false, false],
    [
      'in chunks',
      'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n',
      'abcde',
      true,
      true,
    ],
    [
      'in chunks with leading zeros',
      'Transfer-Encoding: chunked\r\n\r\n00000003\r\nabc\r\n0000000000002 ;x=y\r\nde\r\n0000\r\n\r\n',
      'abcde',
      true,
      true,
    ],
    [
      'in a chunk larger than any number',
      'Transfer-Encoding: chunked\r\n\r\nfffffffffffff\r\nabc',
      '',
      false,
      true,
    ],
    ['in chunks with bare line feeds', 'Transfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n', 'abc', true, true],
    ['in chunks, cut', 'Transfer-Encoding: chunked\r\n\r\n9\r\nabc', 'abc', false, false],
    ['in chunks of no size', 'Transfer-Encoding: chunked\r\n\r\nzz\r\nabc', '', false, true],
    ['in a chunk of every size', 'Transfer-Encoding: chunked\r\n\r\nfffffff\r\nabc', 'abc', false, false],
  ])('%s: %#', (_what, text, body, whole, done) => {
    const { reply, done: ended } = read(head + text)
    expect([bodyOf(reply), reply?.whole, ended]).toEqual([body, whole, done])
  })

  it('of a response without one leaves the connection open', () => {
    expect(read('HTTP/1.1 304 Not Modified\r\n\r\n').reply).toMatchObject({ whole: true, keepsOpen: true })
    expect(read('HTTP/1.0 204 No Content\r\n\r\n').reply).toMatchObject({ whole: true, keepsOpen: false })
    expect(read(`${head}Connection: close\r\nContent-Length: 0\r\n\r\n`).reply?.keepsOpen).toBe(false)
  })

  it('is read up to its limit', () => {
    const reader = createReplyReader()
    reader.push(bytes(`${head}\r\n`))
    const piece = Buffer.alloc(10_000, 'a')
    let pushed = 0
    while (!reader.push(piece)) pushed += piece.length
    expect(pushed).toBeLessThan(longestBody + piece.length)
    expect(reader.reply()?.body.length).toBe(longestBody)
  })

  it.each([
    ['gzip', gzipSync('<title>packed</title>')],
    ['x-gzip', gzipSync('<title>packed</title>')],
  ])('compressed as %s is decompressed', (coding, packed) => {
    const { reply } = read(`${head}Content-Encoding: ${coding}\r\n\r\n`, packed)
    expect(bodyOf(reply)).toBe('<title>packed</title>')
  })

  it('compressed and truncated is decompressed up to its end', () => {
    const page = `<title>packed</title>${Array.from({ length: 5_000 }, (_, i) => i * 7_919).join(' ')}`
    const { reply } = read(`${head}Content-Encoding: gzip\r\n\r\n`, gzipSync(page).subarray(0, 5_000))
    expect(bodyOf(reply)).toMatch(/^<title>packed<\/title>0 7919/)
  })

  it('that decompresses to far more than its size is dropped', () => {
    const { reply } = read(`${head}Content-Encoding: gzip\r\n\r\n`, gzipSync(Buffer.alloc(50_000_000)))
    expect(reply?.body.length).toBe(0)
  })
})

describe('any octets', () => {
  const piece = fc.constantFrom(
    'HTTP/1.1 200 OK\r\n',
    '\r\n',
    '\n',
    'Content-Length: ',
    '3',
    '5\r\nabcde\r\n',
    '0\r\n',
  )
  const header = fc.constantFrom(
    'Transfer-Encoding: chunked\r\n',
    'Content-Encoding: gzip\r\n',
    ' folded\r\n',
    'a:',
  )
  const octets = fc
    .array(fc.oneof(piece, header, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 30 })
    .map((parts) => Buffer.from(parts.join(''), 'utf8'))

  it('are read alike, however they are split', () => {
    fc.assert(
      fc.property(octets, fc.array(fc.nat(300), { maxLength: 8 }), (whole, cuts) => {
        const at = [...cuts, 0, whole.length].filter((cut) => cut <= whole.length).sort((a, b) => a - b)
        const parts = at.slice(1).map((end, i) => whole.subarray(at[i], end))
        const one = read(whole).reply
        const many = read(...parts).reply
        expect(many?.status).toBe(one?.status)
        expect(many?.headers).toEqual(one?.headers)
        // a reader with all octets has seen those behind the end as well
        if (one !== null && one.whole === false) expect(bodyOf(many)).toBe(bodyOf(one))
      }),
    )
  })
})
