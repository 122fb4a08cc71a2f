/** Random octets and damaged frames, limited in number; `npm run fuzz -- lldp` runs without limit. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { longestPacket } from '#electron/protocols/pcap/capture.ts'
import { linkTypes } from '#electron/protocols/pcap/ethernet.ts'
import fc from '#test/support/property.ts'
import { ethernet } from './encode.ts'
import { capturesIn, fixtures, haveFixtures, packetsOf, withoutFixtures } from './fixtures.ts'
import { checkCapture, checkFrame, damaged, hostileCapture, hostileFrame } from './hostile.ts'

describe('malformed octets', () => {
  it('give a typed result as a frame', () => {
    fc.assert(
      fc.property(hostileFrame, (input) => {
        checkFrame(input)
      }),
      { numRuns: 3_000 },
    )
  })

  it('give a typed result as a capture', async () => {
    await fc.assert(fc.asyncProperty(hostileCapture, checkCapture), { numRuns: 1_000 })
  })

  it.skipIf(!haveFixtures)(`give a typed result near recorded frames${withoutFixtures}`, async () => {
    const files = ['.', 'malformed'].flatMap((folder) =>
      capturesIn(folder).map((name) => join(fixtures, folder, name)),
    )
    const real = (await Promise.all(files.map(packetsOf))).flat()
    const near = fc
      .constantFrom(...real)
      .chain(({ octets, linkType }) =>
        damaged(fc.constant(octets)).map((changed) => ({ octets: changed, linkType })),
      )
    fc.assert(
      fc.property(near, (input) => {
        checkFrame(input)
      }),
      { numRuns: 3_000 },
    )
    // every truncation and every change of one octet
    for (const { octets, linkType } of real) {
      for (let at = 0; at < octets.length; at++) {
        checkFrame({ octets: octets.subarray(0, at), linkType })
        const changed = Buffer.from(octets)
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          changed[at] = value
          checkFrame({ octets: changed, linkType })
        }
      }
    }
  })

  it('are read in one pass with the largest number of TLVs', () => {
    const ids = Buffer.from('020704001b53489ee0' + '04020531' + '06020078', 'hex')
    const read = (tlvs: Buffer) =>
      checkFrame({ octets: ethernet(0x88cc, Buffer.concat([ids, tlvs])), linkType: linkTypes.ethernet })
    for (const tlv of ['1400', 'fe0400120f09', '0a0161', 'fe0500120f0401']) {
      expect(read(Buffer.alloc(longestPacket, Buffer.from(tlv, 'hex')))).toMatchObject({ outcome: 'frame' })
    }
    const names = Array.from({ length: 16_000 }, (_, vlan) => {
      const name = Buffer.from('fe090080c2030000026161', 'hex')
      name.writeUInt16BE(vlan, 6)
      return name
    })
    const outcome = read(Buffer.concat([...names, ...names.slice(0, 100)]))
    if (outcome.outcome !== 'frame') throw new Error('no frame')
    expect(outcome.frame.tlvs).toHaveLength(16_000)
    expect(outcome.frame.problems).toHaveLength(100)
  })
})
