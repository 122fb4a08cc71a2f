/**
 * The SUBSCRIBE with which a booting phone asks its link for a provisioning URL (SIP PnP), its 200, and the NOTIFY with the URL. Pure.
 * Shapes: maker's page on PnP, two public PnP servers for Snom, one public responder for Yealink.
 */
import { macInPnpUri } from '../../identify/pnp.ts'
import { type SipHead, sipHeader, sipHeadIn } from '../../probes/sip/head.ts'

export interface Subscribe {
  /** Twelve hex digits. */
  readonly mac: string
  readonly from: string
  readonly to: string
  readonly callId: string
  readonly cseq: string
  readonly vias: readonly string[]
  /** Port in the Contact, else in the Via, else 5060: where the phone takes the NOTIFY. */
  readonly port: number
}

const mostVias = 5
/** Longest value that is sent back, characters. */
const longestValue = 1_024

/**
 * Null for other messages, for a device without a MAC address in its URI, and for one whose headers are not complete.
 *   SUBSCRIBE sip:MAC%3a00135E874B49@224.0.1.75 SIP/2.0
 *   Via: SIP/2.0/UDP 192.0.2.7:5062;branch=z9hG4bK1;rport
 *   From: <sip:MAC%3a00135E874B49@224.0.1.75>;tag=1
 *   To: <sip:MAC%3a00135E874B49@224.0.1.75>
 *   Call-ID: 7@192.0.2.7
 *   CSeq: 1 SUBSCRIBE
 *   Contact: <sip:192.0.2.7:5062>
 *   Event: ua-profile;profile-type="device";vendor="snom";model="snomD735";version="10.1.141.13"
 *   Expires: 0
 */
export function readSubscribe(octets: Buffer): Subscribe | null {
  const head = sipHeadIn(octets, true)
  if (head?.request?.method !== 'SUBSCRIBE') return null
  const value = (name: string): string => sipHeader(head, name) ?? ''
  if (!/^ua-profile\b/i.test(value('event'))) return null
  const from = value('from')
  const sender = /sips?:[^>\s;]{1,256}/i.exec(from)?.[0] ?? ''
  const mac = macInPnpUri(head.request.uri) ?? macInPnpUri(sender)
  const vias = viasOf(head)
  const needed = [from, value('to'), value('call-id'), value('cseq'), ...vias]
  if (mac === null || vias.length === 0) return null
  if (needed.some((each) => each === '' || each.length > longestValue)) return null
  return {
    ...{ mac: mac.toUpperCase(), from, to: value('to'), callId: value('call-id'), cseq: value('cseq') },
    ...{ vias, port: portIn(value('contact')) ?? portIn(vias[0] ?? '') ?? 5060 },
  }
}

const viasOf = ({ headers }: SipHead): string[] =>
  headers.flatMap(([name, value]) => (name === 'via' ? [value] : [])).slice(0, mostVias)

/** `<sip:192.0.2.7:5062>` and `SIP/2.0/UDP 192.0.2.7:5062;rport` → 5062 */
function portIn(text: string): number | null {
  const port = Number(/\d{1,3}(?:\.\d{1,3}){3}:(\d{1,5})/.exec(text)?.[1])
  return port > 0 && port <= 65_535 ? port : null
}

/** `tag` is ours (RFC 3261 §8.2.6.2). `contact`: `192.0.2.1:5060`. */
export function okFor({ vias, from, to, callId, cseq }: Subscribe, tag: string, contact: string): Buffer {
  return Buffer.from(
    [
      'SIP/2.0 200 OK',
      ...vias.map((via) => `Via: ${via}`),
      `From: ${from}`,
      `To: ${/;\s{0,4}tag=/i.test(to) ? to : `${to};tag=${tag}`}`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq}`,
      `Contact: <sip:${contact}>`,
      'Expires: 0',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n'),
  )
}

/**
 * Forms of the NOTIFY. `standard`: From is ours and To the phone's From (RFC 6665 §4.4.1). `copied`: From and To as in the SUBSCRIBE, as
 * the servers for Snom send it.
 */
export const notifyForms = ['standard', 'copied'] as const
export type NotifyForm = (typeof notifyForms)[number]

export const notifyEvent: Readonly<Record<NotifyForm, string>> = {
  standard: 'ua-profile;effective-by=0',
  copied: 'ua-profile;profile-type="device";vendor="Punchdown";model="Punchdown";version="1"',
}
