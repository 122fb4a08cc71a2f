/** The kit: finds a device's web interface, signs in to it, and repeats idempotent requests after a failure. */
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { systemTiming, type Timing } from '../../platform/timing.ts'
import { encodeBody } from './body.ts'
import type { Channel, DeviceTrust } from './channel.ts'
import { type Connection, openConnection, originOf } from './connection.ts'
import { type CookieJar, createCookieJar } from './cookies.ts'
import { type ExchangeOptions, exchange, type Outgoing, textOf } from './exchange.ts'
import type { Csrf } from './form-sign-in.ts'
import { createKeyedSignIn } from './keyed-sign-in.ts'
import type { Kit } from './kit.ts'
import { pauseFor } from './pause.ts'
import { outlineOf, redactPage, redactUrl } from './redaction.ts'
import { mostRedirects, redirectPath } from './redirect.ts'
import { createSignIn, type SignIn } from './sign-in.ts'
import type { BasicSignIn, CsrfToken, EncryptedSignIn, FormSignIn } from './strategies.ts'
import type { Answer, Credentials, KitLimits, WebReply, WebRequest } from './web.ts'
import { isAbsence, isWithoutTls } from './web-problem.ts'

export type { KitLimits } from './web.ts'

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
  /** Replaceable in tests. */
  readonly timing?: Timing
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
  readonly cookies: CookieJar
  signIn: SignIn
  csrf: Csrf | null
  channel: Channel | null
  /** The connection of the channel; null before the first request. */
  connection: Connection | null
}

export function createKit(options: KitOptions): Kit {
  const { address, credentials, trust, channel, clock, timing = systemTiming } = options
  const state: State = {
    ...{ options, limits: { ...usualLimits, ...options.limits }, cookies: createCookieJar() },
    ...{ signIn: createSignIn(credentials, address, trust), csrf: null, channel, connection: null },
  }
  return {
    address,
    channel: () => state.channel,
    request: (wanted) => withRetries(state, wanted),
    pause: (ms) => pauseFor(timing, ms, options.signal),
    async signIn(strategy) {
      if (strategy.kind === 'keyed')
        state.signIn = createKeyedSignIn({ credentials, address, clock }, strategy)
      else if (strategy.kind === 'basic') await byBasic(state, strategy)
      else if (strategy.kind === 'encrypted') await byEncryption(state, strategy)
      else await byForm(state, strategy)
    },
    unexpectedPage: (reply, path, expected) => unexpectedPage(state, reply, path, expected),
    [Symbol.asyncDispose]: () => closeConnection(state),
  }
}

function unexpectedPage({ options }: State, reply: WebReply, path: string, expected: string): PunchdownError {
  const where = { address: options.address, path: redactUrl(path), expected, status: reply.status }
  options.log.write('kit.unexpected-page', { ...where, ...outlineOf(reply.body) })
  const page = redactPage(reply.body.slice(0, longestEvidence * 4)).slice(0, longestEvidence)
  return new PunchdownError('unexpected-page', { ...where, page })
}

/** Loads the module on first use, because of the HTML parser. */
async function startCsrf(state: State, csrf: CsrfToken | undefined): Promise<void> {
  if (csrf === undefined) return
  const { createCsrf } = await import('./form-sign-in.ts')
  state.csrf = createCsrf(csrf, state.cookies)
}

async function byBasic(state: State, strategy: BasicSignIn): Promise<void> {
  const { signInByBasic } = await import('./basic-sign-in.ts')
  await startCsrf(state, strategy.csrf)
  const { credentials, address, trust, clock } = state.options
  await signInByBasic(
    {
      ...{ credentials, address, trust, cookies: state.cookies },
      now: () => clock.now(),
      send: (request) => withRetries(state, request),
      use(signIn) {
        state.signIn = signIn
      },
      beforeCredentials: () => mayAnswer(state),
    },
    strategy,
  )
}

async function byForm(state: State, strategy: FormSignIn): Promise<void> {
  const { signInByForm } = await import('./form-sign-in.ts')
  await startCsrf(state, strategy.csrf)
  const { credentials, address } = state.options
  await signInByForm(
    {
      ...{ credentials, address },
      send: (request) => withRetries(state, request),
      origin: () => (state.channel === null ? '' : originOf(state.channel)),
      beforeCredentials: () => mayAnswer(state),
      unexpectedPage: (reply, path, expected) => unexpectedPage(state, reply, path, expected),
    },
    strategy,
  )
}

async function byEncryption(state: State, strategy: EncryptedSignIn): Promise<void> {
  const { signInEncrypted } = await import('./encrypted-sign-in.ts')
  await startCsrf(state, strategy.csrf)
  const { credentials, address, clock } = state.options
  await signInEncrypted(
    {
      ...{ credentials, address, cookies: state.cookies },
      now: () => clock.now(),
      send: (request) => withRetries(state, request),
      use(signIn) {
        state.signIn = signIn
      },
      beforeCredentials: () => mayAnswer(state),
    },
    strategy,
  )
}

/** Whether a request may be repeated after a lost reply. */
const isRepeatable = ({ method, idempotent, dropIsSuccess }: WebRequest): boolean =>
  (idempotent ?? method === 'GET') && dropIsSuccess !== true

async function withRetries(state: State, wanted: WebRequest): Promise<WebReply> {
  const again = isRepeatable(wanted)
  for (let attempt = 1; ; attempt++) {
    try {
      return await followed(state, wanted)
    } catch (error) {
      if (!(error instanceof PunchdownError)) throw error
      const lost = error.code === 'connection-lost' || error.code === 'http-malformed'
      if (lost && wanted.dropIsSuccess === true) return { status: 0, headers: {}, body: '' }
      const isPassing = error.code === 'connection-lost' || error.code === 'timed-out'
      if (!isPassing || !again || attempt >= state.limits.attempts) throw error
    }
  }
}

