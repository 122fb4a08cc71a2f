/**
 * Asks a web server for pages, one at a time and without trusting it: nothing secret is sent, any certificate is looked at and none
 * is believed. Waits and octets are bounded whatever the peer does.
 */
import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import { oldTls } from '../../platform/old-tls.ts'
import { createReplyReader, type Reply } from '../../protocols/http/reply.ts'
import { contextOf, distinguishedName } from './certificate.ts'

export interface TlsSeen {
  readonly version: string
  readonly cipher: string
  readonly subject: string | null
  readonly issuer: string | null
  /** `tls`, `key` and `weak`, in the words of certificate.ts. */
  readonly context: Readonly<Record<string, string>>
}

export interface Server extends Disposable {
  /** What the server answers to a GET of a path; null where that is no HTTP. Never rejects for what the peer does. */
  get(path: string): Promise<Reply | null>
  /** Of the first connection that came about; null before it and where there is no TLS. */
  readonly tls: TlsSeen | null
  /** Why the server and this laptop agree on no TLS, in the words of OpenSSL; null where they do. */
  readonly tlsRefused: string | null
}

export interface ServerOptions {
  readonly address: string
  readonly port: number
  readonly scheme: 'http:' | 'https:'
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number
  /** Longest that all of it may take, from asking to answer: who drips a byte at a time never exceeds a limit between two of them. */
  readonly allMs: number
  readonly signal: AbortSignal
  readonly now: () => number
}

/**
 * TLS as servers speak it today; who fails at it is asked once more, the old way, and only he. Last, for who hangs up on an opening
 * he does not know: one that names nothing newer than TLS 1.0.
 */
const manners = [
  { rejectUnauthorized: false, minVersion: 'TLSv1.2' },
  oldTls,
  { ...oldTls, maxVersion: 'TLSv1' },
] as const satisfies readonly ConnectionOptions[]
type Manner = 0 | 1 | 2

export function serverAt(options: ServerOptions): Server {
  const { address, port, scheme, timeoutMs } = options
  const over = new AbortController()
  const { signal } = over
  let left = options.allMs
  let open: Socket | null = null
  let tls: TlsSeen | null = null
  let tlsRefused: string | null = null
  let manner: Manner = 0

  const dial = async (): Promise<Socket> => {
    const plain = connectTcp({ host: address, port })
    // one error ends a wait; others may follow it before the socket is closed
    plain.on('error', () => undefined)
    try {
      await within(timeoutMs, signal, (ending) => once(plain, 'connect', { signal: ending }))
    } catch (error) {
      plain.destroy()
      throw error
    }
    plain.setNoDelay(true)
    if (scheme === 'http:') return plain
    const secure = connectTls({ socket: plain, ...manners[manner] })
    secure.on('error', () => undefined)
    try {
      // a handshake is two answers
      await within(2 * timeoutMs, signal, (ending) => once(secure, 'secureConnect', { signal: ending }))
    } catch (error) {
      secure.destroy()
      plain.destroy()
      throw error
    }
    tlsRefused = null
    tls ??= seen(secure, options.now())
    return secure
  }

  const connection = async (): Promise<Socket | null> => {
    if (open !== null && !open.destroyed && open.writable) return open
    for (;;) {
      try {
        return await dial()
      } catch (error) {
        const why = tlsFailure(error)
        const next = why === null || signal.aborted ? undefined : towards(why).find((each) => each > manner)
        tlsRefused = why?.kind === 'disagreement' ? why.words : null
        if (next === undefined) return null
        manner = next
      }
    }
  }

  return {
    async get(path) {
      if (signal.aborted || options.signal.aborted) return null
      const stop = () => over.abort()
      const deadline = setTimeout(stop, left)
      const from = performance.now()
      options.signal.addEventListener('abort', stop, { once: true })
      try {
        const socket = await connection()
        if (socket === null) return null
        open = socket
        const reply = await ask(socket, requestFor(options, path), timeoutMs, signal)
        if (reply?.keepsOpen !== true) {
          socket.destroy()
          open = null
        }
        return reply
      } finally {
        clearTimeout(deadline)
        left = Math.max(0, left - (performance.now() - from))
        options.signal.removeEventListener('abort', stop)
      }
    },
    get tls() {
      return tls
    },
    get tlsRefused() {
      return tlsRefused
    },
    [Symbol.dispose]: () => open?.destroy(),
  }
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

/** One answer; each wait for more of it is bounded, and all of them by the signal. */
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
    const take = (octets: Buffer) => {
      if (reader.push(octets)) end()
      else silence.refresh()
    }
    if (signal.aborted || socket.destroyed) return end()
    socket.on('data', take)
    socket.once('close', end)
    socket.once('end', end)
    signal.addEventListener('abort', end, { once: true })
    socket.write(request)
  })
}

/** A wait with a time of its own within the signal; its listeners go with it. */
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

/** What may go better than what failed so. */
const towards = ({ kind }: TlsFailure): readonly Manner[] => (kind === 'disagreement' ? [1] : [2])

/** Where both sides speak TLS and agree on none: what OpenSSL says (`unsupported protocol`, `ee key too small`), or what the peer does. */
const disagreement =
  /unsupported.protocol|protocol.version|handshake.failure|insufficient.security|key.too.small|no.shared|no.ciphers|inappropriate.fallback|legacy|renegotiation|md.too.weak|key.size|wrong.(?:ssl.version|signature|curve)|bad.(?:signature|dh|ecpoint)|bad.certificate|illegal.parameter|decode.error/i

/** Why a handshake came to nothing; null for a port that speaks no TLS, or no longer anything. */
function tlsFailure(error: unknown): TlsFailure | null {
  if (!(error instanceof Error)) return null
  const code = 'code' in error ? String(error.code) : ''
  // BoringSSL, inside Electron, has codes alone
  const words = 'reason' in error && typeof error.reason === 'string' ? error.reason : code
  if (/^ERR_(?:SSL|TLS|OSSL)_/.test(code)) {
    return disagreement.test(words) ? { kind: 'disagreement', words } : null
  }
  // node's own word for a peer that closed in the middle of the handshake; one that resets before it has no message of this kind
  return /before secure TLS connection/.test(error.message) ? { kind: 'hung-up' } : null
}

function seen(socket: TLSSocket, now: number): TlsSeen {
  const certificate = socket.getPeerCertificate()
  const version = socket.getProtocol() ?? ''
  const cipher = socket.getCipher().name
  // an empty object stands for none
  const shown = certificate.raw === undefined ? null : certificate
  return {
    version,
    cipher,
    subject: distinguishedName(shown?.subject),
    issuer: distinguishedName(shown?.issuer),
    context: contextOf({ version, cipher, certificate: shown, der: shown?.raw ?? null, now }),
  }
}
