/**
 * Host discovery: whether anything answers at an address, as cheaply as possible. A TCP connection to the web port comes first, and a
 * refusal counts as an answer; then one SIP OPTIONS; then one SNMPv1 request for sysUpTime. The answers are not evidence: a host that
 * answers is asked by the probes.
 */

import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { PunchdownError } from '#shared/errors.ts'
import { holds, ipv4Number, prefixOfMask, subnetSpan } from '#shared/model/ipv4.ts'
import type { Ports } from '#shared/model/job.ts'
import { bugLog } from '../platform/bugs.ts'
import { guarded } from '../platform/sockets.ts'
import { systemTiming, type Timing } from '../platform/timing.ts'

export interface HostQuery {
  readonly address: string
  readonly ports: Ports
  /** Only the web port: other answers of the address belong to other devices. */
  readonly webOnly: boolean
  /** Timeout of each method, milliseconds; read anew each time, because answers of other hosts shorten it. */
  readonly timeoutMs: () => number
  /** Delay before the next method, milliseconds; earlier methods may still be answered. */
  readonly nextAfterMs: () => number
  /** Each method runs into its timeout before the next one starts. */
  readonly inTurn: boolean
  /** Awaited before each question; `again` for an address that was asked before. @throws PunchdownError cancelled */
  readonly turn: (again: boolean) => Promise<void>
  readonly signal: AbortSignal
}

export type DiscoveryMethod = 'web' | 'sip' | 'snmp'

export type HostReply =
  | {
      readonly answered: false
      /** laptop-full: no socket, port or table entry was free. no-route: no method could be sent. */
      readonly because: 'silence' | 'laptop-full' | 'no-route'
    }
  | {
      readonly answered: true
      readonly by: DiscoveryMethod
      /** False when the connection was refused: the host is there, without a web server. */
      readonly open: boolean
      readonly tookMs: number
    }

export interface HostDiscovery extends Disposable {
  /** @throws PunchdownError cancelled */
  discover(query: HostQuery): Promise<HostReply>
  /** Open sockets. */
  readonly open: number
}

/** Errors of the laptop itself on Linux and the BSDs: no buffers, descriptors, ports, memory or table entries. */
const laptopFull = /^(?:ENOBUFS|EMFILE|ENFILE|EADDRNOTAVAIL|ENOMEM|EAGAIN)$/
/** Neither a link nor a router leads there: nothing was sent. */
const noRoute = 'ENETUNREACH'
/** Errors that only the host itself can cause. */
const refusal = /^(?:ECONNREFUSED|ECONNRESET)$/

type Answer = Extract<HostReply, { answered: true }>
type NotSent = 'laptop-full' | 'no-route'

/** One method under way. */
interface Attempt {
  readonly cancel: () => void
  /** Resolves when the question could not be sent; otherwise stays pending. */
  readonly notSent: Promise<NotSent>
}

export function openHostDiscovery(timing: Timing = systemTiming): HostDiscovery {
  const udp = createDatagrams(timing)
  let tcpOpen = 0

  const connectTo = ({ address, ports }: HostQuery, answer: (found: Answer) => void): Attempt => {
    const at = timing.now()
    const { promise: notSent, resolve } = Promise.withResolvers<NotSent>()
    const socket = connect({ host: address, port: ports.http, autoSelectFamily: false })
    tcpOpen++
    const found = (open: boolean) => answer({ answered: true, by: 'web', open, tookMs: timing.now() - at })
    socket.once('connect', () => found(true))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (refusal.test(error.code ?? '')) found(false)
      else reportNotSent(error.code ?? '', resolve)
    })
    socket.once('close', () => {
      tcpOpen--
    })
    return { notSent, cancel: () => socket.destroy() }
  }
  const attempt = (method: DiscoveryMethod, query: HostQuery, answer: (found: Answer) => void): Attempt =>
    method === 'web' ? connectTo(query, answer) : udp.ask(method, query, answer)

  return {
    get open() {
      return tcpOpen + udp.open
    },
    async discover(query) {
      const { signal } = query
      if (signal.aborted) throw new PunchdownError('cancelled')
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      // a promise that nothing awaits any more may still be rejected
      promise.catch(() => undefined)
      const stop = () => reject(new PunchdownError('cancelled'))
      signal.addEventListener('abort', stop, { once: true })
      const attempts: Attempt[] = []
      const start = (method: DiscoveryMethod): Attempt => {
        const started = attempt(method, query, resolve)
        attempts.push(started)
        return started
      }
      try {
        return await tryMethods(query, promise, start, timing)
      } finally {
        signal.removeEventListener('abort', stop)
        for (const { cancel } of attempts) cancel()
      }
    },
    [Symbol.dispose]: () => udp.close(),
  }
}

function reportNotSent(code: string, report: (why: NotSent) => void): void {
  if (laptopFull.test(code)) report('laptop-full')
  else if (code === noRoute) report('no-route')
}

/**
 * The methods one after the other until one is answered. A method that could not be sent is followed by the next one at once: a negative
 * ARP entry makes connections fail on some systems while the device answers datagrams.
 */
