/** The SIP side of a practice device's account: its registration and its calls. */
import { isIPv4 } from 'node:net'
import { DigestClient } from '../../platform/digest.ts'
import type { Destination, SipRequest, SipResponse, SipUserAgent } from '../../sip/index.ts'
import type { Account } from './account.ts'
import { isLoopback } from './fetching.ts'

/** Tones of a call, with the names of the practice status. */
export type CallTone = 'ring' | 'progress' | 'busy' | 'fast-busy'

export interface Line {
  /** `expires` in seconds; 0 removes the registration. */
  register(account: Account, expires: number, signal: AbortSignal): Promise<RegisterOutcome>
  call(account: Account, digits: string, onTone: (tone: CallTone) => void, signal: AbortSignal): Promise<void>
}
type RegisterOutcome =
  | { readonly ok: true; readonly expires: number }
  | { readonly ok: false; readonly why: string }

interface LineParts {
  readonly sip: SipUserAgent
  /** Null sends no User-Agent. */
  readonly userAgent: () => string | null
  /** By identity: one Call-ID with a rising CSeq (RFC 3261 §10.2), and From with the same tag (§8.1.3.5). */
  readonly registrations: Map<string, { callId: string; from: string; cseq: number }>
}

const defaultExpires = 3600
/** The first request and one for each challenge. */
const mostAttempts = 3

export function createLine(sip: SipUserAgent, userAgent: () => string | null): Line {
  const parts: LineParts = { sip, userAgent, registrations: new Map() }
  return {
    register: (account, expires, signal) => register(parts, account, expires, signal),
    call: (account, digits, onTone, signal) => call(parts, account, digits, onTone, signal),
  }
}

const userAgentHeader = (name: string | null) => (name === null ? {} : { 'User-Agent': name })

/** Null for a registrar that is not this laptop. */
function flowTo(account: Account): Destination | null {
  const [host = '', port = '5060'] = account.registrar.split(':')
  if (!isLoopback(host)) return null
  return {
    transport: account.transport,
    address: isIPv4(host) ? host : '127.0.0.1',
    port: Number(port),
  }
}

const contactOf = ({ sip }: LineParts, account: Account): string =>
  `<sip:${account.authUser}@${sip.address}:${sip.port}${account.transport === 'tcp' ? ';transport=tcp' : ''}>`

async function register(
  parts: LineParts,
  account: Account,
  expires: number,
  signal: AbortSignal,
): Promise<RegisterOutcome> {
  const { sip } = parts
  const flow = flowTo(account)
  if (flow === null) return { ok: false, why: `${account.registrar} is not this laptop` }
  const digest = new DigestClient(account.authUser, account.password)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const request = registerRequest(parts, account, expires, flow, digest)
    const response = await sip.send(request, flow, { signal })
    if (response.status >= 200 && response.status < 300) return { ok: true, expires: expiresIn(response) }
    if (response.status !== 401 || !digest.accept(response.headers.all('WWW-Authenticate'))) {
      return { ok: false, why: `SIP ${response.status}` }
    }
  }
  return { ok: false, why: 'SIP 401' }
}

function registerRequest(
  parts: LineParts,
  account: Account,
  expires: number,
  flow: Destination,
  digest: DigestClient,
): SipRequest {
  const { sip, registrations, userAgent } = parts
  const aor = `sip:${account.identity}`
  const uri = `sip:${account.identity.split('@')[1] ?? account.registrar}`
  const before = registrations.get(account.identity)
  const cseq = (before?.cseq ?? 0) + 1
  const authorization = digest.header('REGISTER', uri)
  const request = sip.newRequest('REGISTER', uri, {
    from: before?.from ?? `<${aor}>`,
    to: `<${aor}>`,
    flow,
    contact: contactOf(parts, account),
    cseq,
    ...(before === undefined ? {} : { callId: before.callId }),
    headers: {
      Expires: String(expires === 0 ? 0 : defaultExpires),
      ...userAgentHeader(userAgent()),
      ...(authorization === null ? {} : { Authorization: authorization }),
    },
  })
  registrations.set(account.identity, {
    callId: request.headers.get('Call-ID') ?? '',
    from: request.headers.get('From') ?? '',
    cseq,
  })
  return request
}

