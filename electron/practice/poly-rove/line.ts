/** A handset's line: its registration, kept fresh, and its calls. The base speaks SIP for it. */
import { isIPv4 } from 'node:net'
import { DigestClient } from '../../platform/digest.ts'
import type { SipResponse } from '../../sip/message.ts'
import type { Flow, SipUserAgent } from '../../sip/user-agent.ts'
import { isLoopback } from './fetching.ts'
import type { Account } from './flash.ts'

/** What is heard in the handset, in the words of the practice status. */
export type Heard = 'ring' | 'progress' | 'busy' | 'fast-busy'

export interface Line {
  register(account: Account, expires: number, signal: AbortSignal): Promise<RegisterOutcome>
  call(account: Account, digits: string, hear: (what: Heard) => void, signal: AbortSignal): Promise<void>
}
export type RegisterOutcome =
  | { readonly ok: true; readonly expires: number }
  | { readonly ok: false; readonly why: string }

const wanted = 3600

export function createLine(endpoint: SipUserAgent, userAgent: () => string): Line {
  /** One registration is one Call-ID with a rising CSeq (RFC 3261 §10.2), From with its tag as it was (§8.1.3.5). */
  const registrations = new Map<string, { callId: string; from: string; cseq: number }>()

  const flowTo = (account: Account): Flow | null => {
    const [host = '', port = '5060'] = account.registrar.split(':')
    if (!isLoopback(host)) return null
    return {
      transport: account.transport,
      address: isIPv4(host) ? host : '127.0.0.1',
      port: Number(port),
    }
  }
  const contactOf = (account: Account): string =>
    `<sip:${account.authUser}@${endpoint.address}:${endpoint.port}${account.transport === 'tcp' ? ';transport=tcp' : ''}>`

  return {
    async register(account, expires, signal) {
      const flow = flowTo(account)
      if (flow === null) return { ok: false, why: `${account.registrar} is not this laptop` }
      const digest = new DigestClient(account.authUser, account.password)
      const aor = `sip:${account.identity}`
      const domain = account.identity.split('@')[1] ?? account.registrar
      const uri = `sip:${domain}`
      for (let attempt = 0; attempt < 3; attempt++) {
        const before = registrations.get(account.identity)
        const cseq = (before?.cseq ?? 0) + 1
        const authorization = digest.header('REGISTER', uri)
        const request = endpoint.newRequest('REGISTER', uri, {
          from: before?.from ?? `<${aor}>`,
          to: `<${aor}>`,
          flow,
          contact: contactOf(account),
          cseq,
          ...(before === undefined ? {} : { callId: before.callId }),
          headers: {
            Expires: String(expires === 0 ? 0 : wanted),
            'User-Agent': userAgent(),
            ...(authorization === null ? {} : { Authorization: authorization }),
          },
        })
        registrations.set(account.identity, {
          callId: request.headers.get('Call-ID') ?? '',
          from: request.headers.get('From') ?? '',
          cseq,
        })
        const response = await endpoint.send(request, flow, { signal })
        if (response.status >= 200 && response.status < 300) return { ok: true, expires: expiresIn(response) }
        if (response.status !== 401 || !digest.accept(response.headers.all('WWW-Authenticate'))) {
          return { ok: false, why: `SIP ${response.status}` }
        }
      }
      return { ok: false, why: 'SIP 401' }
    },

    async call(account, digits, hear, signal) {
      const flow = flowTo(account)
      if (flow === null) return hear('fast-busy')
      const digest = new DigestClient(account.authUser, account.password)
      const domain = account.identity.split('@')[1] ?? account.registrar
      const uri = `sip:${digits.replaceAll('#', '%23')}@${domain}`
      let from = `${account.displayName === '' ? '' : `"${account.displayName}" `}<sip:${account.identity}>`
      let callId: string | undefined
      /** Header that answers the last challenge: a proxy's or a user agent's own. */
      let credentials: 'Authorization' | 'Proxy-Authorization' = 'Authorization'
      for (let cseq = 1; cseq <= 3; cseq++) {
        const proxy = digest.header('INVITE', uri)
        const invite = endpoint.newRequest('INVITE', uri, {
          from,
          to: `<${uri}>`,
          flow,
          contact: contactOf(account),
          cseq,
          ...(callId === undefined ? {} : { callId }),
          headers: {
            'User-Agent': userAgent(),
            ...(proxy === null ? {} : { [credentials]: proxy }),
          },
          body: offer(endpoint.address),
          contentType: 'application/sdp',
        })
        callId ??= invite.headers.get('Call-ID')
        from = invite.headers.get('From') ?? from
        const response = await endpoint.send(invite, flow, {
          signal,
          onProvisional: ({ status }) => {
            if (status === 180) hear('ring')
            else if (status > 100) hear('progress')
          },
        })
        if (response.status === 401 || response.status === 407) {
          credentials = response.status === 407 ? 'Proxy-Authorization' : 'Authorization'
          const challenges = [
            ...response.headers.all('Proxy-Authenticate'),
            ...response.headers.all('WWW-Authenticate'),
          ]
          if (digest.accept(challenges)) continue
        }
        if (response.status < 300) {
          endpoint.ack(response, invite, flow)
          await hangUp(response, from, callId ?? '', cseq + 1, flow, signal)
          return
        }
        return hear(response.status === 486 || response.status === 600 ? 'busy' : 'fast-busy')
      }
      hear('fast-busy')
    },
  }

  async function hangUp(
    answered: SipResponse,
    from: string,
    callId: string,
    cseq: number,
    flow: Flow,
    signal: AbortSignal,
  ): Promise<void> {
    const target = /<([^>]+)>/.exec(answered.headers.get('Contact') ?? '')?.[1]
    if (target === undefined) return
    const bye = endpoint.newRequest('BYE', target, {
      from: answered.headers.get('From') ?? from,
      to: answered.headers.get('To') ?? '',
      flow,
      callId,
      cseq,
    })
    await endpoint.send(bye, flow, { signal })
  }
}

function expiresIn(response: SipResponse): number {
  const contact = /;\s*expires\s*=\s*(\d+)/i.exec(response.headers.all('Contact').join(','))?.[1]
  const seconds = Number(contact ?? response.headers.get('Expires') ?? wanted)
  return Number.isFinite(seconds) && seconds > 0 ? seconds : wanted
}

/** An SDP offer (RFC 8866) for G.711; practice handsets send no media. */
function offer(address: string): string {
  return [
    'v=0',
    `o=- 0 0 IN IP4 ${address}`,
    's=-',
    `c=IN IP4 ${address}`,
    't=0 0',
    'm=audio 9 RTP/AVP 0 8',
    'a=inactive',
    '',
  ].join('\r\n')
}
