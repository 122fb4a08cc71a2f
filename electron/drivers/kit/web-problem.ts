/** Converts errors of Node and undici to problem codes. */
import { PunchdownError } from '#shared/errors.ts'

const absent = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]
const silent = ['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']

const malformed = ['HTTPParserError', 'UND_ERR_HEADERS_OVERFLOW', 'EPROTO']

/** The code of an error or of its cause. Some errors of undici's parser have a name and no code. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error.name === 'HTTPParserError') return error.name
  return codeOf(error.cause)
}

export function webProblem(cause: unknown, address: string, port: number): PunchdownError {
  if (cause instanceof PunchdownError) return cause
  const code = codeOf(cause)
  const facts = { address, port, reason: code }
  if (absent.includes(code)) return new PunchdownError('unreachable', facts, { cause })
  if (silent.includes(code)) return new PunchdownError('timed-out', facts, { cause })
  if (code.startsWith('HPE_') || code.startsWith('ERR_SSL') || malformed.includes(code))
    return new PunchdownError('http-malformed', facts, { cause })
  return new PunchdownError('connection-lost', facts, { cause })
}

/** Whether the port is open but does not speak TLS. */
export function isWithoutTls(error: unknown): boolean {
  return error instanceof PunchdownError && ['http-malformed', 'connection-lost'].includes(error.code)
}

/** Whether the port accepts no connections. */
export function isAbsence(error: unknown): boolean {
  return error instanceof PunchdownError && error.code === 'unreachable'
}
