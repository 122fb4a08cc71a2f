/** SIP PnP: a phone without a static URL asks for one. Sent to a configured loopback address, never to the multicast group. */
import type { IncomingRequest } from '../../sip/index.ts'
import { isLoopback } from '../kit/fetching.ts'
import { keys } from './phone-settings.ts'
import { type Phone, sipUserAgent } from './phone-state.ts'

const isAsking = ({ data, settings }: Phone): boolean =>
  data.options.pnp.destination !== null && settings.get(keys.method) === 'DYNAMIC'

/** Sends one SUBSCRIBE, as a phone does at each start; a real one repeats it for about 5 s. */
export function subscribe(phone: Phone): void {
  const { data, settings, body, address } = phone
  const { sip, syslog, pace } = body
  if (!isAsking(phone)) return
  const [host = '', port = '5060'] = (data.options.pnp.destination ?? '').split(':')
  if (!isLoopback(host)) {
    syslog.write(`pnp refused: ${host} is not this laptop`)
    return
  }
  const flow = { transport: 'udp', address: host, port: Number(port) } as const
  const uri = 'sip:224.0.1.75:5060'
  const request = sip.newRequest('SUBSCRIBE', uri, {
    ...{ from: `<sip:00000001@${address}>`, to: `<${uri}>`, flow },
    contact: `<sip:${sip.address}:${sip.port}>`,
    headers: {
      'User-Agent': sipUserAgent(data, settings),
      Event: `ua-profile;profile-type="application";model="${data.model}";version="${settings.firmware()}"`,
      Accept: 'application/url',
      Expires: '0',
    },
  })
  sip.send(request, flow, { signal: pace.off }).then(
    ({ status }) => syslog.write(`pnp: SIP ${status}`),
    () => syslog.write('pnp: no answer'),
  )
}

/**
 * Takes the URL of a NOTIFY as a static one and fetches (the key is ours). False for another request; 481 while the phone does not ask,
 * 415 for another body (both ours). Sample:
 *   NOTIFY sip:127.0.0.1:15060 SIP/2.0
 *   Event: ua-profile
 *   Content-Type: application/url
 *
 *   http://emea.ipp.sdg.teams.microsoft.com
 */
export function takeUrl(phone: Phone, { request, respond }: IncomingRequest): boolean {
  const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase()
  if (request.method !== 'NOTIFY' || event !== 'ua-profile') return false
  const { data, settings } = phone
  const headers = { 'User-Agent': sipUserAgent(data, settings) }
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const url = request.body.toString('utf8').trim()
  if (!isAsking(phone) || type !== 'application/url' || URL.parse(url) === null) {
    respond(isAsking(phone) ? 415 : 481, { headers })
    return true
  }
  respond(200, { headers })
  settings.store([
    [keys.method, 'STATIC'],
    [keys.url, url],
  ])
  phone.fetchNow()
  return true
}
