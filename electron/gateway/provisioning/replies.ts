/** Replies of the provisioning server: a configuration, the sign-in page, or a refusal. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type Problem, PunchdownError, toProblem } from '#shared/errors.ts'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import type { Log } from '../../platform/log.ts'
import { peerAddress } from '../../platform/sockets.ts'
import type { SourceBudget } from '../../platform/source-budget.ts'
import { hostOfRequest } from '../../protocols/http/request-host.ts'
import type { Journal } from '../journal.ts'
import type { Configurations, Place } from './configurations.ts'
import { type ForwardingPage, forwardingToken } from './forwarding-page.ts'
import type { HttpLimits } from './http-limits.ts'
import { type HttpReply, plain } from './http-reply.ts'
import type { SignInPage } from './sign-in.ts'
import { readStage, type StageRequest } from './stages.ts'

export interface Answering {
  readonly sipPort: () => number
  readonly configurations: Configurations
  readonly isEnrolled: (hardwareId: HardwareId) => boolean
  readonly signIn: SignInPage
  readonly forwardingPage: ForwardingPage
  readonly journal: Journal
  readonly log: Log
  readonly limits: Pick<HttpLimits, 'bodyBytes'>
  readonly newIds: SourceBudget
}

/** Never rejects because of a peer; replies 500 for a bug. */
export async function replyTo(answering: Answering, request: IncomingMessage): Promise<HttpReply> {
  try {
    return await route(answering, request)
  } catch (error) {
    const problem = toProblem(error)
    refuse(answering, request, null, problem)
    return plain(problem.code === 'http-malformed' ? 400 : 500, problem.code)
  }
}

async function route(answering: Answering, request: IncomingMessage): Promise<HttpReply> {
  const { signIn, limits } = answering
  const host = hostOfRequest(request)
  if (host === null) {
    note(answering, 'http.malformed', request, null, { problem: 'http-malformed', reason: 'host' })
    return plain(400, 'http-malformed', { Connection: 'close' })
  }
  if (!isOurHost(host, request)) {
    refuse(answering, request, null, { code: 'bad-input', facts: { field: 'host', text: host } })
    return plain(421, 'not a name of this gateway')
  }
  const path = decodedPath(request.url ?? '')
  if (path === null) {
    note(answering, 'http.malformed', request, null, { problem: 'http-malformed', reason: 'path' })
    return plain(400, 'http-malformed')
  }
  const { method = '' } = request
  if (path === '/signin') {
    if (method === 'GET' || method === 'HEAD') return signIn.form()
    if (method !== 'POST') return plain(405, 'GET or POST', { Allow: 'GET, HEAD, POST' })
    const body = await readBody(request, limits.bodyBytes)
    if (body === null) return plain(413, 'too long', { Connection: 'close' })
    return signIn.submit({
      body,
      origin: request.headers.origin ?? null,
      site: siteOf(request),
      host,
      from: fromOf(request),
    })
  }
  if (method !== 'GET' && method !== 'HEAD') return plain(405, 'GET', { Allow: 'GET, HEAD' })
  if (path === '/') return { status: 302, headers: { Location: '/signin' }, body: '' }
  const token = forwardingToken(path)
  if (token !== null) return answering.forwardingPage.show(token, peerAddress(request.socket))
  const stage = readStage(path)
  if (stage === null) {
    refuse(answering, request, null, { code: 'not-found', facts: { path: path.slice(0, 80) } })
    return plain(404, 'not-found')
  }
  return fetchReply(answering, request, stage)
}