/** Follows the redirects of a GET; a redirect of another method is returned to the driver. */
async function followed(state: State, wanted: WebRequest): Promise<WebReply> {
  let path = wanted.path
  for (let redirects = 0; ; redirects++) {
    const answer = await signedIn(state, { ...wanted, path })
    const { channel } = state
    const target =
      wanted.method === 'GET' && !wanted.keepsRedirect && channel !== null && redirects < mostRedirects
        ? redirectPath(answer, path, originOf(channel))
        : null
    if (target === null) {
      const reply = replyOf(answer)
      state.csrf?.take(reply)
      return reply
    }
    path = target
  }
}

/** Sends a request and answers its authentication challenges. */
async function signedIn(state: State, wanted: WebRequest): Promise<Answer> {
  const { signIn, cookies, options } = state
  const { method, path, body, headers } = wanted
  const isKept = isRepeatable(wanted)
  const encoded = body === undefined ? null : encodeBody(body)
  const signed = {
    method,
    path,
    body: encoded?.bytes ?? Buffer.alloc(0),
    mediaType: encoded?.mediaType ?? null,
  }
  const outgoing = (): Outgoing => {
    const cookie = cookies.header(path, options.clock.now())
    return {
      ...{ method, path, body: encoded },
      headers: {
        ...(cookie === null ? {} : { cookie }),
        ...state.csrf?.headers(method),
        ...headers,
        ...signIn.headers(signed),
      },
    }
  }
  signIn.begin()
  let answer = await send(state, outgoing(), isKept)
  while (signIn.isChallenge(answer.status)) {
    const other = wanted.refusal?.(replyOf(answer)) ?? null
    if (other !== null) throw other
    mayAnswer(state)
    signIn.accept(answer.headers['www-authenticate'], answer.headers.date)
    answer = await send(state, outgoing(), isKept)
  }
  signIn.succeeded()
  return answer
}

/** @throws PunchdownError plain-http-not-accepted, before a password or its hash is sent over plain HTTP */
function mayAnswer({ options, channel }: State): void {
  if (options.credentials === null || channel?.scheme !== 'http' || options.acceptPlainHttp) return
  const { address, port } = channel
  throw new PunchdownError('plain-http-not-accepted', { address, port })
}

/**
 * `onKept`: whether the request may use the kept connection. A device may be about to close it, and the request would be lost; one that
 * must not be repeated gets a new connection.
 */
async function send(state: State, outgoing: Outgoing, onKept: boolean): Promise<Answer> {
  if (state.channel === null) return keepCookies(state, outgoing, await findChannel(state, outgoing))
  if (!onKept) await closeConnection(state)
  state.connection ??= await openConnection(state.channel, state.limits)
  try {
    return await keepCookies(
      state,
      outgoing,
      await exchange(exchangeOptions(state), state.connection, outgoing),
    )
  } catch (error) {
    await closeConnection(state)
    throw error
  }
}

async function closeConnection(state: State): Promise<void> {
  const { connection } = state
  state.connection = null
  await connection?.[Symbol.asyncDispose]()
}

async function keepCookies({ cookies, options }: State, { path }: Outgoing, answer: Answer): Promise<Answer> {
  const set = answer.headers['set-cookie']
  if (set === undefined) return answer
  const { parseCookie } = await import('undici')
  const lines = typeof set === 'string' ? [set] : set
  const parsed = lines.flatMap((line) => parseCookie(line) ?? [])
  cookies.store(parsed, path, options.clock.now())
  return answer
}

/** Uses HTTPS if the device offers it, else HTTP. The device has not requested credentials yet, so none are sent. */
async function findChannel(state: State, outgoing: Outgoing): Promise<Answer> {
  const { ports } = state.options
  let withoutTls: unknown = null
  if (ports.https !== ports.http) {
    try {
      return await tryScheme(state, 'https', outgoing)
    } catch (error) {
      if (!isAbsence(error) && !isWithoutTls(error)) throw error
      withoutTls = error
    }
  }
  try {
    return await tryScheme(state, 'http', outgoing)
  } catch (error) {
    // when HTTP is closed, the error of the HTTPS port is the better explanation
    throw isAbsence(error) && isWithoutTls(withoutTls) ? withoutTls : error
  }
}

async function tryScheme(state: State, scheme: Channel['scheme'], outgoing: Outgoing): Promise<Answer> {
  const { address, ports, trust } = state.options
  const port = ports[scheme]
  const known = scheme === 'https' ? trust.certificate(port) : null
  const connection = await openConnection({ scheme, address, port, fingerprint: known }, state.limits)
  try {
    const answer = await exchange(exchangeOptions(state), connection, outgoing)
    const fingerprint = connection.fingerprint()
    if (known === null && fingerprint !== null) trust.rememberCertificate(port, fingerprint)
    state.channel = { scheme, address, port, fingerprint }
    state.connection = connection
    return answer
  } catch (error) {
    await connection[Symbol.asyncDispose]()
    throw error
  }
}

const exchangeOptions = ({ options: { log, clock, signal }, limits }: State): ExchangeOptions => ({
  ...{ log, clock, signal, limits },
})

const replyOf = ({ status, headers, body }: Answer): WebReply => ({ status, headers: flat(headers), body })

function flat(headers: Answer['headers']): Record<string, string> {
  const single = new Map<string, string>()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) single.set(name, textOf(value))
  }
  return Object.fromEntries(single)
}
