/**
 * Requests within a call that are not about its session: INFO (RFC 6086), REFER (RFC 3515) and its NOTIFY, MESSAGE. They pass to the other
 * side with their body, and the final response comes back.
 */
import type { IncomingRequest, SipRequest } from '../../sip/index.ts'
import { type Leg, newRequestWithin } from './leg.ts'

const relayed = [
  'Refer-To',
  'Referred-By',
  'Refer-Sub',
  'Event',
  'Subscription-State',
  'Info-Package',
  'Expires',
]
const relayedBack = ['Refer-Sub', 'Expires', 'Warning', 'Retry-After']

/** @param to the other side; null while no device has answered */
export function relay(incoming: IncomingRequest, to: Leg | null): void {
  const { request, respond } = incoming
  const headers = copied(request.headers, relayed)
  const contentType = request.headers.get('Content-Type')
  const sent =
    to === null
      ? null
      : newRequestWithin(to, request.method, {
          headers,
          body: request.body,
          ...(contentType === undefined ? {} : { contentType }),
        })
  if (to === null || sent === null) {
    respond(480, { headers: { Warning: '399 punchdown "the other side has not answered yet"' } })
    return
  }
  to.parts.userAgent.send(sent, to.parts.flow).then(
    (response) =>
      void respond(response.status, {
        reason: response.reason,
        headers: copied(response.headers, relayedBack),
      }),
    () => void respond(504),
  )
}

function copied(headers: SipRequest['headers'], names: readonly string[]): Record<string, string> {
  const found = names.map((name) => [name, headers.get(name)] as const)
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