async function tryMethods(
  { webOnly, inTurn, timeoutMs, nextAfterMs, turn }: HostQuery,
  answer: Promise<Answer>,
  start: (method: DiscoveryMethod) => Attempt,
  timing: Timing,
): Promise<HostReply> {
  const order: readonly DiscoveryMethod[] = webOnly ? ['web'] : ['web', 'sip', 'snmp']
  const notSent: NotSent[] = []
  for (const [index, method] of order.entries()) {
    const early = await Promise.race([answer, turn(index > 0).then(() => null)])
    if (early !== null) return early
    const { cancel, notSent: failed } = start(method)
    const isLast = index === order.length - 1
    // the last method waits for all that were sent
    const wait = inTurn || isLast ? timeoutMs() : nextAfterMs()
    const result = await firstOf(answer, failed, wait, timing)
    if (result === 'laptop-full') return { answered: false, because: 'laptop-full' }
    if (result === 'no-route') {
      notSent.push(result)
      if (!isLast || notSent.length === order.length) continue
      const late = await firstOf(answer, null, wait, timing)
      if (late !== null && typeof late === 'object') return late
    } else if (result !== null) return result
    if (inTurn) cancel()
  }
  return { answered: false, because: notSent.length === order.length ? 'no-route' : 'silence' }
}

/** The answer, or why nothing was sent, or null after `ms`. */
async function firstOf(
  answer: Promise<Answer>,
  notSent: Promise<NotSent> | null,
  ms: number,
  timing: Timing,
): Promise<Answer | NotSent | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>()
  const cancelTimer = timing.after(ms, () => resolve(null))
  try {
    return await Promise.race([answer, over, ...(notSent === null ? [] : [notSent])])
  } finally {
    cancelTimer()
  }
}

/** One UDP socket for each address family, shared by all queries. */
function createDatagrams(timing: Timing) {
  const waiting = new Map<string, () => void>()
  const sockets = new Map<'udp4' | 'udp6', UdpSocket>()
  let counter = Math.floor(Math.random() * 0x3fffffff)

  const socketFor = (address: string): UdpSocket => {
    const family = address.includes(':') ? 'udp6' : 'udp4'
    const known = sockets.get(family)
    if (known !== undefined) return known
    const socket = createSocket(family)
    socket.on('error', () => undefined)
    socket.on(
      'message',
      guarded(bugLog, 'probe.host', (_octets: Buffer, from: RemoteInfo) =>
        waiting.get(`${from.address.replace(/%.*$/, '')} ${from.port}`)?.(),
      ),
    )
    sockets.set(family, socket)
    return socket
  }

  return {
    get open() {
      return sockets.size
    },
    ask(method: 'sip' | 'snmp', { address, ports }: HostQuery, answer: (found: Answer) => void): Attempt {
      const at = timing.now()
      const { promise: notSent, resolve } = Promise.withResolvers<NotSent>()
      const key = `${address.replace(/%.*$/, '')} ${ports[method]}`
      const found = () => answer({ answered: true, by: method, open: true, tookMs: timing.now() - at })
      waiting.set(key, found)
      counter = (counter + 1) & 0x3fffffff
      const octets = method === 'sip' ? sipOptions(address, ports.sip, counter) : snmpUptime(counter)
      try {
        socketFor(address).send(octets, ports[method], address, (error) => {
          if (error !== null && 'code' in error) reportNotSent(String(error.code), resolve)
        })
      } catch {
        // the socket could not be opened
        resolve('laptop-full')
      }
      const cancel = () => {
        if (waiting.get(key) === found) waiting.delete(key)
      }
      return { notSent, cancel }
    },
    close() {
      for (const socket of sockets.values()) socket.close()
      sockets.clear()
      waiting.clear()
    },
  }
}

/** OPTIONS outside a dialog (RFC 3261, 11.1). Any answer counts, whatever it says. */
function sipOptions(address: string, port: number, number: number): Buffer {
  const host = address.includes(':') ? `[${address.replace(/%.*$/, '')}]` : address
  const own = ownAddressTowards(address)
  const id = number.toString(16)
  return Buffer.from(
    [
      `OPTIONS sip:${host}:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${own};branch=z9hG4bK-discovery-${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:punchdown@${own}>;tag=${id}`,
      `To: <sip:${host}:${port}>`,
      `Call-ID: discovery-${id}@${own}`,
      'CSeq: 1 OPTIONS',
      `Contact: <sip:punchdown@${own}>`,
      'Accept: application/sdp',
      'User-Agent: Punchdown',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )
}

/**
 * GetRequest for sysUpTime.0 with the community `public`, in SNMPv1, which agents of all ages understand (RFC 1157, 4.1.2):
 * 30 29 | 02 01 00 | 04 06 "public" | A0 1C | 02 04 <request> | 02 01 00 | 02 01 00 | 30 0E 30 0C 06 08 2B 06 01 02 01 01 03 00 05 00
 */
function snmpUptime(number: number): Buffer {
  const id = number.toString(16).padStart(8, '0')
  return Buffer.from(
    `302902010004067075626c6963a01c0204${id}020100020100300e300c06082b060102010103000500`,
    'hex',
  )
}

/** The laptop's address on the same link, else its first one that is not loopback; `rport` corrects what NAT changes. */
function ownAddressTowards(address: string): string {
  const value = ipv4Number(address)
  const family = value === null ? 'IPv6' : 'IPv4'
  const own = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter((each) => each.family === family)
  const onLink = own.find((each) => {
    const mine = ipv4Number(each.address)
    const prefix = prefixOfMask(each.netmask)
    return value !== null && mine !== null && prefix !== null && holds(subnetSpan(mine, prefix), value)
  })
  const best = onLink ?? own.find((each) => !each.internal)
  if (best === undefined) return family === 'IPv4' ? '127.0.0.1' : '[::1]'
  return best.family === 'IPv6' ? `[${best.address}]` : best.address
}
