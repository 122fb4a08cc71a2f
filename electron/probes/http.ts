/** Notices web pages: what an HTTP or HTTPS server says of itself on its first page, without signing in. */
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { Agent, buildConnector, request } from 'undici'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { oldTls } from '../platform/old-tls.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** As much of a page as is looked at. */
const longestPage = 65_536
/** Waits for one answer that the whole of a look may take: a connection, a page, the page it leads to. */
const waitsForAll = 4

interface Page {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export const httpProbe: Probe = {
  name: 'http',
  async look(context) {
    const plain = await lookAt(context, 'http:', context.ports.http)
    if (context.ports.https === context.ports.http && plain.length > 0) return plain
    return [...plain, ...(await lookAt(context, 'https:', context.ports.https))]
  },
}

async function lookAt(context: ProbeContext, scheme: 'http:' | 'https:', port: number): Promise<Sighting[]> {
  const { address, timeoutMs } = context
  if (context.signal.aborted) throw new PunchdownError('cancelled')
  // a server that drips a byte at a time never exceeds a limit between two of them
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(timeoutMs * waitsForAll)])
  const sightings: Sighting[] = []
  const see = (protocol: string, raw: string) =>
    sightings.push({ address, port, protocol, raw, at: context.now() })
  // Looking is not trusting: nothing secret is sent, and old devices speak old TLS with certificates of their own.
  const connect = buildConnector({ timeout: timeoutMs, ...oldTls })
  const agent = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: (options, callback) =>
      connect(options, (...result) => {
        const [error, socket] = result
        // a refused connection comes with no socket at all, whatever the type says
        if (error === null && isTls(socket)) {
          const { subject, issuer } = socket.getPeerCertificate()
          if (subject !== undefined) see('x509.subject', distinguishedName(subject))
          if (issuer !== undefined) see('x509.issuer', distinguishedName(issuer))
        }
        callback(...result)
      }),
  })
  try {
    const host = address.includes(':') ? `[${address}]` : address
    const origin = `${scheme}//${host}:${port}`
    let page = await fetchPage(agent, origin, '/', signal)
    see('http.status', String(page.status))
    notice(page, see)
    const next = redirectWithin(page, origin)
    if (next !== null) {
      page = await fetchPage(agent, origin, next, signal)
      notice(page, see)
    }
  } catch {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    // silence, resets and garbage are what peers do: whatever was seen until then stands
  } finally {
    await agent.destroy()
  }
  return sightings
}

async function fetchPage(agent: Agent, origin: string, path: string, signal: AbortSignal): Promise<Page> {
  const reply = await request(`${origin}${path}`, {
    dispatcher: agent,
    signal,
    headers: { accept: 'text/html,*/*', 'user-agent': 'Punchdown' },
  })
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of reply.body) {
      const bytes: Buffer = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length >= longestPage) break
    }
  } catch {
    // a page cut short: its head and what came of it stand
  }
  const body = Buffer.concat(chunks).subarray(0, longestPage).toString('utf8')
  return { status: reply.statusCode, headers: reply.headers, body }
}

/** Headers and title of a page: `Server: OBiRove`, `<title>VVX250</title>`. */
function notice(page: Page, see: (protocol: string, raw: string) => void): void {
  for (const [header, protocol] of [
    ['server', 'http.server'],
    ['www-authenticate', 'http.www_authenticate'],
    ['set-cookie', 'http.cookie'],
  ] as const) {
    const value = page.headers[header]
    for (const each of value === undefined ? [] : typeof value === 'string' ? [value] : value)
      see(protocol, each)
  }
  const title = /<title[^>]*>([^<]{1,200})<\/title>/i.exec(page.body)?.[1]?.trim()
  if (title !== undefined && title !== '') see('http.title', title)
}

/** Path of a redirect that stays on the same server; a scan follows no other. */
function redirectWithin(page: Page, origin: string): string | null {
  const location = page.headers.location
  if (page.status < 300 || page.status > 399 || typeof location !== 'string') return null
  const url = URL.parse(location, origin)
  return url !== null && url.origin === new URL(origin).origin ? url.pathname + url.search : null
}

function isTls(socket: object): socket is TLSSocket {
  return 'getPeerCertificate' in socket
}

/** `{ CN: '64167F000000', O: 'Polycom Inc.' }` → `CN=64167F000000,O=Polycom Inc.` */
function distinguishedName(name: PeerCertificate['subject']): string {
  return Object.entries(name)
    .flatMap(([key, value]) =>
      typeof value === 'string' ? [`${key}=${value}`] : (value ?? []).map((each) => `${key}=${each}`),
    )
    .join(',')
}
