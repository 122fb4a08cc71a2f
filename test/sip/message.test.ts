import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SipHeaders } from '#electron/sip/headers.ts'
import { parseMessage, refusalStatus, requestToRefuse, serialize } from '#electron/sip/message.ts'
import { splitOutside } from '#electron/sip/syntax.ts'
import { hasTag, parseNameAddress, parseSipUri } from '#electron/sip/uri.ts'
import { parseVia, stampedVia } from '#electron/sip/via.ts'
import { fixture, fixtureMissing } from '#test/support/fixtures.ts'
import fc from '#test/support/property.ts'
import { invalid, request, valid } from './torture.ts'

const reasonOf = (read: () => unknown): string => {
  try {
    read()
    return 'none'
  } catch (error) {
    return error instanceof Error && 'facts' in error
      ? String(Object(error.facts).reason)
      : `bug: ${String(error)}`
  }
}
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8')

describe('messages of our own in the manner of RFC 4475', () => {
  it.each(valid)('reads $name', ({ text, method, status }) => {
    const message = parseMessage(bytes(text))
    expect(message).toMatchObject(method === undefined ? { status } : { method })
    const again = parseMessage(serialize(message))
    expect(again.headers.entries()).toEqual(
      expect.arrayContaining(
        message.headers.entries().filter(([name]) => name.toLowerCase() !== 'content-length'),
      ),
    )
  })

  it.each(invalid)('refuses $name', ({ text, reason, answered }) => {
    expect(reasonOf(() => parseMessage(bytes(text)))).toBe(reason)
    const refused = requestToRefuse(bytes(text))
    expect(refused === null ? null : refusalStatus(reason)).toBe(answered)
  })

  it('reads what stands between white space, folds and compact forms', () => {
    const { headers } = parseMessage(bytes(valid[0]?.text ?? ''))
    expect(headers.get('CSeq')).toBe('0009 INVITE')
    expect(parseNameAddress(headers.get('From') ?? '')).toMatchObject({
      displayName: 'Lobby "1st"',
      uri: 'sip:lobby@practice.test',
    })
    expect(headers.all('Contact').map((each) => parseNameAddress(each).uri)).toEqual([
      'sip:lobby@192.0.2.7;transport=tcp',
      'sip:lobby@192.0.2.8',
    ])
    expect(parseVia(headers.get('Via'))).toMatchObject({ transport: 'TCP', host: '192.0.2.7', port: null })
    expect(hasTag(headers.get('To') ?? '')).toBe(true)
  })
})

const torture = 'sip-torture'
describe.skipIf(fixtureMissing(torture) !== '')(`RFC 4475${fixtureMissing(torture)}`, () => {
  const file = (name: string) => readFileSync(fixture(`${torture}/${name}.dat`))

  it.each([
    ...['dblreq', 'esc02', 'intmeth', 'noreason', 'transports', 'unreason'],
    ...['bcast', 'cparam01', 'invut', 'sdp01', 'unkscm', 'zeromf', 'mcl01', 'multi01'],
  ])('%s is read, or lacks what section 3.3 says', (name) => {
    const reason = reasonOf(() => parseMessage(file(name)))
    expect(['none', 'content-length-twice', 'from-twice', 'call-id-twice']).toContain(reason)
  })

  it.each([
    ['ltgtruri', 'start-line', 400],
    ['lwsruri', 'start-line', 400],
    ['mismatch02', 'cseq-method', 400],
    ['bigcode', 'start-line', null],
  ])('%s is refused', (name, reason, answered) => {
    expect(reasonOf(() => parseMessage(file(name)))).toBe(reason)
    expect(requestToRefuse(file(name)) === null ? null : refusalStatus(reason)).toBe(answered)
  })

  it.each(['badaspec', 'badinv01', 'quotbal', 'escruri', 'regbadct', 'scalar02', 'baddate'])(
    '%s ends nothing, whatever it says',
    (name) => {
      expect(reasonOf(() => parseMessage(file(name)))).not.toMatch(/^bug/)
    },
  )
})

