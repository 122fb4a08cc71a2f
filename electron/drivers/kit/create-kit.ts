/** The kit: finds a device's web interface, signs in to it, and repeats idempotent requests after a failure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Channel, DeviceTrust } from './channel.ts'
import {
  type Answer,
  bodyOf,
  type Destination,
  type ExchangeOptions,
  exchange,
  type KitLimits,
} from './exchange.ts'
import type { Credentials, Kit, WebReply, WebRequest } from './kit.ts'
import { outlineOf, redactPage, redactUrl } from './redaction.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import { isAbsence, isWithoutTls } from './web-problem.ts'

export type { KitLimits } from './exchange.ts'

export interface KitOptions {
  readonly address: string
  readonly ports: Pick<Ports, 'http' | 'https'>
  readonly credentials: Credentials | null
  /** Channel of the credentials; null while signing in, which determines it. */
  readonly channel: Channel | null
  /** Whether the technician has accepted that credentials are sent over plain HTTP. */
  readonly acceptPlainHttp: boolean
  readonly trust: DeviceTrust
  readonly log: Log
  readonly clock: Clock
  readonly signal?: AbortSignal
  readonly limits?: Partial<KitLimits>
}

/** Devices can be slow; their pages have less than a megabyte. */
const usualLimits: KitLimits = { connectMs: 5_000, answerMs: 15_000, longestBody: 1_048_576, attempts: 3 }

/** Maximum length of an unexpected page that is kept as evidence, in characters. */
const longestEvidence = 2_000

interface State {
  readonly options: KitOptions
  readonly limits: KitLimits
  readonly signIn: SignIn
  channel: Channel | null
}

export function createKit(options: KitOptions): Kit {
  const { address, credentials, trust, log, channel } = options
  const limits = { ...usualLimits, ...options.limits }
  const state: State = { options, limits, signIn: createSignIn(credentials, address, trust), channel }
  return {
    address,
    channel: () => state.channel,
    request: (wanted) => withRetries(state, wanted),
    unexpectedPage(reply, path, expected) {
      const where = { address, path: redactUrl(path), expected, status: reply.status }
      log.write('kit.unexpected-page', { ...where, ...outlineOf(reply.body) })
      const page = redactPage(reply.body.slice(0, longestEvidence * 4)).slice(0, longestEvidence)
      return new PunchdownError('unexpected-page', { ...where, page })
    },
  }
}

async function withRetries(state: State, wanted: WebRequest): Promise<WebReply> {
  const again = wanted.idempotent ?? wanted.method === 'GET'
  for (let attempt = 1; ; attempt++) {
    try {
      return await signedIn(state, wanted)
    } catch (error) {
      if (!(error instanceof PunchdownError)) throw error
      const lost = error.code === 'connection-lost' || error.code === 'http-malformed'
      if (lost && wanted.dropIsSuccess === true) return { status: 0, headers: {}, body: '' }
      const isPassing = error.code === 'connection-lost' || error.code === 'timed-out'
      if (!isPassing || !again || attempt >= state.limits.attempts) throw error
    }
  }
}

/** Sends a request and answers its authentication challenges. */
async function signedIn(state: State, wanted: WebRequest): Promise<WebReply> {
  const { signIn } = state
  const body = bodyOf(wanted)
  signIn.begin()
  let answer = await send(state, wanted, signIn.header(wanted.method, wanted.path, body))
  while (signIn.isChallenge(answer.status)) {
    mayAnswer(state)
    signIn.accept(answer.headers['www-authenticate'])
    answer = await send(state, wanted, signIn.header(wanted.method, wanted.path, body))
  }
  signIn.succeeded()
  return { status: answer.status, headers: flat(answer.headers), body: answer.body }
}

/** @throws PunchdownError plain-http-not-accepted, before a password or its hash is sent over plain HTTP */
function mayAnswer({ options, channel }: State): void {
  if (options.credentials === null || channel?.scheme !== 'http' || options.acceptPlainHttp) return
  const { address, port } = channel
  throw new PunchdownError('plain-http-not-accepted', { address, port })
}

async function send(state: State, wanted: WebRequest, authorization: string | null): Promise<Answer> {
  if (state.channel !== null) {
    return exchange(exchangeOptions(state), state.channel, wanted, authorization)
  }
  // the device has not requested credentials yet, so the first request is sent without them
  const { answer, channel } = await findChannel(state, wanted)
  state.channel = channel
  return answer
}

/** Uses HTTPS if the device offers it, else HTTP. Redirects are not followed. */
async function findChannel(state: State, wanted: WebRequest): Promise<{ answer: Answer; channel: Channel }> {
  const { ports } = state.options
  let withoutTls: unknown = null
  if (ports.https !== ports.http) {
    try {
      return await tryScheme(state, 'https', wanted)
    } catch (error) {
      if (!isAbsence(error) && !isWithoutTls(error)) throw error
      withoutTls = error
    }
  }
  try {
    return await tryScheme(state, 'http', wanted)
  } catch (error) {
    // when HTTP is closed, the error of the HTTPS port is the better explanation
    throw isAbsence(error) && isWithoutTls(withoutTls) ? withoutTls : error
  }
}

async function tryScheme(state: State, scheme: Channel['scheme'], wanted: WebRequest) {
  const { address, ports, trust } = state.options
  const port = ports[scheme]
  const known = scheme === 'https' ? trust.certificate(port) : null
  const to: Destination = { scheme, address, port, fingerprint: known }
  const answer = await exchange(exchangeOptions(state), to, wanted, null)
  const { fingerprint } = answer
  if (known === null && fingerprint !== null) trust.rememberCertificate(port, fingerprint)
  return { answer, channel: { scheme, address, port, fingerprint } }
}

const exchangeOptions = ({ options: { log, clock, signal }, limits }: State): ExchangeOptions => ({
  ...{ log, clock, signal, limits },
})

function flat(headers: Answer['headers']): Record<string, string> {
  const single = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single.set(name, typeof value === 'string' ? value : value.join(', '))
  }
  return Object.fromEntries(single)
}
