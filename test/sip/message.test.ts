import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { responseTo } from '#electron/sip/agent/response.ts'
import { decodeText, encodeText } from '#electron/sip/message/characters.ts'
import { quote, splitList, unquote } from '#electron/sip/message/grammar.ts'
import { SipHeaders } from '#electron/sip/message/headers.ts'
import { type SipMessage, serialize } from '#electron/sip/message/message.ts'
import { parseNameAddress, tagOf } from '#electron/sip/message/name-address.ts'
import { readMessage, refusalOf } from '#electron/sip/message/read-message.ts'
import { parseVia } from '#electron/sip/message/via.ts'
import { caseMissing, fieldCase } from '#test/support/fixtures.ts'
import fc from '#test/support/property.ts'
import { invalid, request, valid } from './samples.ts'

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

function messageIn(octets: Uint8Array): SipMessage {
  const read = readMessage(octets)
  if (!read.ok) throw new Error(read.malformed.reason)
  return read.message
}

describe('readMessage', () => {
  it.each(valid)('reads $name', ({ text, method, status }) => {
    const message = messageIn(bytes(text))
    expect(message).toMatchObject(method === undefined ? { status } : { method })
    const again = messageIn(serialize(message))
    expect(again.headers.entries()).toEqual(
      expect.arrayContaining(
        message.headers.entries().filter(([name]) => name.toLowerCase() !== 'content-length'),
      ),
    )
  })

  it.each(invalid)('refuses $name', ({ text, reason, answered }) => {
    const read = readMessage(bytes(text))
    const malformed = read.ok ? null : read.malformed
    expect(malformed?.reason).toBe(reason)
    expect(malformed?.request === null ? null : malformed?.status).toBe(answered)
  })

  it('cuts the body at Content-Length, and takes all of it without one', () => {
    const cut = messageIn(bytes(`${request('MESSAGE', 'sip:x@h', ['Content-Length: 5'])}hello, rest`))
    expect(cut.body.toString()).toBe('hello')
    expect(messageIn(bytes(`${request('MESSAGE')}hello`)).body.toString()).toBe('hello')
    expect(messageIn(bytes(request('MESSAGE'))).body).toHaveLength(0)
  })

  it('takes a second Content-Length only with the same value', () => {
    const text = request('MESSAGE', 'sip:x@h', ['Content-Length: 2', 'l: 2'])
    expect(messageIn(bytes(`${text}ok`)).body.toString()).toBe('ok')
  })

  it('joins folded lines and leaves a folded line without a header out', () => {
    const text = request('OPTIONS').replace(
      '\r\nVia',
      '\r\nno header\r\n folded\r\nX: a\r\n\tb \r\n  c\r\nVia',
    )
    const { headers } = messageIn(bytes(text))
    expect(headers.get('X')).toBe('a b c')
    expect(headers.size).toBe(6)
  })

  it('answers what is too long with 513', () => {
    const read = readMessage(bytes(`${request('MESSAGE')}${'x'.repeat(70_000)}`))
    expect(read).toMatchObject({ ok: false, malformed: { reason: 'too-long', status: 513 } })
  })

  it('reads what a stream that cannot be cut needs for its answer', () => {
    const { status, request: refused } = refusalOf(
      bytes(request('MESSAGE', 'sip:x@h', ['l: -5']).slice(0, -2)),
      'content-length',
    )
    expect(status).toBe(400)
    expect(refused?.headers.get('Call-ID')).toBe('71f0@192.0.2.7')
  })

  it('never throws, whatever the octets', () => {
    const pieces = fc.constantFrom(
      ...['INVITE sip:a@h SIP/2.0\r\n', 'SIP/2.0 200 OK\r\n', 'Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n', 'v:'],
      ...[
        'From: <sip:a@h>;tag=1\r\n',
        'To: "x" <sip:b@h>\r\n',
        'Call-ID: 1\r\n',
        'CSeq: 1 INVITE\r\n',
        'l: 3\r\n',
      ],
      ...[' ', '\t', '\r\n', '\n', '\0', '"', '<', '>', ';', ',', '=', ':', '\\', '%', '\u00ff', 'a'],
    )
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc.array(pieces, { maxLength: 30 }).map((parts) => Buffer.from(parts.join(''), 'latin1')),
    )
    fc.assert(
      fc.property(octets, (input) => {
        const read = readMessage(input)
        if (read.ok) {
          const { via, from } = {
            via: read.message.headers.get('Via'),
            from: read.message.headers.get('From'),
          }
          expect(parseVia(via).host).not.toBe('')
          expect(parseNameAddress(from ?? '').uri).not.toBe('')
        } else if (read.malformed.request !== null) {
          serialize(responseTo(read.malformed.request, read.malformed.status))
        }
      }),
    )
  })

  it('reads again what it has printed', () => {
    const name = fc.constantFrom('X-A', 'Subject', 'constructor', '__proto__', 'User-Agent')
    // any octet but line ends, without white space around
    const value = fc
      .uint8Array({ maxLength: 40 })
      .map((octets) =>
        Buffer.from(octets)
          .toString('latin1')
          .replaceAll(/[\r\n]/g, ' ')
          .trim(),
      )
      .filter((text) => !/^\s|\s$/.test(text))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(name, value), { maxLength: 8 }),
        fc.uint8Array({ maxLength: 30 }),
        (lines, body) => {
          const read = messageIn(bytes(request('OPTIONS')))
          if (read.kind !== 'request') throw new Error('no request')
          const headers = new SipHeaders([...read.headers.entries(), ...lines])
          const again = messageIn(serialize({ ...read, headers, body: Buffer.from(body) }))
          expect(again.body).toEqual(Buffer.from(body))
          for (const [key] of lines) expect(again.headers.all(key)).toEqual(headers.all(key))
        },
      ),
    )
  })
})

