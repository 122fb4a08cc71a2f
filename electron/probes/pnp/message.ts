/** Reads the SUBSCRIBE with which a booting phone asks a link for its configuration (SIP PnP). Pure. */
import type { Sighting } from '#shared/model/identity.ts'
import { sipHeader, sipHeadIn } from '../sip/head.ts'

/**
 * Sightings of a phone that subscribes to `ua-profile` (draft-petrie-sipping-config-framework): `pnp.user_agent`, `pnp.event` and
 * `pnp.uri`, each as received (the request URI, or the From URI when only that names a device); none for other messages.
 *   SUBSCRIBE sip:MAC%3a00135E874B49@224.0.1.75 SIP/2.0
 *   Event: ua-profile;profile-type="device";vendor="snom";model="snomD120";version="10.1.39.11"
 *   User-Agent: snomD120/10.1.39.11
 */
export function pnpSightings(octets: Buffer, from: string, at: number): Sighting[] {
  const head = sipHeadIn(octets, true)
  if (head?.request?.method !== 'SUBSCRIBE') return []
  const event = sipHeader(head, 'event') ?? ''
  if (!/^ua-profile\b/i.test(event)) return []
  const base = { address: from, port: null, at }
  // a request to the group itself names the device in its From header
  const sender = /sips?:[^>\s;]{1,256}/i.exec(sipHeader(head, 'from') ?? '')?.[0]
  const isOfDevice = (uri: string): boolean => /^sips?:mac/i.test(uri)
  const uri =
    sender !== undefined && isOfDevice(sender) && !isOfDevice(head.request.uri) ? sender : head.request.uri
  const agent = sipHeader(head, 'user-agent') ?? ''
  return [
    { ...base, protocol: 'pnp.uri', raw: uri },
    { ...base, protocol: 'pnp.event', raw: event },
    ...(agent === '' ? [] : [{ ...base, protocol: 'pnp.user_agent', raw: agent }]),
  ]
}
