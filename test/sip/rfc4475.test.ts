/** The 49 messages of RFC 4475, each answered as its section says. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Capabilities, inspectRequest } from '#electron/sip/agent/inspection.ts'
import { responseTo } from '#electron/sip/agent/response.ts'
import { readNameAddress } from '#electron/sip/message/name-address.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { fixture, fixtureMissing } from '#test/support/fixtures.ts'
import { ownTortureMessages } from './rfc4475-messages.ts'
import { request } from './samples.ts'

const capabilities: Capabilities = {
  methods: ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'REGISTER', 'MESSAGE'],
  extensions: ['100rel'],
  bodies: ['application/sdp', 'multipart/mixed'],
}

/** Status of the answer; `processed` for a request that passes to its user, `read` and `discarded` for a response. */
type Outcome = number | 'processed' | 'read' | 'discarded'

function outcomeOf(octets: Uint8Array): Outcome {
  const read = readMessage(octets)
  if (!read.ok) return read.malformed.request === null ? 'discarded' : read.malformed.status
  if (read.message.kind === 'response') return 'read'
  return inspectRequest(read.message, capabilities)?.status ?? 'processed'
}

const expected: readonly (readonly [section: string, name: string, outcome: Outcome])[] = [
  ['3.1.1.1', 'wsinv', 'processed'],
  ['3.1.1.2', 'intmeth', 501],
  ['3.1.1.3', 'esc01', 'processed'],
  ['3.1.1.4', 'escnull', 'processed'],
  ['3.1.1.5', 'esc02', 501],
  ['3.1.1.6', 'lwsdisp', 'processed'],
  ['3.1.1.7', 'longreq', 'processed'],
  ['3.1.1.8', 'dblreq', 'processed'],
  ['3.1.1.9', 'semiuri', 'processed'],
  ['3.1.1.10', 'transports', 'processed'],
  ['3.1.1.11', 'mpart01', 'processed'],
  ['3.1.1.12', 'unreason', 'read'],
  ['3.1.1.13', 'noreason', 'read'],
  ['3.1.2.1', 'badinv01', 400],
  ['3.1.2.2', 'clerr', 400],
  ['3.1.2.3', 'ncl', 400],
  ['3.1.2.4', 'scalar02', 400],
  ['3.1.2.5', 'scalarlg', 'discarded'],
  ['3.1.2.6', 'quotbal', 400],
  ['3.1.2.7', 'ltgtruri', 400],
  ['3.1.2.8', 'lwsruri', 400],
  ['3.1.2.9', 'lwsstart', 400],
  ['3.1.2.10', 'trws', 400],
  ['3.1.2.11', 'escruri', 400],
  // an element that does not use the Date may ignore it
  ['3.1.2.12', 'baddate', 'processed'],
  // the registrar refuses the Contact
  ['3.1.2.13', 'regbadct', 'processed'],
  ['3.1.2.14', 'badaspec', 400],
  // a name-addr whose display name is clear may be accepted
  ['3.1.2.15', 'baddn', 'processed'],
  ['3.1.2.16', 'badvers', 505],
  ['3.1.2.17', 'mismatch01', 400],
  ['3.1.2.18', 'mismatch02', 501],
  ['3.1.2.19', 'bigcode', 'discarded'],
  ['3.2.1', 'badbranch', 'processed'],
  ['3.3.1', 'insuf', 400],
  ['3.3.2', 'unkscm', 416],
  ['3.3.3', 'novelsc', 416],
  // the registrar refuses the To
  ['3.3.4', 'unksm2', 'processed'],
  ['3.3.5', 'bext01', 420],
  ['3.3.6', 'invut', 415],
  // the registrar challenges
  ['3.3.7', 'regaut01', 'processed'],
  ['3.3.8', 'multi01', 400],
  ['3.3.9', 'mcl01', 400],
  // no transaction has its branch
  ['3.3.10', 'bcast', 'read'],
  // only a proxy counts hops
  ['3.3.11', 'zeromf', 'processed'],
  ['3.3.12', 'cparam01', 'processed'],
  ['3.3.13', 'cparam02', 'processed'],
  ['3.3.14', 'regescrt', 'processed'],
  ['3.3.15', 'sdp01', 406],
  ['3.4.1', 'inv2543', 'processed'],
]

