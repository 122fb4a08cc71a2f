/**
 * Finds out whether anybody is at an address, as cheaply as can be: a TCP connection to its web port, which a refusal answers as well,
 * then one SIP OPTIONS, then one SNMPv1 request for the uptime. What is heard is no evidence; who answers is asked by the probes.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import { ipv4Number } from '#shared/model/target.ts'
import { systemTiming, type Timing } from '../platform/timing.ts'

export interface Knock {
  readonly address: string
  readonly ports: Ports
  /** The web port alone: whatever else the address answers is not of the device that is looked for. */
  readonly webOnly: boolean
  /** How long each way is waited for; asked anew each time, for others' answers may have shortened it. */
  readonly timeoutMs: () => number
  /** How long until the next way is tried, while the earlier ones are still listened for: answers on this link come sooner. */
  readonly nextAfterMs: () => number
  /** One way at a time: each is given up before the next is tried. */
  readonly inTurn: boolean
  /** Waited for before each question; `again` for one to an address that was asked before. @throws PunchdownError cancelled */
  readonly turn: (again: boolean) => Promise<void>
  readonly signal: AbortSignal
}

export type Knocked =
  | {
      readonly answered: false
      /** The laptop could not even ask where its sockets or its tables are full, or where it knows no way. */
      readonly because: 'silence' | 'laptop-full' | 'no-route'
    }
  | {
      readonly answered: true
      readonly by: Way
      /** False for a connection that was refused: somebody is there, and no web server. */
      readonly open: boolean
      readonly tookMs: number
    }

export type Way = 'web' | 'sip' | 'snmp'

export interface Knocker extends Disposable {
  /** @throws PunchdownError cancelled */
  knock(knock: Knock): Promise<Knocked>
  /** Sockets open now. */
  readonly open: number
}

/** Errors of the laptop itself, Linux and the BSDs: no buffers, no descriptors, no ports, no memory, no room in a table. */
const laptopFull = /^(?:ENOBUFS|EMFILE|ENFILE|EADDRNOTAVAIL|ENOMEM|EAGAIN)$/
/** No link and no router leads there: nothing was sent. */
const noRoute = 'ENETUNREACH'
/** What only somebody at the address can cause. */
const refusal = /^(?:ECONNREFUSED|ECONNRESET)$/

type Heard = (answer: Knocked) => void

export function openKnocker(timing: Timing = systemTiming): Knocker {
  const listening = new Map<string, () => void>()
  const udp = new Map<'udp4' | 'udp6', UdpSocket>()
  let tcpOpen = 0
  let counter = Math.floor(Math.random() * 0x3fffffff)

  const udpFor = (address: string): UdpSocket => {
    const family = address.includes(':') ? 'udp6' : 'udp4'
    const known = udp.get(family)
    if (known !== undefined) return known
    const socket = createSocket(family)
    socket.on('error', () => undefined)
    socket.on('message', (_octets, from) =>
      listening.get(`${from.address.replace(/%.*$/, '')} ${from.port}`)?.(),
    )
    udp.set(family, socket)
    return socket
  }

  const unasked = (code: string, heard: Heard): void => {
    if (laptopFull.test(code)) heard({ answered: false, because: 'laptop-full' })
    else if (code === noRoute) heard({ answered: false, because: 'no-route' })
  }

  /** Each way answers how it is given up. */
  const ways: Readonly<Record<Way, (knock: Knock, heard: Heard) => () => void>> = {
    web({ address, ports }, heard) {
      const at = timing.now()
      const socket = connect({ host: address, port: ports.http, autoSelectFamily: false })
      tcpOpen++
      const answer = (open: boolean) => heard({ answered: true, by: 'web', open, tookMs: timing.now() - at })
      socket.once('connect', () => answer(true))
      socket.on('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? ''
        if (refusal.test(code)) answer(false)
        else unasked(code, heard)
      })
      socket.once('close', () => {
        tcpOpen--
      })
      return () => socket.destroy()
    },
    sip: (knock, heard) => datagram('sip', knock, heard),
    snmp: (knock, heard) => datagram('snmp', knock, heard),
  }

  const datagram = (way: 'sip' | 'snmp', { address, ports }: Knock, heard: Heard): (() => void) => {
    const at = timing.now()
    const key = `${address.replace(/%.*$/, '')} ${ports[way]}`
    const answer = () => heard({ answered: true, by: way, open: true, tookMs: timing.now() - at })
    listening.set(key, answer)
    counter = (counter + 1) & 0x3fffffff
    const octets = way === 'sip' ? sipOptions(address, ports.sip, counter) : snmpUptime(counter)
    try {
      udpFor(address).send(octets, ports[way], address, (error) => {
        if (error !== null && 'code' in error) unasked(String(error.code), heard)
      })
    } catch {
      // a socket that could not be opened asks nothing
      heard({ answered: false, because: 'laptop-full' })
    }
    return () => {
      if (listening.get(key) === answer) listening.delete(key)
    }
  }

  return {
    get open() {
      return tcpOpen + udp.size
    },
    async knock(knock) {
      const { webOnly, inTurn, timeoutMs, nextAfterMs, signal } = knock
      if (signal.aborted) throw new PunchdownError('cancelled')
      const { promise, resolve, reject } = Promise.withResolvers<Knocked>()
      // who is no longer waited for may still be refused
      promise.catch(() => undefined)
      const stop = () => reject(new PunchdownError('cancelled'))
      signal.addEventListener('abort', stop, { once: true })
      const giveUps: (() => void)[] = []
      const order: readonly Way[] = webOnly ? ['web'] : ['web', 'sip', 'snmp']
      try {
        for (const [index, way] of order.entries()) {
          const before = await Promise.race([promise, knock.turn(index > 0).then(() => null)])
          if (before !== null) return before
          giveUps.push(ways[way](knock, resolve))
          const isLast = index === order.length - 1
          const wait = inTurn || isLast ? timeoutMs() : nextAfterMs()
          const answer = await orNull(promise, wait, timing)
          if (answer !== null) return answer
          if (inTurn) giveUps.pop()?.()
        }
        return { answered: false, because: 'silence' }
      } finally {
        signal.removeEventListener('abort', stop)
        for (const giveUp of giveUps) giveUp()
      }
    },
    [Symbol.dispose]() {
      for (const socket of udp.values()) socket.close()
      udp.clear()
      listening.clear()
    },
  }
}

