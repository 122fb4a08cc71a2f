/**
 * Probe for SIP user agents: OPTIONS (RFC 3261, 11) over UDP, then over TCP when UDP is silent. A response must return Call-ID, CSeq and
 * branch of the request, and come from the address and port that were asked (RFC 3581, 4).
 */

import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { bugLog } from '../../platform/bugs.ts'
import { guarded } from '../../platform/sockets.ts'
import type { Probe, ProbeContext } from '../probe.ts'
import { type Asked, createSipStream, isAnswerTo, type SipHead, sipHeader, sipHeadIn } from './head.ts'

/** RFC 3261, 17.1.2.2 (timer E). */
const t1 = 500
const t2 = 4_000
/** Most octets read from one TCP connection. */
const mostOctets = 65_536

export const sipProbe: Probe = {
  name: 'sip',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    await context.turn?.()
    const udp = await overUdp(context)
    const ask = udp === null && !context.signal.aborted && context.enough?.([]) !== true
    if (ask) await context.turn?.()
    const answer = ask ? await overTcp(context) : udp
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    return answer === null ? [] : sightingsIn(answer, context)
  },
}

interface Request {
  readonly asked: Asked
  readonly octets: Buffer
}

/** OPTIONS outside a dialog. `host` and `port`: local address of the socket. */
function options(
  { address, ports }: ProbeContext,
  transport: 'UDP' | 'TCP',
  host: string,
  port: number,
): Request {
  const id = randomBytes(8).toString('hex')
  const uri = `sip:${bracketed(address)}:${ports.sip}`
  const own = bracketed(host)
  const asked: Asked = { callId: `${id}@${own}`, cseq: 1, method: 'OPTIONS', branch: `z9hG4bK${id}` }
  const lines = [
    `OPTIONS ${uri} SIP/2.0`,
    `Via: SIP/2.0/${transport} ${own}:${port};branch=${asked.branch};rport`,
    'Max-Forwards: 70',
    `From: <sip:punchdown@${own}>;tag=${id}`,
    `To: <${uri}>`,
    `Call-ID: ${asked.callId}`,
    `CSeq: ${asked.cseq} ${asked.method}`,
    `Contact: <sip:punchdown@${own}:${port}${transport === 'TCP' ? ';transport=tcp' : ''}>`,
    'Accept: application/sdp',
    'User-Agent: Punchdown',
    'Content-Length: 0',
    '',
    '',
  ]
  return { asked, octets: Buffer.from(lines.join('\r\n')) }
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host.replace(/%.*$/, '')}]` : host)

/** The final response, or the last provisional one at the timeout; null for silence. */
function overUdp(context: ProbeContext): Promise<SipHead | null> {
  const { address, ports, timeoutMs, signal } = context
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
  return new Promise((resolve) => {
    let provisional: SipHead | null = null
    let resend: NodeJS.Timeout | undefined
    let ended = false
    const end = (answer: SipHead | null) => {
      if (ended) return
      ended = true
      clearTimeout(resend)
      clearTimeout(over)
      signal.removeEventListener('abort', stop)
      socket.close()
      resolve(answer)
    }
    const stop = () => end(null)
    const over = setTimeout(() => end(provisional), timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    // a connected socket reports ICMP "port unreachable" as an error
    socket.on('error', () => end(provisional))
    socket.connect(ports.sip, address, () => {
      if (ended) return
      const own = socket.address()
      const { asked, octets } = options(context, 'UDP', own.address, own.port)
      // T1 may be shorter where round trips are (17.1.1.1)
      let wait = Math.min(t1, timeoutMs / 2)
      const send = () => {
        if (ended) return
        socket.send(octets, () => undefined)
        resend = setTimeout(send, provisional === null ? wait : t2)
        wait = Math.min(2 * wait, t2)
      }
      socket.on(
        'message',
        guarded(bugLog, 'probe.sip', (bytes: Buffer) => {
          const head = sipHeadIn(bytes, true)
          if (head === null || !isAnswerTo(head, asked)) return
          if (!isProvisional(head)) return end(head)
          provisional = head
        }),
      )
      send()
    })
  })
}

function overTcp(context: ProbeContext): Promise<SipHead | null> {
  const { address, ports, timeoutMs, signal } = context
  if (signal.aborted) return Promise.resolve(null)
  const socket = connect({ host: address, port: ports.sip })
  return new Promise((resolve) => {
    let provisional: SipHead | null = null
    let octetsRead = 0
    const end = (answer: SipHead | null) => {
      clearTimeout(over)
      signal.removeEventListener('abort', stop)
      socket.destroy()
      resolve(answer)
    }
    const stop = () => end(null)
    const over = setTimeout(() => end(provisional), timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    socket.on('error', () => end(provisional))
    socket.on('close', () => end(provisional))
    socket.once('connect', () => {
      const stream = createSipStream()
      const { asked, octets } = options(
        context,
        'TCP',
        socket.localAddress ?? '0.0.0.0',
        socket.localPort ?? 0,
      )
      socket.on(
        'data',
        guarded(bugLog, 'probe.sip', (bytes: Buffer) => {
          octetsRead += bytes.length
          for (const head of stream.push(bytes)) {
            if (!isAnswerTo(head, asked)) continue
            if (!isProvisional(head)) return end(head)
            provisional = head
          }
          if (stream.ended || octetsRead > mostOctets) end(provisional)
        }),
      )
      socket.write(octets)
    })
  })
}

const isProvisional = ({ status }: SipHead): boolean => status !== null && status < 200

function sightingsIn(head: SipHead, { address, ports, now }: ProbeContext): Sighting[] {
  const base = { address, port: ports.sip, at: now() }
  const found: Sighting[] = [{ ...base, protocol: 'sip.status', raw: String(head.status) }]
  for (const [header, protocol] of [
    ['user-agent', 'sip.user_agent'],
    ['server', 'sip.server'],
  ] as const) {
    const value = sipHeader(head, header)
    if (value !== undefined && value !== '') found.push({ ...base, protocol, raw: value })
  }
  return found
}