/** One call; each attempt after a challenge repeats its Call-ID and From. */
interface Attempt {
  readonly flow: Destination
  readonly uri: string
  readonly digest: DigestClient
  callId: string | undefined
  from: string
  /** Header that answers the last challenge: of a user agent or of a proxy. */
  credentials: 'Authorization' | 'Proxy-Authorization'
}

async function call(
  parts: LineParts,
  account: Account,
  digits: string,
  onTone: (tone: CallTone) => void,
  signal: AbortSignal,
): Promise<void> {
  const { sip } = parts
  const flow = flowTo(account)
  if (flow === null) return onTone('fast-busy')
  const domain = account.identity.split('@')[1] ?? account.registrar
  const attempt: Attempt = {
    flow,
    uri: `sip:${digits.replaceAll('#', '%23')}@${domain}`,
    digest: new DigestClient(account.authUser, account.password),
    callId: undefined,
    from: `${account.displayName === '' ? '' : `"${account.displayName}" `}<sip:${account.identity}>`,
    credentials: 'Authorization',
  }
  for (let cseq = 1; cseq <= mostAttempts; cseq++) {
    const invite = inviteRequest(parts, account, attempt, cseq)
    attempt.callId ??= invite.headers.get('Call-ID')
    attempt.from = invite.headers.get('From') ?? attempt.from
    const response = await sip.send(invite, flow, {
      signal,
      onProvisional: ({ status }) => {
        if (status === 180) onTone('ring')
        else if (status > 100) onTone('progress')
      },
    })
    if (isAnswerable(attempt, response)) continue
    if (response.status < 300) {
      sip.ack(response, invite)
      return hangUp(parts, attempt, response, cseq + 1, signal)
    }
    return onTone(response.status === 486 || response.status === 600 ? 'busy' : 'fast-busy')
  }
  onTone('fast-busy')
}

function inviteRequest(parts: LineParts, account: Account, attempt: Attempt, cseq: number): SipRequest {
  const { sip, userAgent } = parts
  const authorization = attempt.digest.header('INVITE', attempt.uri)
  return sip.newRequest('INVITE', attempt.uri, {
    from: attempt.from,
    to: `<${attempt.uri}>`,
    flow: attempt.flow,
    contact: contactOf(parts, account),
    cseq,
    ...(attempt.callId === undefined ? {} : { callId: attempt.callId }),
    headers: {
      ...userAgentHeader(userAgent()),
      ...(authorization === null ? {} : { [attempt.credentials]: authorization }),
    },
    body: offer(sip.address),
    contentType: 'application/sdp',
  })
}

/** True for a challenge that the account's credentials can answer. */
function isAnswerable(attempt: Attempt, { status, headers }: SipResponse): boolean {
  if (status !== 401 && status !== 407) return false
  attempt.credentials = status === 407 ? 'Proxy-Authorization' : 'Authorization'
  return attempt.digest.accept([...headers.all('Proxy-Authenticate'), ...headers.all('WWW-Authenticate')])
}

async function hangUp(
  { sip }: LineParts,
  { from, callId = '', flow }: Attempt,
  answered: SipResponse,
  cseq: number,
  signal: AbortSignal,
): Promise<void> {
  const target = /<([^<>]+)>/.exec(answered.headers.get('Contact') ?? '')?.[1]
  if (target === undefined) return
  const bye = sip.newRequest('BYE', target, {
    from: answered.headers.get('From') ?? from,
    to: answered.headers.get('To') ?? '',
    flow,
    callId,
    cseq,
  })
  await sip.send(bye, flow, { signal })
}

function expiresIn(response: SipResponse): number {
  const contact = /;\s*expires\s*=\s*(\d+)/i.exec(response.headers.all('Contact').join(','))?.[1]
  const seconds = Number(contact ?? response.headers.get('Expires') ?? defaultExpires)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : defaultExpires
}

/** An SDP offer (RFC 8866) for G.711; practice devices send no media. */
const offer = (address: string): string =>
  [
    'v=0',
    `o=- 0 0 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    'm=audio 9 RTP/AVP 0 8',
    'a=inactive',
    '',
  ].join('\r\n')
