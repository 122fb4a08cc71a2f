/** Notices SIP user agents: OPTIONS (RFC 3261 §11) over UDP, then over TCP where UDP stays silent. */
import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Sighting } from '#shared/model/identity.ts'
import type { Probe, ProbeContext } from './probe.ts'

/** T1 of RFC 3261 §17.1.1.1: a lost datagram is sent again after it. */
const retransmitMs = 500

export const sipProbe: Probe = {
  name: 'sip',
  async look(context) {
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    const answer = (await overUdp(context)) ?? (await overTcp(context))
    if (context.signal.aborted) throw new PunchdownError('cancelled')
    return answer === null ? [] : sightingsIn(answer, context)
  },
}

/** One OPTIONS outside any dialog. `host` and `port` are ours, as the socket has them. */
function options(context: ProbeContext, transport: 'UDP' | 'TCP', host: string, port: number): Buffer {
  const id = randomBytes(8).toString('hex')
  const target = context.address.includes(':') ? `[${context.address}]` : context.address
  return Buffer.from(
    [
      `OPTIONS sip:${target}:${context.ports.sip} SIP/2.0`,
      `Via: SIP/2.0/${transport} ${host}:${port};branch=z9hG4bK${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:punchdown@${host}>;tag=${id}`,
      `To: <sip:${target}:${context.ports.sip}>`,
      `Call-ID: ${id}@${host}`,
      'CSeq: 1 OPTIONS',
      `Contact: <sip:punchdown@${host}:${port}>`,
      'Accept: application/sdp',
      'User-Agent: Punchdown',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )
}

async function overUdp(context: ProbeContext): Promise<string | null> {
  const socket = createSocket(context.address.includes(':') ? 'udp6' : 'udp4')
  const ending = AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs)])
  let resend: NodeJS.Timeout | undefined
  // one error ends the wait; another may follow it before the socket is closed
  socket.on('error', () => undefined)
  try {
    // a connected socket hears ICMP "port unreachable" as an error: silence is cut short
    const connected = once(socket, 'connect', { signal: ending })
    socket.connect(context.ports.sip, context.address)
    await connected
    const { address, port } = socket.address()
    const message = options(context, 'UDP', address.includes(':') ? `[${address}]` : address, port)
    const send = () => socket.send(message, () => undefined)
    const answered = once(socket, 'message', { signal: ending })
    send()
    resend = setInterval(send, retransmitMs)
    const [bytes] = await answered
    return Buffer.isBuffer(bytes) ? headOf(bytes.toString('utf8')) : null
  } catch {
    return null
  } finally {
    clearInterval(resend)
    socket.close()
  }
}

async function overTcp(context: ProbeContext): Promise<string | null> {
  const ending = AbortSignal.any([context.signal, AbortSignal.timeout(context.timeoutMs)])
  if (ending.aborted) return null
  const socket = connect({ host: context.address, port: context.ports.sip })
  socket.on('error', () => undefined)
  const stop = () => socket.destroy()
  ending.addEventListener('abort', stop)
  try {
    await once(socket, 'connect', { signal: ending })
    const host = socket.localAddress ?? '0.0.0.0'
    socket.write(options(context, 'TCP', host.includes(':') ? `[${host}]` : host, socket.localPort ?? 0))
    let text = ''
    for await (const chunk of socket) {
      text += Buffer.from(chunk).toString('utf8')
      if (text.includes('\r\n\r\n') || text.length > 16_384) break
    }
    return headOf(text)
  } catch {
    return null
  } finally {
    ending.removeEventListener('abort', stop)
    socket.destroy()
  }
}

/**
 * The head of a SIP message, or null when it is none:
 *   SIP/2.0 200 OK
 *   User-Agent: Yealink SIP-T46U 108.86.0.75
 */
function headOf(text: string): string | null {
  const head = text.split('\r\n\r\n')[0] ?? ''
  return /^SIP\/2\.0 \d{3}/.test(head) || /^[A-Z]+ sips?:\S+ SIP\/2\.0/.test(head) ? head : null
}

function sightingsIn(head: string, { address, ports, now }: ProbeContext): Sighting[] {
  const unfolded = head.replaceAll(/\r\n[ \t]+/g, ' ')
  const status = /^SIP\/2\.0 (\d{3})/.exec(unfolded)?.[1]
  const base = { address, port: ports.sip, at: now() }
  const found: Sighting[] = [{ ...base, protocol: 'sip.status', raw: status ?? 'request' }]
  for (const [header, protocol] of [
    ['user-agent', 'sip.user_agent'],
    ['server', 'sip.server'],
  ] as const) {
    const value = new RegExp(`^${header}[ \\t]*:[ \\t]*(.+?)[ \\t]*$`, 'im').exec(unfolded)?.[1]
    if (value !== undefined) found.push({ ...base, protocol, raw: value })
  }
  return found
}
