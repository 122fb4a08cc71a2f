import { describe, expect, it } from 'vitest'
import { distinguishedName, tlsWeaknesses, weaknessesOf } from '#electron/probes/web/certificate.ts'
import { iconIn, refreshIn, resolveLink, textIn, titleIn } from '#electron/protocols/http/page.ts'
import fc from '#test/support/property.ts'

describe('a page', () => {
  it('decodes character references in text and links', () => {
    expect(textIn('<h1>VVX&nbsp;411 &#38; more</h1>')).toBe('<h1>VVX 411 & more</h1>')
    expect(refreshIn('<meta http-equiv="refresh" content="0; URL=a.cgi?b=1&amp;c=2">')).toBe('a.cgi?b=1&c=2')
    expect(iconIn('<link rel="icon" href="/i?a=1&#38;b=2">')).toBe('/i?a=1&b=2')
  })

  it.each([
    ['<html><title>\n VVX250 </title>', 'VVX250'],
    ['<TITLE lang="en">D735</TITLE>', 'D735'],
    ['<title>no end', 'no end'],
    ['<title>Gigaset N510&nbsp;IP&#32;PRO</title>', 'Gigaset N510 IP PRO'],
    ['<title>Snom&#x20;D735 &amp; &lt;D785&gt;</title>', 'Snom D735 & <D785>'],
    ['<title>a &unknown; b &#0; &amp;lt;</title>', 'a &unknown; b \ufffd &lt;'],
    ['<title>&nbsp;</title>', null],
    ['<title></title>', null],
    ['<titles>x</titles>', null],
    ['nothing', null],
  ])('%s has the title %s', (page, title) => {
    expect(titleIn(page)).toBe(title)
  })

  it('has a text with scripts, without comments and styles', () => {
    const page = '<!-- a --><style>b{}</style>\n<script>var g_phonetype = "T23G";</script>\0 x<!-- cut'
    expect(textIn(page)).toBe('<script>var g_phonetype = "T23G";</script> x')
  })

  it.each([
    [
      '<meta http-equiv="refresh" content="0; URL=mainform.cgi?go=mainframe.htm">',
      'mainform.cgi?go=mainframe.htm',
    ],
    ["<META HTTP-EQUIV=Refresh CONTENT='1;url=/login.htm'>", '/login.htm'],
    ['<meta http-equiv="refresh" content="60; URL=/">', null],
    ['<meta http-equiv="refresh" content="5">', null],
  ])('%s leads to %s', (page, link) => {
    expect(refreshIn(page)).toBe(link)
  })

  it.each([
    ['<link rel="shortcut icon" href="/img/x.ico">', '/img/x.ico'],
    ["<link href=x.png rel='icon'>", 'x.png'],
    ['<link rel="stylesheet" href="a.css">', null],
  ])('%s names the picture %s', (page, link) => {
    expect(iconIn(page)).toBe(link)
  })

  // super-linear patterns take minutes here, so that the test times out
  it('does not throw on any text', () => {
    const parts = fc.constantFrom(
      '<title',
      '<title ',
      '<link ',
      '<meta ',
      '<!--',
      '<style',
      'http-equiv=',
      ' ',
      '>',
      '"',
    )
    const text = fc
      .tuple(parts, fc.integer({ min: 1, max: 8_000 }), fc.string())
      .map(([a, n, b]) => a.repeat(n) + b)
    fc.assert(
      fc.property(text, (page) => {
        for (const readPage of [titleIn, textIn, refreshIn, iconIn]) readPage(page)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a link', () => {
  const from = { scheme: 'http:', port: 80, path: '/a/b.htm' } as const
  const picked = [
    { scheme: 'http:', port: 80 },
    { scheme: 'https:', port: 443 },
  ] as const
  it.each<[string, string | null]>([
    ['c.htm', 'http: 80 /a/c.htm'],
    ['/login?x=1#y', 'http: 80 /login?x=1'],
    ['http://10.0.0.7/x', 'http: 80 /x'],
    ['https://10.0.0.7/x', 'https: 443 /x'],
    ['//10.0.0.7', 'http: 80 /'],
    // the same device, an unpicked port
    ['http://10.0.0.7:8080/', null],
    ['https://10.0.0.7:80/', null],
    ['http://10.0.0.8/', null],
    ['//evil.example/', null],
    // other spellings of the same address
    ['http://0x0a000007/', 'http: 80 /'],
    ['http://10.0.0.7@10.0.0.8/', null],
    ['http://phone.example/', null],
    ['ftp://10.0.0.7/', null],
    ['javascript:alert(1)', null],
    ['http://', null],
  ])('to %s leads to %s', (link, place) => {
    const to = resolveLink(link, from, '10.0.0.7', picked)
    expect(to === null ? null : `${to.scheme} ${to.port} ${to.path}`).toBe(place)
  })

  it('of any text never leads to another host', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string(),
          fc.string().map((x) => `//${x}`),
        ),
        (link) => {
          const to = resolveLink(link, from, '10.0.0.7', picked)
          if (to !== null) {
            expect(to.path).toMatch(/^\//)
            expect(to.path).not.toMatch(/[\s\0]/)
          }
        },
      ),
    )
  })
})

describe('a certificate', () => {
  const fresh = { valid_from: 'Jan  1 00:00:00 2020 GMT', valid_to: 'Jan  1 00:00:00 2040 GMT' }
  const now = Date.UTC(2026, 0, 1)
  it.each<[string, Parameters<typeof weaknessesOf>[0], string[]]>([
    ['of today', { version: 'TLSv1.3', cipher: null, certificate: fresh, der: null, now }, []],
    [
      'over TLS 1.1',
      { version: 'TLSv1.1', cipher: null, certificate: fresh, der: null, now },
      ['old-version'],
    ],
    [
      'that is over',
      {
        version: null,
        cipher: null,
        certificate: { ...fresh, valid_to: 'Jan  1 00:00:00 2021 GMT' },
        der: null,
        now,
      },
      ['expired'],
    ],
    [
      'that is not yet',
      {
        version: null,
        cipher: null,
        certificate: { ...fresh, valid_from: 'Jan  1 00:00:00 2030 GMT' },
        der: null,
        now,
      },
      ['not-yet-valid'],
    ],
    [
      'with a key of an elliptic curve',
      {
        version: null,
        cipher: null,
        certificate: { ...fresh, bits: 256, asn1Curve: 'prime256v1' },
        der: null,
        now,
      },
      [],
    ],
    ['that is missing', { version: 'TLSv1.2', cipher: null, certificate: null, der: null, now }, []],
  ])('%s', (_what, facts, weak) => {
    expect(weaknessesOf(facts)).toEqual(weak)
    expect(tlsWeaknesses).toEqual(expect.arrayContaining(weak))
  })

  it('names no subject, one, or several', () => {
    expect(distinguishedName({})).toBe(null)
    expect(distinguishedName(undefined)).toBe(null)
    expect(distinguishedName({ O: 'Maker', OU: ['a', 'b'] as never })).toBe('O=Maker,OU=a,OU=b')
  })
})
