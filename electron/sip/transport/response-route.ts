/** Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4). */
import type { SipRequest } from '../message/message.ts'
import { readVia } from '../message/via.ts'
import { type Destination, type Flow, usualPort } from './flow.ts'

export interface Flows {
  flowTo(destination: Destination): Flow
}

/**
 * The flow of the request; over UDP without rport, the source address with the port of the Via. Never another address than the request
 * came from, whatever `maddr` says: a response must not reach a third party.
 */
export function replyFlow(request: SipRequest, flow: Flow, flows: Flows): Flow {
  if (flow.reliable) return flow
  const via = readVia(request.headers.get('Via') ?? '')
  // a malformed Via has no port that counts
  const port = via === null || via.params.has('rport') ? flow.port : (via.port ?? usualPort(flow.transport))
  return port === flow.port ? flow : flows.flowTo({ transport: 'udp', address: flow.address, port })
}

/** The flow for a response whose connection is gone: a new one to the source address and the port of the Via (§18.2.2). */
export function replyFlowWhenGone(request: SipRequest, flow: Flow, flows: Flows): Flow {
  if (!flow.closed) return flow
  const via = readVia(request.headers.get('Via') ?? '')
  const { transport, address } = flow
  return flows.flowTo({ transport, address, port: via?.port ?? usualPort(transport) })
}
