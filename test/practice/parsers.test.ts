/** Parsers of practice handsets return a result for any text and throw for none. */
import { describe, expect, it } from 'vitest'
import { isLoopback } from '#electron/practice/kit/fetching.ts'
import { expand } from '#electron/practice/kit/obi-software.ts'
import { parseProfile } from '#electron/practice/poly-rove/profile.ts'
import fc from '#test/support/property.ts'
import { templateAt } from './bench.ts'
import { profile } from './service.ts'

const macros = { IPEI: '03717C0E0A', MAC: '4825670A1B2C', DM: 'Rove B2', FWV: '8.0.3.0010' }

it.each([
  [templateAt('http://h'), 'http://h/0003717C0E0A.cfg'],
  ['http://h/00$IPEI.cfg', 'http://h/0003717C0E0A.cfg'],
  ['http://h/$mac.cfg', 'http://h/4825670A1B2C.cfg'],
  ['http://h/$UNKNOWN/$', 'http://h/$UNKNOWN/$'],
  ['http://h/plain.cfg', 'http://h/plain.cfg'],
])('%s becomes %s', (template, url) => expect(expand(template, macros)).toBe(url))

it.each([
  ['127.0.0.1', true],
  ['127.9.8.7', true],
  ['localhost', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['10.0.0.1', false],
  ['localhost.example.com', false],
  ['127.0.0.1.example.com', false],
  ['[::ffff:10.0.0.1]', false],
  ['', false],
])('%s is this laptop: %s', (host, here) => expect(isLoopback(host)).toBe(here))

describe('a profile', () => {
  it('is read back as written', () => {
    const line = {
      registrar: '127.0.0.1:5070',
      identity: '+442079460101@practice.test',
      authUser: 'user',
      transport: 'tcp',
    } as const
    expect(parseProfile(profile('http://127.0.0.1/next', line))).toEqual({
      configUrl: 'http://127.0.0.1/next',
      account: {
        identity: line.identity,
        authUser: line.authUser,
        password: 'a secret',
        registrar: line.registrar,
        transport: 'tcp',
        displayName: '',
      },
    })
    expect(parseProfile(profile(null, null))).toEqual({ configUrl: null, account: null })
  })

  it('from any text is a profile or null', () => {
    const pieces = fc.constantFrom(
      '<ParameterList>',
      '</ParameterList>',
      '<O>',
      '<N>',
      '<P>',
      '<V>',
      '</',
      '&#x',
      '<![CDATA[',
      '<!DOCTYPE a [',
    )
    const text = fc.array(fc.oneof(pieces, fc.string())).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (body) => {
        const read = parseProfile(body)
        expect(read === null || 'account' in read).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
