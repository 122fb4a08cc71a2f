/** SIP PnP: a phone without a setting server asks for one. Sent to a configured loopback address, never to the multicast group. */
import type { IncomingRequest, SipUserAgent } from '../../sip/index.ts'
import { isLoopback } from '../kit/fetching.ts'
import { bareMac, type Phone, sipUserAgent } from './state.ts'

/** Domain of the maker's example. */
const domain = 'intern.snom.de'

/** The names of a D120 and of the maker's example. */
function eventOf({ data, settings }: Phone): string {
  const isOem = data.options.pnp.names === 'oem'
  const vendor = isOem ? 'OEM' : 'snom'
  const model = isOem ? 'OEM' : `snom${data.model}`
  return `ua-profile;profile-type="device";vendor="${vendor}";model="${model}";version="${settings.firmware()}"`
}

/** Sends one SUBSCRIBE, as a phone does at each start. */
export function subscribe(sip: SipUserAgent, phone: Phone): void {
  const { data, settings, syslog, pace } = phone
  const { destination } = data.options.pnp
  if (destination === null || settings.get('setting_server') !== '') return
  const [host = '', port = '5060'] = destination.split(':')
  if (!isLoopback(host)) {
    syslog.write(`pnp refused: ${host} is not this laptop`)
    return
  }
  const flow = { transport: 'udp', address: host, port: Number(port) } as const
  const uri = `sip:MAC%3a${bareMac(data)}@${domain}`
  const request = sip.newRequest('SUBSCRIBE', uri, {
    ...{ from: `<${uri}>`, to: `<${uri}>`, flow },
    contact: `<sip:${sip.address}:${sip.port}>`,
    headers: {
      'User-Agent': sipUserAgent(data, settings),
      Event: eventOf(phone),
      Expires: '0',
      Accept: 'application/url',
    },
  })
  sip.send(request, flow, { signal: pace.off }).then(
    ({ status }) => syslog.write(`pnp: SIP ${status}`),
    () => syslog.write('pnp: no answer'),
  )
}

/**
 * Takes the URL of a NOTIFY, stores it as pnp_server and fetches. False for another request; 481 while the phone does not ask, 415 for
 * another body (both ours). Sample:
 *   NOTIFY sip:127.0.0.1:15060 SIP/2.0
 *   Event: ua-profile;effective-by=0
 *   Content-Type: application/url
 *
 *   http://emea.ipp.sdg.teams.microsoft.com
 */
export function takeUrl(phone: Phone, { request, respond }: IncomingRequest): boolean {
  const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase()
  if (request.method !== 'NOTIFY' || event !== 'ua-profile') return false
  const { data, settings } = phone
  const headers = { 'User-Agent': sipUserAgent(data, settings) }
  const isAsking = data.options.pnp.destination !== null && settings.get('setting_server') === ''
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const url = request.body.toString('utf8').trim()
  if (!isAsking || type !== 'application/url' || URL.parse(url) === null) {
    respond(isAsking ? 415 : 481, { headers })
    return true
  }
  respond(200, { headers })
  settings.change([['pnp_server', url]])
  settings.keep()
  phone.fetchSettings()
  return true
}
