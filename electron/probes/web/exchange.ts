/**
 * Gets pages from an untrusted web server, one at a time: no secrets are sent, and any certificate is accepted and reported. Time and size
 * are bounded.
 */

import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { bugLog } from '../../platform/bugs.ts'
import { oldTls } from '../../platform/old-tls.ts'
import { guarded } from '../../platform/sockets.ts'
import { createReplyReader, type Reply } from '../../protocols/http/reply.ts'
import { contextOf, distinguishedName } from './certificate.ts'

interface TlsSeen {
  readonly version: string
  readonly cipher: string
  readonly subject: string | null
  readonly issuer: string | null
  /** `tls`, `key` and `weak`, as in certificate.ts. */
  readonly context: Readonly<Record<string, string>>
}

export interface Server extends Disposable {
  /** Response to a GET; null when it is not HTTP. Never rejects because of the peer. */
  get(path: string): Promise<Reply | null>
  /** Of the first connection; null before it, and without TLS. */
  readonly tls: TlsSeen | null
  /** OpenSSL's reason why no TLS session was agreed on; null when one was. */
  readonly tlsRefused: string | null
}

export interface ServerOptions {
  readonly address: string
  readonly port: number
  readonly scheme: 'http:' | 'https:'
  /** Timeout of one answer, milliseconds. */
  readonly timeoutMs: number
  /** Limit for all requests together, milliseconds: a server that sends one octet at a time never runs into `timeoutMs`. */
  readonly allMs: number
  readonly signal: AbortSignal
  readonly now: () => number
}

/**
 * Current TLS first; after a failure, old versions and ciphers; last a ClientHello for TLS 1.0, for servers that close the connection on
 * newer ones.
 */
const tlsOptions = [
  { rejectUnauthorized: false, minVersion: 'TLSv1.2' },
  oldTls,
  { ...oldTls, maxVersion: 'TLSv1' },
] as const satisfies readonly ConnectionOptions[]
type TlsAttempt = 0 | 1 | 2

export function serverAt(options: ServerOptions): Server {
  const exchange: Exchange = {
    options,
    over: new AbortController(),
    leftMs: options.allMs,
    open: null,
    tls: null,
    tlsRefused: null,
    attempt: 0,
  }
  return {
    get: (path) => getPage(exchange, path),
    get tls() {
      return exchange.tls
    },
    get tlsRefused() {
      return exchange.tlsRefused
    },
    [Symbol.dispose]: () => exchange.open?.destroy(),
  }
}

/** State between the requests to one server. */
interface Exchange {
  readonly options: ServerOptions
  /** Aborts when the time for all requests is over, or the caller's signal aborts. */
  readonly over: AbortController
  leftMs: number
  /** Connection of the last response, when it may be used again. */
  open: Socket | null
  tls: TlsSeen | null
  tlsRefused: string | null
  attempt: TlsAttempt
}

async function getPage(exchange: Exchange, path: string): Promise<Reply | null> {
  const { options, over } = exchange
  if (over.signal.aborted || options.signal.aborted) return null
  const stop = () => over.abort()
  const deadline = setTimeout(stop, exchange.leftMs)
  const from = performance.now()
  options.signal.addEventListener('abort', stop, { once: true })
  try {
    const socket = await connection(exchange)
    if (socket === null) return null
    exchange.open = socket
    const reply = await ask(socket, requestFor(options, path), options.timeoutMs, over.signal)
    if (reply?.keepsOpen !== true) {
      socket.destroy()
      exchange.open = null
    }
    return reply
  } finally {
    clearTimeout(deadline)
    exchange.leftMs = Math.max(0, exchange.leftMs - (performance.now() - from))
    options.signal.removeEventListener('abort', stop)
  }
}

/** The open connection, or a new one; null when no attempt succeeds. */
async function connection(exchange: Exchange): Promise<Socket | null> {
  const { open, over } = exchange
  if (open !== null && !open.destroyed && open.writable) return open
  for (;;) {
    try {
      return await dial(exchange)
    } catch (error) {
      const why = tlsFailure(error)
      const next =
        why === null || over.signal.aborted ? undefined : towards(why).find((each) => each > exchange.attempt)
      exchange.tlsRefused = why?.kind === 'disagreement' ? why.words : null
      if (next === undefined) return null
      exchange.attempt = next
    }
  }
}

