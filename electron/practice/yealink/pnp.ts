/** SIP PnP: a device without a provisioning URL asks a server for one. Sent to a configured loopback address, never to the multicast group. */
import type { IncomingRequest, SipUserAgent } from '../../sip/index.ts'
import { isLoopback } from '../kit/fetching.ts'
import { sipUserAgent } from './provisioning.ts'
import { names } from './settings.ts'
import { bareMac, type Yealink } from './state.ts'

const group = '224.0.1.75'

/** True while the device asks: PnP is on and it has no URL. */
const isAsking = ({ data, settings }: Pick<Yealink, 'data' | 'settings'>): boolean =>
  data.options.pnp.destination !== null && settings.get(names.pnp) === '1' && settings.get(names.url) === ''

/** The headers of a T53W as a public server's test shows them. A failure is written to the log of the device. */
export function subscribe(sip: SipUserAgent, device: Yealink, signal: AbortSignal): void {
  const { data, syslog } = device
  if (!isAsking(device)) return
  const [host = '', port = '5060'] = (data.options.pnp.destination ?? '').split(':')
  if (!isLoopback(host)) {
    syslog.write(`pnp refused: ${host} is not this laptop`)
    return
  }
  const flow = { transport: 'udp', address: host, port: Number(port) } as const
  const uri = `sip:MAC%3a${bareMac(device)}@${group}`
  const request = sip.newRequest('SUBSCRIBE', uri, {
    ...{ from: `<${uri}>`, to: `<${uri}>`, flow },
    contact: `<sip:${sip.address}:${sip.port}>`,
    headers: {
      'User-Agent': `${sipUserAgent(device)} ${data.mac.toLowerCase()}`,
      Event: `ua-profile;profile-type="device";vendor="Yealink";model="${data.model.replace(/^SIP-/, '')}";version="${data.firmware}"`,
      Expires: '0',
      Accept: 'application/url',
    },
  })
  sip.send(request, flow, { signal }).then(
    ({ status }) => syslog.write(`pnp: SIP ${status}`),
    () => syslog.write('pnp: no answer'),
  )
}

/**
 * The NOTIFY that answers: its body is a URL. False for another request. Sample:
 *   NOTIFY sip:127.0.0.1:15060 SIP/2.0
 *   Event: ua-profile;profile-type="device";vendor="…";model="…";version="…"
 *   Content-Type: application/url
 *
 *   http://emea.ipp.sdg.teams.microsoft.com
 */
export function takeUrl(device: Yealink, { request, respond }: IncomingRequest): boolean {
  const event = (request.headers.get('Event') ?? '').split(';')[0]?.trim().toLowerCase()
  if (request.method !== 'NOTIFY' || event !== 'ua-profile') return false
  const headers = { 'User-Agent': sipUserAgent(device) }
  const type = (request.headers.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase()
  const url = request.body.toString('utf8').trim()
  if (!isAsking(device) || type !== 'application/url' || URL.parse(url) === null) {
    respond(isAsking(device) ? 415 : 481, { headers })
    return true
  }
  respond(200, { headers })
  device.settings.store([[names.url, url]], 'file')
  device.provisionNow()
  return true
}
