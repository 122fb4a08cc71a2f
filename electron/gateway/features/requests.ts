/** Dispatches SIP requests by method (RFC 3261 §8.2) and refuses methods and extensions that are not supported. */
import { toProblem } from '#shared/errors.ts'
import type { GatewayLogEntry } from '#shared/model/host.ts'
import { hasTag } from '../../sip/uri.ts'
import type { Flow, IncomingRequest } from '../../sip/user-agent.ts'
import type { Journal } from '../journal.ts'
import type { Calls } from './calls.ts'

const allowed = 'REGISTER, INVITE, ACK, CANCEL, BYE, OPTIONS, SUBSCRIBE, NOTIFY'

export interface RequestsParts {
  readonly register: (incoming: IncomingRequest) => void
  readonly calls: Calls
  readonly journal: Journal
}

export interface Requests {
  handle(incoming: IncomingRequest): void
  malformed(info: { flow: Flow; reason: string }): void
}

export function createRequests({ register, calls, journal }: RequestsParts): Requests {
  const note = (path: string, flow: Flow, facts: GatewayLogEntry['facts']) =>
    journal.note({ path, from: `${flow.address}:${flow.port}`, hardwareId: null, facts })

  const malformed: Requests['malformed'] = ({ flow, reason }) =>
    note('sip.malformed', flow, { problem: 'sip-malformed', reason, transport: flow.transport })

  const dispatch = (incoming: IncomingRequest): void => {
    const { request, flow, respond } = incoming
    const required = request.headers.all('Require')
    if (required.length > 0 && request.method !== 'CANCEL') {
      // §8.2.2.3: no extension is supported
      respond(420, { headers: { Unsupported: required.join(', ') } })
      return
    }
    const inDialog = hasTag(request.headers.get('To') ?? '')
    switch (request.method) {
      case 'REGISTER':
        register(incoming)
        return
      case 'INVITE':
        if (inDialog) respond(481)
        else calls.invite(incoming)
        return
      case 'OPTIONS':
        respond(200, { headers: { Allow: allowed, Accept: 'application/sdp' } })
        note('sip.options', flow, { userAgent: request.headers.get('User-Agent')?.slice(0, 120) ?? null })
        return
      case 'SUBSCRIBE':
        respond(489)
        note('sip.subscribe', flow, {
          event: request.headers.get('Event')?.slice(0, 60) ?? null,
          status: 489,
        })
        return
      case 'BYE':
      case 'NOTIFY':
        respond(481)
        return
      default:
        respond(405, { headers: { Allow: allowed } })
        note('sip.refused', flow, { method: request.method.slice(0, 20), status: 405 })
    }
  }

  return {
    malformed,
    handle(incoming) {
      try {
        dispatch(incoming)
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code === 'sip-malformed') {
          incoming.respond(400)
          malformed({ flow: incoming.flow, reason: String(problem.facts.reason) })
          return
        }
        incoming.respond(problem.code === 'disk-full' ? 503 : 500)
        note('sip.failed', incoming.flow, {
          method: incoming.request.method.slice(0, 20),
          problem: problem.code,
        })
      }
    },
  }
}
