/** Errors of Node and undici as problem codes. */
import { describe, expect, it } from 'vitest'
import { isAbsence, isWithoutTls, webProblem } from '#electron/drivers/kit/web-problem.ts'
import { type ProblemCode, PunchdownError } from '#shared/errors.ts'

const coded = (code: string) => Object.assign(new Error('x'), { code })
const parserError = Object.assign(new Error('x'), { name: 'HTTPParserError' })
const problemOf = (cause: unknown) => webProblem(cause, '192.0.2.1', 80)

describe('an error', () => {
  it.each<[string, ProblemCode]>([
    ...[
      ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOTFOUND'],
      'UND_ERR_CONNECT_TIMEOUT',
    ].map((code): [string, ProblemCode] => [code, 'unreachable']),
    ['UND_ERR_HEADERS_TIMEOUT', 'timed-out'],
    ['UND_ERR_BODY_TIMEOUT', 'timed-out'],
    ['ETIMEDOUT', 'timed-out'],
    ['UND_ERR_HEADERS_OVERFLOW', 'http-malformed'],
    ['EPROTO', 'http-malformed'],
    ['HPE_INVALID_CONSTANT', 'http-malformed'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'http-malformed'],
    ['ECONNRESET', 'connection-lost'],
    ['NOT_HPE_', 'connection-lost'],
    ['NOT_ERR_SSL', 'connection-lost'],
    ['UND_ERR_SOCKET', 'connection-lost'],
  ])('%s is %s', (code, expected) => {
    const facts = { address: '192.0.2.1', port: 80, reason: code }
    expect(problemOf(coded(code))).toMatchObject({ code: expected, facts })
    expect(problemOf(new Error('fetch failed', { cause: coded(code) }))).toMatchObject({ facts })
  })

  it.each<[string, unknown, ProblemCode, string]>([
    ['of the parser, without a code', parserError, 'http-malformed', 'HTTPParserError'],
    ['caused by the parser', new Error('x', { cause: parserError }), 'http-malformed', 'HTTPParserError'],
    ['without a code', new Error('x'), 'connection-lost', ''],
    ['with a code that is a number', Object.assign(new Error('x'), { code: 7 }), 'connection-lost', ''],
    ['that is a text', 'ECONNREFUSED', 'connection-lost', ''],
  ])('%s', (_what, cause, code, reason) => {
    expect(problemOf(cause)).toMatchObject({ code, facts: { reason }, cause })
  })

  it('that is a PunchdownError stays unchanged', () => {
    const own = new PunchdownError('certificate-changed')
    expect(problemOf(own)).toBe(own)
  })
})

describe('a problem on a port', () => {
  it.each<[ProblemCode, boolean, boolean]>([
    ['unreachable', true, false],
    ['http-malformed', false, true],
    ['connection-lost', false, true],
    ['timed-out', false, false],
    ['certificate-changed', false, false],
  ])('%s: closed %s, without TLS %s', (code, absent, withoutTls) => {
    const error = new PunchdownError(code)
    expect([isAbsence(error), isWithoutTls(error)]).toEqual([absent, withoutTls])
    expect([isAbsence({ code }), isWithoutTls({ code })]).toEqual([false, false])
  })
})
