/**
 * Whether an SNMP agent is there at all, told apart from one that keeps silent: agents answer the discovery of their
 * engine (RFC 3414, 4) to anybody, without credentials, while they drop a community they do not know without a word.
 */
import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { engineIdIn } from '../../protocols/snmp/engine-id.ts'

/**
 * present: an agent answered. closed: the host says that nobody listens there. no-host: the network knows no such host.
 * silent: nothing came; no agent, one that speaks no SNMPv3, or something in between that drops SNMP.
 */
export type Presence = 'present' | 'closed' | 'no-host' | 'silent'

/**
 * An SNMPv3 message (RFC 3412, 6): reportable, noAuthNoPriv, a user-based security model that names no engine, a GET of
 * nothing. `snmpget -v3` of net-snmp opens with the same.
 */
const discovery = Buffer.from(
  [
    '3038020103',
    // msgID 1, msgMaxSize 65507, msgFlags reportable, msgSecurityModel 3
    '300e020101020300ffe3040104020103',
    // engine ID, boots, time, user, digest and salt, all empty
    '0410300e0400020100020100040004000400',
    // contextEngineID and contextName empty, GET with request-id 1
    '301104000400a00b0201010201000201003000',
  ].join(''),
  'hex',
)

export interface Found {
  readonly presence: Presence
  /** Of the agent that answered, hex digits. */
  readonly engineId: string | null
}

/** Asks once and again, until an answer, a refusal, the time or the signal. */
export function findAgent(
  address: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Found> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve({ presence: 'silent', engineId: null })
    const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4')
    let ended = false
    const end = (presence: Presence, engineId: string | null = null) => {
      if (ended) return
      ended = true
      clearTimeout(again)
      clearTimeout(over)
      signal.removeEventListener('abort', stop)
      socket.close()
      resolve({ presence, engineId })
    }
    const stop = () => end('silent')
    const ask = () => {
      if (!ended) socket.send(discovery, () => undefined)
    }
    const again = setTimeout(ask, timeoutMs / 2)
    const over = setTimeout(stop, timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    // an SNMP message is a SEQUENCE; anything else is some other service
    socket.on('message', (bytes) => (bytes[0] === 0x30 ? end('present', engineIdIn(bytes)) : end('silent')))
    // a connected socket hears of ICMP port unreachable
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'closed' : 'no-host'),
    )
    socket.connect(port, address, ask)
  })
}
