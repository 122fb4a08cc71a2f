/** Answers of a practice device to SIP requests: OPTIONS, INVITE, and the NOTIFY that makes an account fetch its configuration again. */
import { type IncomingRequest, parseSipUri } from '../../sip/index.ts'

export interface SipAnswersParts {
  /** No request is answered while this is true. */
  readonly silent: () => boolean
  /** Name of the device; null sends none. */
  readonly userAgent: () => string | null
  /** Header with that name of the device; User-Agent when absent. */
  readonly nameHeader?: 'User-Agent' | 'Server'
  /** Event packages that make the device fetch its configuration, in lower case; without one, NOTIFY is refused with 405. */
  readonly fetchEvents: readonly string[]
  /** Whether a NOTIFY without an Event is answered with 200. */
  readonly takesBareNotify?: boolean
  /** Fetches again for the account of `user`; false for an unknown user. */
  readonly refetch: (user: string, event: string) => boolean
}

const methods = 'INVITE, ACK, BYE, CANCEL, OPTIONS'

export function createSipAnswers(parts: SipAnswersParts): (incoming: IncomingRequest) => void {
  const takesNotify = parts.fetchEvents.length > 0
  const allow = takesNotify ? `${methods}, NOTIFY` : methods
  return ({ request, respond }) => {
    if (parts.silent()) return
    const userAgent = parts.userAgent()
    const headers: Record<string, string> =
      userAgent === null ? {} : { [parts.nameHeader ?? 'User-Agent']: userAgent }
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
        if (!takesNotify) break
        const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
        if (event === '' && parts.takesBareNotify === true) {
          respond(200, { headers })
          return
        }
        if (!parts.fetchEvents.includes(event)) {
          respond(489, { headers: { ...headers, 'Allow-Events': parts.fetchEvents.join(', ') } })
          return
        }
        respond(parts.refetch(userIn(request.uri), event) ? 200 : 404, { headers })
        return
      }
    }
    respond(405, { headers: { ...headers, Allow: allow } })
  }
}

function userIn(uri: string): string {
  try {
    return parseSipUri(uri).user
  } catch {
    return ''
  }
}