describe('RFC 3261 §8.2.6.2', () => {
  it('a response repeats Via, From, To, Call-ID and CSeq octet by octet, UTF-8 or not', () => {
    const octets = Buffer.from(
      request('OPTIONS', 'sip:x@h', [
        'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKdGVzdA==;x="\u00ff"',
        'v: SIP/2.0/TCP t.test ; branch = z9hG4bK2',
        'From: "\u00fe\u00ff" <sip:a@h>;tag=\u00e9',
        'Call-ID: a\u00e9@h',
      ]),
      'latin1',
    )
    const read = messageIn(octets)
    if (read.kind !== 'request') throw new Error('no request')
    const answer = serialize(responseTo(read, 200)).toString('latin1')
    for (const line of [
      'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKdGVzdA==;x="\u00ff"\r\n',
      'Via: SIP/2.0/TCP t.test ; branch = z9hG4bK2\r\n',
      'From: "\u00fe\u00ff" <sip:a@h>;tag=\u00e9\r\n',
      'Call-ID: a\u00e9@h\r\n',
    ]) {
      expect(answer).toContain(line)
    }
  })

  it('adds a To tag only where there is none', () => {
    const toOf = (to: string): string => {
      const read = messageIn(bytes(request('OPTIONS', 'sip:x@h', [`To: ${to}`])))
      return read.kind === 'request' ? (responseTo(read, 200).headers.get('To') ?? '') : ''
    }
    expect(toOf('<sip:x@h>;   tag   = 19181833n')).toBe('<sip:x@h>;   tag   = 19181833n')
    for (const to of ['<sip:x@h>', 'sip:x@h ;epid=a22', '"x;tag=no" <sip:x@h;tag=no>']) {
      expect(toOf(to)).toMatch(/;tag=[0-9a-f]{12}$/)
      expect(tagOf(toOf(to))).toHaveLength(12)
    }
  })
})

describe('field cases', () => {
  it.each(['s01-two-authorization', 's03-bare-to-space', 's05-to-tag-spaces', 's07-via-equals'])(
    `%s is read${caseMissing('sip')}`,
    (name) => {
      if (caseMissing('sip') !== '') return
      expect(readMessage(filled(name)).ok).toBe(true)
    },
  )
  it(`s09 is answered with 400${caseMissing('sip')}`, () => {
    if (caseMissing('sip') !== '') return
    expect(readMessage(filled('s09-body-short'))).toMatchObject({
      malformed: { status: 400, reason: 'body-short' },
    })
  })
  const filled = (name: string): Buffer =>
    Buffer.from(readFileSync(fieldCase(`sip/${name}.txt`), 'latin1').replaceAll('PORT', '5060'), 'latin1')
})

describe('SipHeaders', () => {
  it('finds a header under either of its names, in any case', () => {
    const headers = new SipHeaders([
      ['f', 'a'],
      ['VIA', 'x, y'],
      ['v', 'z'],
    ])
    expect(headers.get('From')).toBe('a')
    expect(headers.get('FrOm')).toBe('a')
    expect(headers.get('via')).toBe('x')
    expect(headers.all('via')).toEqual(['x', 'y', 'z'])
    headers.set('Via', ['one', 'two'])
    expect(headers.entries()).toEqual([
      ['From', 'a'],
      ['Via', 'one'],
      ['Via', 'two'],
    ])
    headers.remove('v')
    expect([headers.has('Via'), headers.count('Via'), headers.size]).toEqual([false, 0, 1])
    expect(headers.all('Via')).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])(
    'keeps a header named %s',
    (name) => {
      const headers = new SipHeaders([[name, '1']])
      expect(headers.get(name)).toBe('1')
      expect(headers.count(name.toUpperCase())).toBe(1)
      headers.set(name, '2')
      headers.remove('x')
      expect(headers.entries()).toEqual([[name, '2']])
    },
  )

  it('encodes text, and gives it back', () => {
    const headers = new SipHeaders([['Subject', 'Бюро']])
    expect(headers.get('Subject')).toBe(encodeText('Бюро'))
    expect(headers.text('Subject')).toBe('Бюро')
    expect(headers.texts('Subject')).toEqual(['Бюро'])
    expect(headers.text('X')).toBeUndefined()
    expect(decodeText('\u00ff')).toBe('\ufffd')
  })

  it('splits a list at commas outside quotes and brackets', () => {
    expect(splitList('"A, \\"B" <sip:a@h;x=1,2>, <sip:b@h>,, c')).toEqual([
      '"A, \\"B" <sip:a@h;x=1,2>',
      '<sip:b@h>',
      'c',
    ])
    expect(splitList('"open, <sip:a@h>')).toEqual(['"open, <sip:a@h>'])
  })

  it('serializes a value on one line', () => {
    const read = messageIn(bytes(request('OPTIONS')))
    read.headers.append('X', 'a\r\nInjected: 1')
    expect(messageIn(serialize(read)).headers.has('Injected')).toBe(false)
    expect(serialize({ ...read, body: bytes('12') }).toString()).toMatch(/\r\nContent-Length: 2\r\n\r\n12$/)
  })

  it('quotes and unquotes', () => {
    fc.assert(fc.property(fc.string(), (text) => unquote(quote(text)) === text))
    expect(unquote('"')).toBe('"')
  })
})