function fetchReply(answering: Answering, request: IncomingMessage, stage: StageRequest): HttpReply {
  const { configurations, journal, sipPort } = answering
  const address = peerAddress(request.socket)
  const userAgent = request.headers['user-agent'] ?? null
  const client = { address, userAgent: userAgent ?? '' }
  if (configurations.isUnknown(stage, client) && !answering.newIds.take(address)) {
    refuse(answering, request, null, { code: 'hardware-id-unknown', facts: { reason: 'too-many' } })
    return plain(503, 'hardware-id-unknown', { 'Retry-After': '60' })
  }
  const answer = configurations.answer(stage, placeOf(request.socket, sipPort()), client)
  // the User-Agent is evidence also when the fetch is refused
  if (userAgent !== null) {
    const { hardwareId } = answer
    journal.fetched({
      ...{ hardwareId, address },
      file: stage.file.slice(0, 200),
      userAgent: userAgent.slice(0, 512),
    })
  }
  if ('problem' in answer) {
    refuse(answering, request, answer.hardwareId, answer.problem)
    return refusal(answer.problem)
  }
  const { hardwareId } = answer
  if (stage.stage <= 2) journal.emitFact({ fact: 'configuration-fetched', hardwareId })
  note(answering, 'http.fetch', request, hardwareId, {
    stage: stage.stage,
    account: answer.account,
    ...(answer.freshSession ? { freshSession: true } : {}),
    ...(stage.stage === 1 && stage.tenantId !== null ? { tenantId: stage.tenantId } : {}),
    language: stage.language,
    userAgent: userAgent?.slice(0, 120) ?? null,
    // replied nevertheless: a device is onboarded before it is enrolled (A7.1)
    ...(answering.isEnrolled(hardwareId) ? {} : { problem: 'hardware-id-unknown' }),
  })
  return { status: 200, headers: { 'Content-Type': answer.mediaType }, body: answer.body }
}

/** 403 for a held fetch, 429 with Retry-After (RFC 6585 §4) after too many wrong tokens, else 404. */
function refusal({ code, facts }: Problem): HttpReply {
  if (code === 'fetch-held') return plain(403, code)
  if (code === 'too-many-tries') return plain(429, code, { 'Retry-After': String(facts.seconds ?? 60) })
  return plain(404, code)
}

function note(
  { journal }: Answering,
  path: string,
  request: IncomingMessage,
  hardwareId: HardwareId | null,
  facts: GatewayLogEntry['facts'],
): void {
  journal.note({ path, from: fromOf(request), hardwareId, facts })
}

function refuse(
  answering: Answering,
  request: IncomingMessage,
  hardwareId: HardwareId | null,
  { code, facts }: Problem,
): void {
  note(answering, 'http.refused', request, hardwareId, { problem: code, ...facts })
}

const siteOf = (request: IncomingMessage): string | null => {
  const site = request.headers['sec-fetch-site']
  return typeof site === 'string' ? site : null
}
const fromOf = ({ socket }: IncomingMessage): string => `${peerAddress(socket)}:${socket.remotePort ?? 0}`

const localAddressOf = ({ localAddress = '' }: Socket): string =>
  localAddress.startsWith('::ffff:') ? localAddress.slice(7) : localAddress

function placeOf(socket: Socket, sipPort: number): Place {
  const host = localAddressOf(socket)
  return { http: `http://${host}:${socket.localPort ?? 0}`, registrar: `${host}:${sipPort}` }
}

/**
 * Whether the Host of a request is our address or a reserved name. Other names are refused: host names of real services, and names of
 * web sites that resolve to this address (DNS rebinding). Empty for devices with HTTP/1.0 that send none.
 */
function isOurHost(host: string, request: IncomingMessage): boolean {
  if (host === '') return true
  const colon = host.lastIndexOf(':')
  const name = colon > 0 && /^\d+$/.test(host.slice(colon + 1)) ? host.slice(0, colon) : host
  return name === localAddressOf(request.socket) || name === 'localhost' || name.endsWith('.test')
}

/** `/lang_en/00%30.cfg?x` → `/lang_en/000.cfg`; null when it is not a path or wrongly encoded. */
function decodedPath(url: string): string | null {
  // absolute form, which phones with a proxy setting send (RFC 9112, 3.2.2): `http://192.168.1.5:8080/0003717C0E0D.cfg`
  const origin = /^https?:\/\/[^/?#]{1,255}/i.exec(url)?.[0] ?? ''
  const path = url.slice(origin.length) || '/'
  if (!path.startsWith('/') && origin === '') return null
  try {
    return decodeURIComponent(path.split('?', 1)[0] || '/')
  } catch {
    return null
  }
}

/** Null for a body longer than `most` octets. @throws PunchdownError http-malformed for a body that ends early */
async function readBody(request: IncomingMessage, most: number): Promise<string | null> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    // the reply needs the socket when reading stops early
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue
      length += chunk.length
      if (length > most) return null
      chunks.push(chunk)
    }
  } catch (error) {
    throw new PunchdownError('http-malformed', { reason: 'body' }, { cause: error })
  }
  return Buffer.concat(chunks).toString('utf8')
}
