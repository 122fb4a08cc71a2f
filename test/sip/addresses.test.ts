/** Readers of single header values and URIs. */
import { describe, expect, it } from 'vitest'
import { encodeText } from '#electron/sip/message/characters.ts'
import { parseCSeq } from '#electron/sip/message/cseq.ts'
import { SipHeaders } from '#electron/sip/message/headers.ts'
import { hasTag, parseNameAddress } from '#electron/sip/message/name-address.ts'
import { parseSipUri, readSipUri } from '#electron/sip/message/uri.ts'
import { isSameUri } from '#electron/sip/message/uri-comparison.ts'
import { branchOf, parseVia, stampedVia } from '#electron/sip/message/via.ts'

/** Reason of the PunchdownError that a reader throws. */
function reasonOf(read: () => unknown): string {
  try {
    read()
    return 'none'
  } catch (error) {
    return error instanceof Error && 'facts' in error
      ? String(Object(error.facts).reason)
      : `bug: ${String(error)}`
  }
}

describe('RFC 3261 §19.1 URIs', () => {
  it.each([
    ['sip:*55*123456@192.0.2.1:5060;transport=udp', { user: '*55*123456', host: '192.0.2.1', port: 5060 }],
    ['sip:l%6Fbby%23@h', { user: 'lobby#', host: 'h', port: null }],
    ['sip:b%C3%BCro@h', { user: 'büro', host: 'h' }],
    ['sip:**#@h', { user: '**#', host: 'h' }],
    [
      'SIPS:a:secret@[2001:DB8::1]:5061?subject=x',
      {
        scheme: 'sips',
        user: 'a',
        password: 'secret',
        host: '2001:db8::1',
        port: 5061,
        headers: 'subject=x',
      },
    ],
    ['sip:practice.test', { user: '', host: 'practice.test' }],
    ['sip:a;phone-context=x@h', { user: 'a' }],
    ['tel:+442079460101;ext=7', { scheme: 'tel', user: '+442079460101' }],
  ])('reads %s', (text, expected) => {
    expect(parseSipUri(text)).toMatchObject(expected)
  })

  it.each([
    ...[
      '',
      'sip:',
      'sip:a@',
      'sip:@h',
      'sip:%%%@@',
      'http://h',
      'sip:a b@h',
      'sip:<a>@h',
      'sip:a@h:0',
      'sip:a@h:65536',
    ],
    ...['sip:a@h:x', 'sip:a@[::1', 'sip:a@[::1]x', 'sip:a@[]', 'tel:', 'sip:a@h;', 'sip:a@h,b', ':a@h'],
  ])('refuses the URI %j', (text) => {
    expect(reasonOf(() => parseSipUri(text))).toBe('uri')
  })
})

describe('RFC 3261 §19.1.4 comparison', () => {
  const same = (a: string, b: string): boolean => {
    const [left, right] = [readSipUri(a), readSipUri(b)]
    return left !== null && right !== null && isSameUri(left, right) && isSameUri(right, left)
  }
  it.each([
    ['sip:%61lice@atlanta.test;transport=TCP', 'sip:alice@AtLanTa.test;Transport=tcp'],
    ['sip:carol@chicago.test', 'sip:carol@chicago.test;newparam=5'],
    ['sip:carol@chicago.test;newparam=5', 'sip:carol@chicago.test;security=on'],
    [
      'sip:biloxi.test;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.test',
      'sip:biloxi.test;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.test',
    ],
    ['sip:alice@atlanta.test?subject=x&priority=urgent', 'sip:alice@atlanta.test?priority=urgent&subject=x'],
  ])('%s equals %s', (a, b) => expect(same(a, b)).toBe(true))

  it.each([
    ['sip:ALICE@atlanta.test', 'sip:alice@atlanta.test'],
    ['sip:bob@biloxi.test', 'sip:bob@biloxi.test:5060'],
    ['sip:bob@biloxi.test', 'sips:bob@biloxi.test'],
    ['sip:bob@biloxi.test', 'sip:bob:x@biloxi.test'],
    ['sip:bob@biloxi.test;user=phone', 'sip:bob@biloxi.test'],
    ['sip:bob@biloxi.test;maddr=192.0.2.1', 'sip:bob@biloxi.test'],
    ['sip:bob@biloxi.test;transport=udp', 'sip:bob@biloxi.test;transport=tcp'],
    ['sip:carol@chicago.test', 'sip:carol@chicago.test?Subject=next'],
    ['sip:bob@phone21.boxesbybob.test', 'sip:bob@192.0.2.4'],
  ])('%s differs from %s', (a, b) => expect(same(a, b)).toBe(false))
})

