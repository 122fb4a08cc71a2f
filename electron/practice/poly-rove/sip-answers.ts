/** What the base answers when SIP requests come in: OPTIONS, and the NOTIFYs that make a handset fetch again. */

import { parseSipUri } from '../../sip/uri.ts'
import type { IncomingRequest } from '../../sip/user-agent.ts'
import type { PracticeHandset } from './handset.ts'

export interface SipAnswersParts {
  /** While true nothing is answered. */
  readonly silent: () => boolean
  /** The OBi family's template `OBIHAI/${DM}-${FWV}`, expanded. */
  readonly userAgent: () => string
  readonly handsets: readonly PracticeHandset[]
  readonly heard: (text: string) => void
}

/** Both make the OBi family fetch again (`Event: resync` by its manual, check-sync by the gateway's habit). */
const fetchEvents: readonly string[] = ['check-sync', 'resync']
const allow = 'INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY'

export function createSipAnswers(parts: SipAnswersParts): (incoming: IncomingRequest) => void {
  return ({ request, respond }) => {
    if (parts.silent()) return
    const headers = { 'User-Agent': parts.userAgent() }
    switch (request.method) {
      case 'ACK':
        return
      case 'OPTIONS':
        respond(200, { headers: { ...headers, Allow: allow } })
        return
      case 'INVITE':
        respond(486, { headers })
        return
      case 'NOTIFY': {
        const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
        if (!fetchEvents.includes(event)) {
          respond(489, { headers: { ...headers, 'Allow-Events': fetchEvents.join(', ') } })
          return
        }
        const user = userIn(request.uri)
        const handset = parts.handsets.find((each) => each.owns(user))
        parts.heard(`${event} for ${user}`)
        respond(handset === undefined ? 404 : 200, { headers })
        handset?.refresh()
        return
      }
      default:
        respond(405, { headers: { ...headers, Allow: allow } })
    }
  }
}

function userIn(uri: string): string {
  try {
    return parseSipUri(uri).user
  } catch {
    return ''
  }
}