async function dial(exchange: Exchange): Promise<Socket> {
  const { address, port, scheme, timeoutMs, now } = exchange.options
  const { signal } = exchange.over
  const plain = connectTcp({ host: address, port })
  // further errors may follow the one that ended the wait
  plain.on('error', () => undefined)
  try {
    await within(timeoutMs, signal, (ending) => once(plain, 'connect', { signal: ending }))
  } catch (error) {
    plain.destroy()
    throw error
  }
  plain.setNoDelay(true)
  if (scheme === 'http:') return plain
  const secure = connectTls({ socket: plain, ...tlsOptions[exchange.attempt] })
  secure.on('error', () => undefined)
  try {
    // a handshake takes two round trips
    await within(2 * timeoutMs, signal, (ending) => once(secure, 'secureConnect', { signal: ending }))
  } catch (error) {
    secure.destroy()
    plain.destroy()
    throw error
  }
  exchange.tlsRefused = null
  exchange.tls ??= seen(secure, now())
  return secure
}

function requestFor({ address, port, scheme }: ServerOptions, path: string): string {
  const host = address.includes(':') ? `[${address.replace(/%.*$/, '')}]` : address
  const usual = port === (scheme === 'http:' ? 80 : 443)
  return [
    `GET ${path} HTTP/1.1`,
    `Host: ${usual ? host : `${host}:${port}`}`,
    'User-Agent: Punchdown',
    'Accept: text/html,*/*',
    'Accept-Encoding: identity',
    '',
    '',
  ].join('\r\n')
}

/** One response; `timeoutMs` limits each wait for more octets. */
async function ask(
  socket: Socket,
  request: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Reply | null> {
  const reader = createReplyReader()
  return await new Promise((resolve) => {
    const end = () => {
      clearTimeout(silence)
      socket.off('data', take)
      socket.off('close', end)
      socket.off('end', end)
      signal.removeEventListener('abort', end)
      resolve(reader.reply())
    }
    const silence = setTimeout(end, timeoutMs)
    const take = guarded(bugLog, 'probe.http', (octets: Buffer) => {
      if (reader.push(octets)) end()
      else silence.refresh()
    })
    if (signal.aborted || socket.destroyed) return end()
    socket.on('data', take)
    socket.once('close', end)
    socket.once('end', end)
    signal.addEventListener('abort', end, { once: true })
    socket.write(request)
  })
}

/** Runs a wait with a timeout and the signal, and removes its listeners. */
async function within<T>(
  timeoutMs: number,
  signal: AbortSignal,
  wait: (ending: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const stop = () => over.abort()
  const timer = setTimeout(stop, timeoutMs)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await wait(over.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}

type TlsFailure = { readonly kind: 'disagreement'; readonly words: string } | { readonly kind: 'hung-up' }

/** Attempts that may succeed after a failure of this kind. */
const towards = ({ kind }: TlsFailure): readonly TlsAttempt[] => (kind === 'disagreement' ? [1] : [2])

/** Errors of OpenSSL when both sides speak TLS and agree on no session: `unsupported protocol`, `ee key too small`. */
const disagreement =
  /unsupported.protocol|protocol.version|handshake.failure|insufficient.security|key.too.small|no.shared|no.ciphers|inappropriate.fallback|legacy|renegotiation|md.too.weak|key.size|wrong.(?:ssl.version|signature|curve)|bad.(?:signature|dh|ecpoint)|bad.certificate|illegal.parameter|decode.error/i

/** Why a handshake failed; null for a port without TLS, or that no longer answers. */
function tlsFailure(error: unknown): TlsFailure | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  // BoringSSL (Electron) has codes only
  const words = 'reason' in error && typeof error.reason === 'string' ? error.reason : code
  if (/^ERR_(?:SSL|TLS|OSSL)_/.test(code)) {
    return disagreement.test(words) ? { kind: 'disagreement', words } : null
  }
  // Node's message for a connection closed during the handshake; a reset before it has another one
  return /before secure TLS connection/.test(error.message) ? { kind: 'hung-up' } : null
}

function seen(socket: TLSSocket, now: number): TlsSeen {
  const certificate = socket.getPeerCertificate()
  const version = socket.getProtocol() ?? ''
  const cipher = socket.getCipher().name
  // Node gives an empty object without a certificate
  const shown = certificate.raw === undefined ? null : certificate
  return {
    version,
    cipher,
    subject: distinguishedName(shown?.subject),
    issuer: distinguishedName(shown?.issuer),
    context: contextOf({ version, cipher, certificate: shown, der: shown?.raw ?? null, now }),
  }
}