const octetsOf = (name: string): Buffer => {
  const own = ownTortureMessages[name]
  return own === undefined ? readFileSync(fixture(`sip-torture/${name}.dat`)) : Buffer.from(own, 'latin1')
}

const isOwn = ([, name]: (typeof expected)[number]): boolean => Object.hasOwn(ownTortureMessages, name)

describe('RFC 4475, messages of our own', () => {
  it.each(expected.filter(isOwn))('§%s %s → %s', (_section, name, outcome) => {
    expect(outcomeOf(octetsOf(name))).toBe(outcome)
  })

  it('lists every message of the RFC once', () => {
    expect(new Set(expected.map(([, name]) => name)).size).toBe(49)
  })
})

describe.skipIf(fixtureMissing('sip-torture') !== '')(
  `RFC 4475, as printed${fixtureMissing('sip-torture')}`,
  () => {
    it.each(expected.filter((row) => !isOwn(row)))('§%s %s → %s', (_section, name, outcome) => {
      expect(outcomeOf(octetsOf(name))).toBe(outcome)
    })

    it('§3.1.1.2 returns every octet of the headers of a response', () => {
      const octets = octetsOf('intmeth')
      const read = readMessage(octets)
      if (!read.ok || read.message.kind !== 'request') throw new Error('refused')
      const response = responseTo(read.message, 501)
      for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
        const value = response.headers.get(name) ?? ''
        expect(
          octets.includes(
            Buffer.from(name === 'To' ? value.slice(0, value.lastIndexOf(';tag=')) : value, 'latin1'),
          ),
        ).toBe(true)
      }
      expect(readNameAddress(read.message.headers.get('From') ?? '')?.params.get('tag')).toBe(
        "_token~1'+`*%!-.",
      )
    })
  },
)

describe('RFC 4475 §3.1.1', () => {
  const headersOf = (name: string) => {
    const read = readMessage(octetsOf(name))
    if (!read.ok) throw new Error(read.malformed.reason)
    return read.message.headers
  }

  it('§3.1.1.1 reads folds, white space and compact forms', () => {
    const headers = headersOf('wsinv')
    expect(headers.get('CSeq')).toBe('0009 INVITE')
    expect(headers.all('Via')).toHaveLength(3)
    expect(readNameAddress(headers.get('From') ?? '')).toMatchObject({
      displayName: 'Lobby \\"',
      uri: 'sip:lobby@practice.test',
    })
    expect(readNameAddress(headers.get('To') ?? '')?.params.get('tag')).toBe('19181833n')
    const contact = readNameAddress(headers.get('Contact') ?? '')
    expect([...(contact?.params ?? [])]).toEqual([
      ['newparam', 'newvalue'],
      ['secondparam', null],
      ['q', '0.33'],
    ])
  })

  it('§3.1.1.4 keeps two contacts with escaped NULs apart', () => {
    expect(headersOf('escnull').all('Contact')).toEqual([
      '<sip:%00@host5.practice.test>',
      '<sip:%00%00@host5.practice.test>',
    ])
  })

  it('§3.3.1 answers with the headers that are there', () => {
    const read = readMessage(octetsOf('insuf'))
    const request = read.ok ? null : read.malformed.request
    if (request === null) throw new Error('no answer')
    expect(
      responseTo(request, 400)
        .headers.entries()
        .map(([name]) => name),
    ).toEqual(['Via', 'CSeq'])
  })
})

describe('a body of an unsupported type (RFC 3261 §8.2.3, §20.11)', () => {
  it.each([
    ['session', 415],
    ['session;handling=required', 415],
    ['session ; handling = Optional', 'processed'],
    ['session;filename="x;handling=optional"', 415],
  ])('with Content-Disposition %s: %s', (disposition, outcome) => {
    const text = request('OPTIONS', 'sip:desk@practice.test', [
      'Content-Type: text/plain',
      `Content-Disposition: ${disposition}`,
      'Content-Length: 2',
    ])
    expect(outcomeOf(Buffer.from(`${text}hi`))).toBe(outcome)
  })
})