async function orNull<T>(promise: Promise<T>, ms: number, timing: Timing): Promise<T | null> {
  const { promise: over, resolve } = Promise.withResolvers<null>()
  const cancelTimer = timing.after(ms, () => resolve(null))
  try {
    return await Promise.race([promise, over])
  } finally {
    cancelTimer()
  }
}

/** RFC 3261 (11.1). The answer is taken for a sign of life only, whatever it says. */
function sipOptions(address: string, port: number, number: number): Buffer {
  const host = address.includes(':') ? `[${address.replace(/%.*$/, '')}]` : address
  const own = ownAddressTowards(address)
  const id = number.toString(16)
  return Buffer.from(
    [
      `OPTIONS sip:${host}:${port} SIP/2.0`,
      `Via: SIP/2.0/UDP ${own};branch=z9hG4bK-knock-${id};rport`,
      'Max-Forwards: 70',
      `From: <sip:punchdown@${own}>;tag=${id}`,
      `To: <sip:${host}:${port}>`,
      `Call-ID: knock-${id}@${own}`,
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
 * A GetRequest for sysUpTime.0 with the community `public`, in SNMPv1, which agents of all ages understand (RFC 1157, 4.1.2):
 * 30 29 | 02 01 00 | 04 06 "public" | A0 1C | 02 04 <request> | 02 01 00 | 02 01 00 | 30 0E 30 0C 06 08 2B 06 01 02 01 01 03 00 05 00
 */
function snmpUptime(number: number): Buffer {
  const id = number.toString(16).padStart(8, '0')
  return Buffer.from(
    `302902010004067075626c6963a01c0204${id}020100020100300e300c06082b060102010103000500`,
    'hex',
  )
}

/** The laptop's address on the link of another address, else its first one that is not loopback; what is behind it is told by `rport`. */
function ownAddressTowards(address: string): string {
  const value = ipv4Number(address)
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const family = value === null ? 'IPv6' : 'IPv4'
  const own = all.filter((each) => each.family === family)
  const onLink = own.find((each) => {
    const mine = ipv4Number(each.address)
    const mask = ipv4Number(each.netmask)
    if (value === null || mine === null || mask === null) return false
    const size = 2 ** 32 - mask
    return Math.floor(mine / size) === Math.floor(value / size)
  })
  const best = onLink ?? own.find((each) => !each.internal)
  if (best === undefined) return family === 'IPv4' ? '127.0.0.1' : '[::1]'
  return best.family === 'IPv6' ? `[${best.address}]` : best.address
}