describe('RFC 3261 §20.10 addresses', () => {
  it.each([
    ['"Lobby" <sip:101@h>;tag=a1', 'Lobby', 'sip:101@h', 'a1'],
    ['Lobby  1 <sip:101@h>;TAG=a1', 'Lobby  1', 'sip:101@h', 'a1'],
    ['Bell, A. <sip:101@h>', 'Bell, A.', 'sip:101@h', undefined],
    ['sip:101@h;tag=a1', '', 'sip:101@h', 'a1'],
    ['sip:101@h ;tag=a1', '', 'sip:101@h', 'a1'],
    ['<sip:101@h>;   tag   = a1', '', 'sip:101@h', 'a1'],
    ['"x;tag=no" <sip:101@h;tag=no>', 'x;tag=no', 'sip:101@h;tag=no', undefined],
    ['"a \\" b"<sip:101@h>;x="1;tag=no"', 'a " b', 'sip:101@h', undefined],
    [`"${encodeText('Büro')}" <sip:101@h>`, 'Büro', 'sip:101@h', undefined],
  ])('reads %s', (text, displayName, uri, tag) => {
    const read = parseNameAddress(text)
    expect(read).toMatchObject({ displayName, uri })
    expect(read.params.get('tag')).toBe(tag)
    expect(hasTag(text)).toBe(tag !== undefined)
  })

  it.each([
    ...[
      '',
      '"open <sip:a@h>',
      '<sip:a@h',
      '<<sip:a@h>>',
      '<sip:a@h> x',
      'a"b" <sip:a@h>',
      '"a" sip:a@h',
      'sip:a b@h',
    ],
    ...[
      '< sip:a@h >',
      '<>',
      '<a@h>',
      'lobby',
      'sip:a@h?x=1',
      '<sip:a@h>;',
      '<sip:a@h>;;x',
      '<sip:a@h>;=1',
      '<sip:a@h>;x="',
    ],
    ...['<sip:a@h>, <sip:b@h>', 'sip:a@h, sip:b@h'],
  ])('refuses the address %j', (text) => {
    expect(reasonOf(() => parseNameAddress(text))).toBe('name-addr')
  })
})

describe('RFC 3261 §20.42 Via', () => {
  it('keeps a parameter with an equals sign, and drops a forged received', () => {
    const via = 'SIP/2.0/UDP 192.0.2.7:5061;rport;branch=z9hG4bKdGVzdA==;received=203.0.113.9'
    expect(parseVia(via).params.get('branch')).toBe('z9hG4bKdGVzdA==')
    expect(stampedVia(via, { address: '198.51.100.1', port: 40_000 })).toBe(
      'SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bKdGVzdA==;rport=40000;received=198.51.100.1',
    )
  })

  it('§18.2.1 adds received only when the sent-by is another address, or rport asks for it', () => {
    const stamp = (via: string) => stampedVia(via, { address: '192.0.2.7', port: 9 })
    expect(stamp('SIP/2.0/UDP 192.0.2.7;branch=1')).toBe('SIP/2.0/UDP 192.0.2.7;branch=1')
    expect(stamp('SIP/2.0/UDP phone.test;branch=1')).toBe(
      'SIP/2.0/UDP phone.test;branch=1;received=192.0.2.7',
    )
    expect(stamp('SIP/2.0/UDP 192.0.2.7;rport;branch=1')).toBe(
      'SIP/2.0/UDP 192.0.2.7;branch=1;rport=9;received=192.0.2.7',
    )
    expect(stamp('SIP/2.0/UDP h;;')).toBe('SIP/2.0/UDP h;;')
  })

  it('reads white space around slashes and colons', () => {
    expect(parseVia('SIP / 2.0 / tls  [2001:DB8::9] : 5061 ; branch = A')).toMatchObject({
      transport: 'TLS',
      host: '2001:db8::9',
      port: 5061,
    })
  })

  it.each([
    '',
    'SIP/2.0/UDP',
    'SIP/2.0/UDPh',
    'SIP/1.0/UDP h',
    'HTTP/2.0/UDP h',
    'SIP/2.0 UDP h',
    'SIP/2.0/UDP h x',
    'SIP/2.0/ h',
  ])('refuses %j', (value) => expect(reasonOf(() => parseVia(value))).toBe('via'))

  it('gives the branch in lower case, and none for a malformed one', () => {
    expect(branchOf(new SipHeaders([['v', 'SIP/2.0/UDP h;branch=z9hG4bKAb']]))).toBe('z9hg4bkab')
    expect(branchOf(new SipHeaders([['v', 'SIP/2.0/UDP h']]))).toBe('')
    expect(branchOf(new SipHeaders())).toBe('')
  })
})

describe('RFC 3261 §20.16 CSeq', () => {
  it('reads number and method', () => {
    expect(parseCSeq('0009  INVITE')).toEqual({ number: 9, method: 'INVITE' })
    expect(parseCSeq('2147483647 OPTIONS').number).toBe(0x7fff_ffff)
  })
  it.each(['', '1', '1 ', 'INVITE', '2147483648 INVITE', '1INVITE', '1 INVITE x', '-1 INVITE', '1 IN<VITE'])(
    'refuses %j',
    (text) => {
      expect(reasonOf(() => parseCSeq(text))).toBe('cseq')
    },
  )
})
