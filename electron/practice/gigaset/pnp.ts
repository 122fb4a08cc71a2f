/** SIP PnP: the base asks for a URL at each start. Sent to a configured loopback address, never to the multicast group. */
import type { IncomingRequest } from '../../sip/index.ts'
import { isLoopback } from '../kit/fetching.ts'
import { names } from './settings.ts'
import { type Base, bareMac, httpUserAgent } from './state.ts'

const group = '224.0.1.75'

const isAsking = ({ data, settings }: Base): boolean =>
  data.options.pnpDestination !== null && settings.get(names.multicast) === '1'

/** Request URI of the maker's article; the names in the Event and the User-Agent are inferred from those of other makers. */
export function subscribe(base: Base): void {
  const { data, settings, core } = base
  if (!isAsking(base)) return
  const [host = '', port = '5060'] = (data.options.pnpDestination ?? '').split(':')
  if (!isLoopback(host)) {
    core.syslog.write(`pnp refused: ${host} is not this laptop`)
    return
  }
  const { sip } = core
  const flow = { transport: 'udp', address: host, port: Number(port) } as const
  const uri = `sip:MAC%3A${bareMac(data)}@${group}`
  const request = sip.newRequest('SUBSCRIBE', uri, {
    ...{ from: `<${uri}>`, to: `<${uri}>`, flow },
    contact: `<sip:${sip.address}:${sip.port}>`,
    headers: {
      'User-Agent': httpUserAgent(base),
      Event: `ua-profile;profile-type="device";vendor="${data.vendor}";model="${data.model}";version="${settings.firmware().version}"`,
      Expires: '0',
      Accept: 'application/url',
    },
  })
  sip.send(request, flow, { signal: core.pace.off }).then(
    ({ status }) => core.syslog.write(`pnp: SIP ${status}`),
    () => core.syslog.write('pnp: no answer'),
  )
}

/**
 * Takes the URL of a NOTIFY and fetches. False for another request; 481 while the base does not ask, 415 for another body (both ours).
 * Sample:
 *   NOTIFY sip:127.0.0.1:15060 SIP/2.0
 *   Event: ua-profile;effective-by=0
 *   Content-Type: application/url
 *
 *   http://emea.ipp.sdg.teams.microsoft.com
 */
export function takeUrl(base: Base, { request, respond }: IncomingRequest): boolean {
  const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase()
  if (request.method !== 'NOTIFY' || event !== 'ua-profile') return false
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const url = request.body.toString('utf8').trim()
  if (!isAsking(base) || type !== 'application/url' || URL.parse(url) === null) {
    respond(isAsking(base) ? 415 : 481)
    return true
  }
  respond(200)
  base.settings.store([[names.server, url]])
  base.fetchConfiguration()
  return true
}
