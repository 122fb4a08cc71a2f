/**
 * Finds out whether an SNMP agent is there. Agents silently drop requests with an unknown community, but answer engine discovery
 * (RFC 3414, 4) without credentials.
 */

import { createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { bugLog } from '../../platform/bugs.ts'
import { guarded } from '../../platform/sockets.ts'
import { engineIdIn } from '../../protocols/snmp/engine-id.ts'

/**
 * present: an agent answered. closed: the port is closed. no-host: the host is unreachable. silent: no answer; there is no agent, or it
 * does not support SNMPv3, or a firewall drops SNMP.
 */
export type AgentState = 'present' | 'closed' | 'no-host' | 'silent'

/**
 * An SNMPv3 message (RFC 3412, 6): reportable, noAuthNoPriv, user-based security model without an engine id, empty GET. net-snmp's
 * `snmpget -v3` starts with the same message.
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
  readonly presence: AgentState
  /** Hex digits; null without an answer. */
  readonly engineId: string | null
}

/** Sends the message twice; ends at an answer, a refusal, the timeout or the signal. */
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
    const end = (presence: AgentState, engineId: string | null = null) => {
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
    // an SNMP message starts with SEQUENCE (30); anything else is another service
    socket.on(
      'message',
      guarded(bugLog, 'probe.snmp', (bytes: Buffer) =>
        bytes[0] === 0x30 ? end('present', engineIdIn(bytes)) : end('silent'),
      ),
    )
    // a connected socket reports ICMP port unreachable
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ECONNREFUSED' ? 'closed' : 'no-host'),
    )
    socket.connect(port, address, ask)
  })
}
