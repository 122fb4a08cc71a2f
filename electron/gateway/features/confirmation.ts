/**
 * Confirms a feature code: answers its INVITE with 200 and sends BYE as soon as the ACK arrives. The phone shows a short call. What the service
 * plays is not published; this is ours.
 */
import {
  dialogOfServer,
  hostOf,
  type IncomingRequest,
  requestWithin,
  type SipUserAgent,
} from '../../sip/index.ts'
import { inactiveAnswer } from '../calls/inactive-answer.ts'

export function confirm(incoming: IncomingRequest, userAgent: SipUserAgent): void {
  const { request, flow } = incoming
  const contact = `<sip:${hostOf(userAgent.address)}:${userAgent.port};transport=${flow.transport}>`
  const response = incoming.respond(200, {
    headers: { Contact: contact },
    ...{ body: Buffer.from(inactiveAnswer(request.body.toString('latin1')), 'latin1') },
    contentType: 'application/sdp',
    onAcknowledged: () => hangUp(),
  })
  const dialog = dialogOfServer(request, response)
  function hangUp(): void {
    if (dialog === null) return
    const { dialog: next, request: bye } = requestWithin(dialog, 'BYE')
    const route = bye.headers.all('Route')
    const sent = userAgent.newRequest('BYE', bye.uri, {
      ...{ from: next.local, to: next.remote, callId: next.callId, cseq: next.localSeq, flow },
      headers: route.length === 0 ? {} : { Route: route.join(', ') },
    })
    // a phone that has hung up itself answers 481
    userAgent.send(sent, flow).catch(() => undefined)
  }
}
