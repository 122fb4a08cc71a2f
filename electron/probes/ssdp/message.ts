/** Reads SSDP answers and announcements (UPnP Device Architecture 2.0, 1). Pure. */
import type { Sighting } from '#shared/model/identity.ts'
import { fieldsIn, textOf } from '../../protocols/http/header-fields.ts'

/** A search for everything, answered within two seconds. */
export const searchForAll = Buffer.from(
  [
    'M-SEARCH * HTTP/1.1',
    'HOST: 239.255.255.250:1900',
    'MAN: "ssdp:discover"',
    'MX: 2',
    'ST: ssdp:all',
    '',
    '',
  ].join('\r\n'),
)

/**
 * Sightings `ssdp.server` and `ssdp.location` of a datagram's sender; none for searches, byebye and other messages. The location is never
 * fetched.
 *   NOTIFY * HTTP/1.1
 *   LOCATION: http://192.168.1.40:49152/description.xml
 *   NTS: ssdp:alive
 *   SERVER: Linux/3.10 UPnP/1.0 Barix/1.0
 */
export function ssdpSightings(octets: Buffer, from: string, at: number): Sighting[] {
  const [first = '', ...lines] = textOf(octets.subarray(0, 8_192)).split(/\r?\n/)
  const isAnswer = /^HTTP\/1\.[01] 200\b/i.test(first)
  if (!isAnswer && !/^NOTIFY \* HTTP\/1\.[01]/i.test(first)) return []
  const fields = fieldsIn(lines)
  const field = (name: string) => fields.find(([key]) => key === name)?.[1] ?? ''
  if (!isAnswer && field('nts') !== 'ssdp:alive') return []
  return (['server', 'location'] as const).flatMap((name) => {
    const raw = field(name)
    return raw === '' ? [] : [{ address: from, port: null, protocol: `ssdp.${name}`, raw, at }]
  })
}
