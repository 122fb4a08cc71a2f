/** A read-only SNMPv1 and v2c agent (RFC 3416) on a UDP socket; used by every practice device. */

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import { bugLog } from '../../../platform/bugs.ts'
import { guarded, listen } from '../../../platform/sockets.ts'
import type { AgentRow } from './message.ts'
import { errorStatus, readRequest, tags, writeResponse } from './message.ts'
import { answerTo } from './mib.ts'

/** Octets; RFC 3417, 3.2 recommends that managers accept at least this many. */
const longestAnswer = 1472
/** Maximum number of rows for one GETBULK. Ours. */
const mostRepetitions = 100

export interface SnmpAgent extends Disposable {
  readonly port: number
}

export interface AgentOptions {
  readonly address: string
  /** 0 takes any free port. */
  readonly port: number
  readonly rows: () => readonly AgentRow[]
  /** No request is answered while this is true. */
  readonly silent: () => boolean
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function openSnmpAgent({ address, port, rows, silent }: AgentOptions): Promise<SnmpAgent> {
  const socket = createSocket('udp4')
  answerSnmp(socket, () => (silent() ? [] : rows()), 'public')
  try {
    const bound = await listen(socket, { address, port, protocol: 'snmp' })
    return { port: bound, [Symbol.dispose]: () => socket.close() }
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Answers requests with the right community. An agent without rows does not answer. */
export function answerSnmp(socket: Socket, rows: () => readonly AgentRow[], community = 'public'): void {
  socket.on(
    'message',
    guarded(bugLog, 'practice.snmp', (octets: Buffer, { port, address }: RemoteInfo) => {
      const held = rows()
      const answer = held.length === 0 ? null : answerOf(octets, held, community)
      if (answer !== null) socket.send(answer, port, address, () => undefined)
    }),
  )
}

/** Null when no answer is sent: not a request, or another community. */
export function answerOf(octets: Buffer, rows: readonly AgentRow[], community: string): Buffer | null {
  const message = readRequest(octets)
  if (message === null || message.community !== community) return null
  const repetitions = Math.min(message.request.repetitions, mostRepetitions)
  const request = { ...message.request, repetitions }
  const found = answerTo(request, rows, message.nonRepeaters)
  const missing = found.findIndex(({ tag }) => tag >= tags.noSuchObject && tag <= tags.endOfMibView)
  if (request.version === '1' && missing >= 0) {
    const echo = request.oids.map((oid): AgentRow => ({ oid, tag: tags.null, body: Buffer.alloc(0) }))
    return writeResponse(message, echo, errorStatus.noSuchName, missing + 1)
  }
  if (request.kind !== 'get-bulk') return writeResponse(message, found)
  // as many rows as fit into one datagram, RFC 3416 4.2.3
  for (let rest = found; ; rest = rest.slice(0, Math.floor(rest.length / 2))) {
    const whole = writeResponse(message, rest)
    if (whole.length <= longestAnswer || rest.length <= 1) return whole
  }
}
