/** Arbitrary texts and addresses for frames. */

import ipaddr from 'ipaddr.js'
import type { NetworkAddress } from '#electron/protocols/lldp/values.ts'
import fc from '#test/support/property.ts'

const bits = (width: number) => fc.nat(2 ** width - 1)

/** UTF-8 of at most `octets` octets, without a zero. */
export const text = (octets: number, least = 0): fc.Arbitrary<string> =>
  fc
    .string({
      unit: fc.constantFrom('a', 'Z', '7', ' ', '-', ';', 'é', 'ß', '電', '話', '☎', '𝄞', '\n'),
      maxLength: octets,
    })
    .map((any) => {
      let cut = any
      while (Buffer.byteLength(cut) > octets) cut = [...cut].slice(0, -1).join('')
      return cut
    })
    .filter((any) => Buffer.byteLength(any) >= least)

export const hex = (least: number, most: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: least, maxLength: most }).map((octets) => Buffer.from(octets).toString('hex'))

export const mac: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((octets) => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join(':'))
const ip = (length: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((octets) => ipaddr.fromByteArray([...octets]).toString())
export const ipv4 = ip(4)
/** With many zero groups, so that `::` occurs at every position. */
export const ipv6: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constant(0), fc.constant(0), bits(16)), { minLength: 8, maxLength: 8 })
  .map((groups) => ipaddr.fromByteArray(groups.flatMap((group) => [group >> 8, group & 0xff])).toString())

export const address: fc.Arbitrary<NetworkAddress> = fc.oneof(
  ipv4.map((text): NetworkAddress => ({ family: 1, kind: 'ipv4', text })),
  ipv6.map((text): NetworkAddress => ({ family: 2, kind: 'ipv6', text })),
  mac.map((text): NetworkAddress => ({ family: 6, kind: 'mac', text })),
  text(20, 1).map((name): NetworkAddress => ({ family: 16, kind: 'text', text: name })),
  fc.record({ family: fc.constantFrom(0, 3, 12, 255), kind: fc.constant('other'), text: hex(1, 31) }),
)
