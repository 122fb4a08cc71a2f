/** Frames and captures that no honest device sends. */

import { join } from 'node:path'
import fc from '#test/support/property.ts'
import { capturesIn, fixtures, haveFixtures, packetsOf } from '../protocols/lldp/fixtures.ts'
import { checkCapture, checkFrame, damaged, hostileCapture, hostileFrame } from '../protocols/lldp/hostile.ts'
import { fuzz } from './fuzz.ts'

await fuzz('any frame has a typed answer', hostileFrame, (input) => {
  checkFrame(input)
})
if (haveFixtures) {
  const files = ['.', 'malformed'].flatMap((folder) =>
    capturesIn(folder).map((name) => join(fixtures, folder, name)),
  )
  const real = (await Promise.all(files.map(packetsOf))).flat()
  const near = fc
    .constantFrom(...real)
    .chain(({ octets, linkType }) =>
      damaged(fc.constant(octets)).map((changed) => ({ octets: changed, linkType })),
    )
  await fuzz('any frame near a recorded one has a typed answer', near, (input) => {
    checkFrame(input)
  })
}
await fuzz('any capture gives packets, then at most one last problem', hostileCapture, checkCapture)
