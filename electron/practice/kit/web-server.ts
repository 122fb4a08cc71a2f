/** The web server of a practice device: sign-in, faults, a limit for bodies, silence during a restart. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Subject } from './certificate.ts'
import type { Faults } from './faults.ts'
import type { Pace } from './pace.ts'
import type { Scheme, SignIn } from './sign-in.ts'
import { openWebListener, type WebListener } from './web-listener.ts'

/** A request before its body was read. */
export interface RequestHead {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Everything after the first question mark, as it was sent; empty without one. */
  readonly rawQuery: string
  readonly headers: IncomingHttpHeaders
  /** True when the client accepts `text/html`, as browsers do. */
  readonly html: boolean
  /** True over TLS. */
  readonly secure: boolean
}

export interface DeviceRequest extends RequestHead {
  readonly body: string
  readonly bytes: Buffer
  /** The signed-in account; null when the request needs no sign-in. */
  readonly user: string | null
  /** False while the forget-write fault is set: the write is acknowledged and not stored. */
  readonly keep: boolean
}

export interface Page {
  /** 200 when absent. */
  readonly status?: number
  readonly type: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * page: a reply; `always` exempts it from the garbage-page fault. accepted: a write was stored; `afterwards` runs when the reply has
 * been sent. restart: the device restarts and cuts the connection during its reply. silence: no reply.
 */
export type DeviceReply =
  | (Page & { readonly kind: 'page'; readonly always?: true })
  | (Page & { readonly kind: 'accepted'; readonly afterwards?: () => void })
  | { readonly kind: 'restart' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'silence' }

export interface WebDevice {
  /** Value of the Server header; null when not known. */
  readonly server: string | null
  readonly signIn: SignIn
  /** Scheme with which a request must sign in; null without a sign-in. */
  schemeOf(head: RequestHead): Scheme | null
  /** Credentials of a request, in the form of an Authorization header. */
  authorizationOf(head: RequestHead): string | undefined
  /** Reply to a request that is not signed in; the server adds the challenge to a 401. */
  refusal(head: RequestHead, why: 'none' | 'wrong' | 'locked'): Page
  isWrite(head: RequestHead): boolean
  answer(request: DeviceRequest): DeviceReply
  /** Reply while the interface is switched off; null for requests that are not affected; `closed` cuts the connection. */
  interfaceOff(head: RequestHead): DeviceReply | 'closed' | null
  /** Reply while a new password is required; null for requests that are not affected. */
  passwordChange(request: DeviceRequest): DeviceReply | null
  readonly notFound: Page
  /** A longer body is refused with 413. */
  readonly longestBody: number
  /** Subject of its certificate; null without HTTPS. */
  readonly subject: Subject | null
  restart(): void
  /** Connections are cut while this is true. */
  restarting(): boolean
  /** Body of the garbage-page fault. */
  readonly garbage: string
}

export interface WebServer extends AsyncDisposable {
  /** Changes with the new-address fault. */
  readonly port: number
}

interface WebParts {
  readonly device: WebDevice
  readonly faults: Faults
  readonly pace: Pace
}

/** Delay of the slow fault, milliseconds; ours. */
const slowMs = 6_000
/** A page that no maker has; ours. */
const unknownPage: Page = {
  type: 'text/html',
  body: '<!DOCTYPE html><html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>',
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openWebServer(
  options: { address: string; port: number; onChange: () => void },
  device: WebDevice,
  faults: Faults,
  pace: Pace,
): Promise<WebServer> {
  const parts: WebParts = { device, faults, pace }
  const listener = await openWebListener({
    ...{ address: options.address, port: options.port, subject: device.subject },
    silent: () => device.restarting(),
    onRequest: (request, response, secure) =>
      serve(parts, request, response, secure).catch((error: unknown) => {
        response.destroy()
        // a peer that disconnects during its form is not a bug
        if (!request.destroyed || request.complete) throw error
      }),
  })
  const moved = followFaults(listener, faults, options.onChange)
  return {
    get port() {
      return listener.port
    },
    async [Symbol.asyncDispose]() {
      await moved()
      await listener[Symbol.asyncDispose]()
    },
  }
}

/** Moves the listener and changes its certificate with the faults. Returns a function that waits for the last move. */
function followFaults(listener: WebListener, faults: Faults, onChange: () => void): () => Promise<void> {
  let moving = Promise.resolve()
  let isAway = false
  let isOther = false
  faults.watch(() => {
    if (faults.has('new-certificate') !== isOther) {
      isOther = !isOther
      listener.showCertificate(isOther ? 'another' : 'first')
    }
    if (faults.has('new-address') === isAway) return
    isAway = !isAway
    const to = isAway ? 'elsewhere' : 'home'
    // when the port is in use by now, the device has no address
    moving = moving.then(() => listener.move(to)).then(onChange, onChange)
  })
  return () => moving
}

async function serve(
  parts: WebParts,
  request: IncomingMessage,
  response: ServerResponse,
  secure: boolean,
): Promise<void> {
  const { device, faults, pace } = parts
  const head = headOf(request, secure)
  if (device.restarting()) return void response.destroy()
  if (faults.has('silent')) return void request.resume()
  if (device.server !== null) response.setHeader('Server', device.server)
  const off = faults.has('interface-off') ? device.interfaceOff(head) : null
  if (off === 'closed') return void response.destroy()
  if (off !== null) return send(parts, off, response)
  const signed = signIn(parts, head, response)
  if (!signed.ok) return
  const isWrite = device.isWrite(head)
  if (isWrite && faults.take('drop-before-write')) return void response.destroy()
  const cut = isWrite && faults.take('drop-during-write')
  const bytes = await bodyOf(request, cut ? 0 : device.longestBody)
  if (cut) return void response.destroy()
  if (bytes === null) return void response.writeHead(413, { Connection: 'close' }).end()
  if (device.restarting()) return void response.destroy()
  if (faults.has('slow') && !(await pace.wait(slowMs))) return void response.destroy()
  if (faults.has('unknown-page')) return respond(parts, unknownPage, response)
  const whole: DeviceRequest = {
    ...head,
    ...{ bytes, body: bytes.toString('utf8'), user: signed.user, keep: !faults.has('forget-write') },
  }
  const change = faults.has('password-change') ? device.passwordChange(whole) : null
  send(parts, change ?? device.answer(whole), response)
}

function headOf(request: IncomingMessage, secure: boolean): RequestHead {
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  const rawQuery = rest.join('?')
  return {
    method: request.method ?? 'GET',
    ...{ path, query: new URLSearchParams(rawQuery), rawQuery, headers: request.headers, secure },
    html: (request.headers.accept ?? '').includes('text/html'),
  }
}

/** Answers a request that is not signed in. */
function signIn(
  parts: WebParts,
  head: RequestHead,
  response: ServerResponse,
): { readonly ok: true; readonly user: string | null } | { readonly ok: false } {
  const { device } = parts
  const scheme = device.schemeOf(head)
  if (scheme === null) return { ok: true, user: null }
  const verdict = device.signIn.check(scheme, device.authorizationOf(head), head.method)
  if (verdict.ok) return verdict
  const page = device.refusal(head, verdict.why)
  if (page.status === 401) response.setHeader('WWW-Authenticate', verdict.challenge)
  respond(parts, page, response)
  return { ok: false }
}

function send(parts: WebParts, reply: DeviceReply, response: ServerResponse): void {
  const { device, faults } = parts
  if (reply.kind === 'silence') return
  if (reply.kind === 'restart') {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': '64' })
    response.write('<html><body>')
    device.restart()
    return void response.destroy()
  }
  const isDropped = faults.take('drop-one-reply')
  if (reply.kind === 'accepted') {
    if (faults.take('reboot-in-the-middle')) {
      device.restart()
      return void response.destroy()
    }
    const { afterwards } = reply
    if (afterwards !== undefined) response.once('close', afterwards)
    if (faults.take('drop-after-write')) return void response.destroy()
  }
  if (isDropped) return void response.destroy()
  if (reply.kind === 'not-found') return void respond(parts, device.notFound, response)
  const isGarbage = reply.kind === 'page' && reply.always !== true && faults.has('garbage-page')
  respond(parts, isGarbage ? { ...reply, body: device.garbage } : reply, response)
}

/** ISO 8859-1 under its fault, UTF-8 without a charset parameter otherwise. */
function respond({ faults }: WebParts, page: Page, response: ServerResponse): void {
  const { status = 200, type, body, headers = {} } = page
  const isLatin = faults.has('other-charset')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.statusCode = status
  response.setHeader('Content-Type', isLatin ? `${type.split(';')[0]}; charset=ISO-8859-1` : type)
  const text = isLatin ? body.replace(/ encoding="UTF-8"/i, ' encoding="ISO-8859-1"') : body
  response.end(Buffer.from(text, isLatin ? 'latin1' : 'utf8'))
}

/** Null for a body that is longer than the device accepts. */
async function bodyOf(request: IncomingMessage, longest: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes: Buffer = Buffer.from(chunk)
    length += bytes.length
    if (length > longest) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
