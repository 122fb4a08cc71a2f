/** LLDP frames per second of the parser on one core: recorded frames, if present, and frames with every kind of TLV. */
import { join } from 'node:path'
import { parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import fc from '#test/support/property.ts'
import { lldpContent } from '../protocols/lldp/arbitrary-frames.ts'
import { ethernet, lldpdu } from '../protocols/lldp/encode.ts'
import { capturesIn, fixtures, haveFixtures, packetsOf } from '../protocols/lldp/fixtures.ts'
import { throughput } from './figures.ts'

const asked = 300_000
/** DLT_EN10MB: Ethernet. */
const ethernetLink = 1

if (haveFixtures) {
  const packets = (await Promise.all(capturesIn('.').map((name) => packetsOf(join(fixtures, name))))).flat()
  throughput(
    'LLDP and CDP frames as recorded, parsed',
    packets,
    ({ octets, linkType }) => parseFrame(octets, linkType),
    asked,
  )
}
const made = fc
  .sample(lldpContent, { seed: 7, numRuns: 500 })
  .map((content) => ethernet(0x88cc, lldpdu(content)))
throughput(
  'LLDP frames of up to 24 TLVs of every kind, parsed',
  made,
  (octets) => parseFrame(octets, ethernetLink),
  asked,
)