describe('headers', () => {
  it('finds a header under either of its names, in any case', () => {
    const headers = new SipHeaders([
      ['f', 'a'],
      ['VIA', 'x, y'],
      ['v', 'z'],
    ])
    expect(headers.get('From')).toBe('a')
    expect(headers.all('via')).toEqual(['x', 'y', 'z'])
    headers.set('Via', ['one', 'two'])
    expect(headers.entries()).toEqual([
      ['From', 'a'],
      ['Via', 'one'],
      ['Via', 'two'],
    ])
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

  it('splits a list at commas outside quotes and brackets', () => {
    expect(splitOutside('"A, \\"B" <sip:a@h;x=1,2>, <sip:b@h>,, c', ',')).toEqual([
      '"A, \\"B" <sip:a@h;x=1,2>',
      '<sip:b@h>',
      'c',
    ])
  })
})

describe('addresses', () => {
  it.each([
    ['sip:*55*123456@192.0.2.1:5060;transport=udp', { user: '*55*123456', host: '192.0.2.1', port: 5060 }],
    ['sip:l%6Fbby%23@h', { user: 'lobby#', host: 'h', port: null }],
    ['sip:**#@h', { user: '**#', host: 'h' }],
    [
      'SIPS:a:secret@[2001:DB8::1]:5061?subject=x',
      { scheme: 'sips', user: 'a', host: '2001:db8::1', port: 5061 },
    ],
    ['sip:practice.test', { user: '', host: 'practice.test' }],
    ['sip:a;phone-context=x@h', { user: 'a' }],
    ['tel:+442079460101;ext=7', { scheme: 'tel', user: '+442079460101' }],
  ])('reads %s', (text, expected) => {
    expect(parseSipUri(text)).toMatchObject(expected)
  })

  it.each([
    '',
    'sip:',
    'sip:a@',
    'sip:%%%@@',
    'http://h',
    'sip:a b@h',
    'sip:<a>@h',
    'sip:a@h:0',
    'sip:a@h:65536',
    'sip:a@h:x',
    'sip:a@[::1',
    'sip:a@[::1]x',
    'tel:',
  ])('refuses the URI %j', (text) => {
    expect(reasonOf(() => parseSipUri(text))).toBe('uri')
  })

  it.each([
    ['"Lobby" <sip:101@h>;tag=a1', 'Lobby', 'sip:101@h', 'a1'],
    ['Lobby <sip:101@h>;TAG=a1', 'Lobby', 'sip:101@h', 'a1'],
    ['sip:101@h;tag=a1', '', 'sip:101@h', 'a1'],
    ['sip:101@h ;tag=a1', '', 'sip:101@h', 'a1'],
    ['<sip:101@h>;   tag   = a1', '', 'sip:101@h', 'a1'],
    ['"x;tag=no" <sip:101@h;tag=no>', 'x;tag=no', 'sip:101@h;tag=no', undefined],
    ['"a \\" b"<sip:101@h>;x="1;tag=no"', 'a " b', 'sip:101@h', undefined],
  ])('reads %s', (text, displayName, uri, tag) => {
    const read = parseNameAddress(text)
    expect(read).toMatchObject({ displayName, uri })
    expect(read.params.get('tag')).toBe(tag)
    expect(hasTag(text)).toBe(tag !== undefined)
  })

  it.each([
    '',
    '"open <sip:a@h>',
    '<sip:a@h',
    '<<sip:a@h>>',
    '<sip:a@h> x',
    'a"b" <sip:a@h>',
    '"a" sip:a@h',
    'sip:a b@h',
  ])('refuses the address %j', (text) => {
    expect(reasonOf(() => parseNameAddress(text))).toBe('name-addr')
  })

  it('keeps a Via parameter with an equals sign, and drops a forged received', () => {
    const via = 'SIP/2.0/UDP 192.0.2.7:5061;rport;branch=z9hG4bKdGVzdA==;received=203.0.113.9'
    expect(parseVia(via).params.get('branch')).toBe('z9hG4bKdGVzdA==')
    expect(stampedVia(via, { address: '198.51.100.1', port: 40_000 })).toBe(
      'SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bKdGVzdA==;rport=40000;received=198.51.100.1',
    )
  })
})

it('any message that is read is printed and read again as it was', () => {
  const name = fc.constantFrom('X-A', 'Subject', 'constructor', '__proto__', 'User-Agent')
  const value = fc
    .string({ unit: 'binary-ascii', maxLength: 40 })
    .map((text) => text.replaceAll(/[\r\n\0]/g, ' ').trim())
  fc.assert(
    fc.property(
      fc.array(fc.tuple(name, value), { maxLength: 8 }),
      fc.string({ maxLength: 30 }),
      (lines, body) => {
        const message = parseMessage(
          bytes(
            request(
              'OPTIONS',
              'sip:x@h',
              lines.map(([key, text]) => `${key}: ${text}`),
            ) + body,
          ),
        )
        const again = parseMessage(serialize(message))
        expect(again.body).toEqual(message.body)
        for (const [key] of lines) expect(again.headers.all(key)).toEqual(message.headers.all(key))
      },
    ),
  )
})

it('any bytes are read or refused, never a bug', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (octets) => {
      expect(reasonOf(() => parseMessage(octets))).not.toMatch(/^bug/)
      requestToRefuse(octets)
    }),
  )
})
