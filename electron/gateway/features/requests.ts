/** Dispatches SIP requests by method (RFC 3261 §8.2) and refuses methods and extensions that are not supported. */
import { toProblem } from '#shared/errors.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import {
  type Capabilities,
  type Flow,
  hasTag,
  type IncomingRequest,
  inspectRequest,
} from '../../sip/index.ts'
import type { CallTable } from '../calls/call-table.ts'
import type { Journal } from '../journal.ts'
import type { Calls } from './calls.ts'
import type { MessageWaiting } from './message-waiting.ts'

const capabilities: Capabilities = {
  methods: [
    ...['REGISTER', 'INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'OPTIONS', 'INFO', 'REFER'],
    ...['SUBSCRIBE', 'NOTIFY'],
  ],
  extensions: ['outbound', 'path', 'replaces', 'timer'],
  // the others belong to requests within a call: NOTIFY of a transfer (RFC 3515 §2.4.5), keys in INFO
  bodies: ['application/sdp', 'message/sipfrag', 'application/dtmf-relay', 'application/dtmf'],
}

export interface RequestsParts {
  readonly register: (incoming: IncomingRequest) => Promise<void>
  readonly calls: Calls
  readonly table: CallTable
  readonly messageWaiting: MessageWaiting
  readonly journal: Journal
}

export interface Requests {
  handle(incoming: IncomingRequest): void
  malformed(info: { flow: Flow; reason: string }): void
}

export function createRequests({ register, calls, table, messageWaiting, journal }: RequestsParts): Requests {
  const note = (path: string, flow: Flow, facts: GatewayLogEntry['facts']) =>
    journal.note({ path, from: `${flow.address}:${flow.port}`, hardwareId: null, facts })

  const malformed: Requests['malformed'] = ({ flow, reason }) =>
    note('sip.malformed', flow, { problem: 'sip-malformed', reason, transport: flow.transport })

  const failed = (incoming: IncomingRequest, error: unknown): void => {
    const problem = toProblem(error)
    if (problem.code === 'sip-malformed') {
      incoming.respond(400)
      malformed({ flow: incoming.flow, reason: String(problem.facts.reason) })
      return
    }
    incoming.respond(problem.code === 'disk-full' ? 503 : 500)
    note('sip.failed', incoming.flow, { method: incoming.request.method.slice(0, 20), problem: problem.code })
  }

  const dispatch = (incoming: IncomingRequest): void => {
    const { request, flow, respond } = incoming
    const refusal = inspectRequest(request, capabilities)
    if (refusal !== null) {
      respond(refusal.status, { headers: refusal.headers })
      note('sip.refused', flow, { method: request.method.slice(0, 20), status: refusal.status })
      return
    }
    if (hasTag(request.headers.get('To') ?? '') && request.method !== 'REGISTER') {
      if (request.method === 'SUBSCRIBE') messageWaiting.refresh(incoming)
      else table.receive(incoming)
      return
    }
    switch (request.method) {
      case 'REGISTER':
        register(incoming).catch((error: unknown) => failed(incoming, error))
        return
      case 'INVITE':
        calls.invite(incoming)
        return
      case 'OPTIONS':
        respond(200, {
          headers: { Allow: capabilities.methods.join(', '), Accept: capabilities.bodies.join(', ') },
        })
        note('sip.options', flow, { userAgent: request.headers.text('User-Agent')?.slice(0, 120) ?? null })
        return
      case 'SUBSCRIBE':
        subscribe(incoming)
        return
      default:
        respond(481)
    }
  }

  const subscribe = (incoming: IncomingRequest): void => {
    const { request, flow, respond } = incoming
    const event = request.headers.text('Event')?.split(';', 1)[0]?.trim() ?? null
    const isKnown = event?.toLowerCase() === 'message-summary'
    const status = isKnown ? messageWaiting.subscribe(incoming) : 489
    if (!isKnown) respond(489, { headers: { 'Allow-Events': 'message-summary' } })
    if (status !== 401) note('sip.subscribe', flow, { event: event?.slice(0, 60) ?? null, status })
  }

  return {
    malformed,
    handle(incoming) {
      try {
        dispatch(incoming)
      } catch (error) {
        failed(incoming, error)
      }
    },
  }
}
