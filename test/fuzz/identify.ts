/** Banners that no device ever sent. */

import { identify, identifyBanner } from '#electron/identify/identify.ts'
import { rules } from '#electron/identify/rules.ts'
import { identitySchema, protocols, type Sighting } from '#shared/model/identity.ts'
import fc from '#test/support/property.ts'
import { fuzz } from './fuzz.ts'

const texts = rules.flatMap(({ samples }) => samples.map(({ text }) => text))
const pieces = [...new Set(texts.flatMap((text) => text.split(/(?<=[ /;(=,-])/)))]

/** Texts near what devices send: a sample cut, doubled, or with some letters changed; pieces in a row; rubbish. */
const near = fc
  .tuple(fc.constantFrom(...texts), fc.nat(200), fc.string({ unit: 'binary', maxLength: 6 }), fc.nat(40))
  .map(
    ([text, at, put, times]) =>
      text.slice(0, at) + put.repeat(times % 3 === 0 ? times * 20 : 1) + text.slice(at),
  )
const row = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 40 })
  .map((parts) => parts.join(''))
const repeated = fc
  .tuple(fc.constantFrom(...pieces), fc.integer({ min: 1, max: 2_000 }), fc.string({ maxLength: 3 }))
  .map(([piece, times, end]) => piece.repeat(times) + end)
const banner = fc.oneof(near, row, repeated, fc.string({ unit: 'binary', maxLength: 4_000 }))

const sighting: fc.Arbitrary<Sighting> = fc
  .tuple(fc.constantFrom(...protocols), banner, fc.constantFrom(null, 80, 5060), fc.nat(3), fc.boolean())
  .map(([protocol, raw, port, at, bytes]) => ({
    address: '',
    protocol,
    raw,
    port,
    at,
    ...(bytes && at === 3 ? { encoding: 'base64' as const } : {}),
    ...(at === 2 ? { context: { sysObjectID: raw, sysName: raw, platform: raw } } : {}),
  }))

await fuzz('any banner is read at once and says a model only of a vendor', sighting, (each) => {
  const { protocol, raw, encoding, context } = each
  const answer = identifyBanner({
    protocol,
    banner: raw,
    ...(encoding === undefined ? {} : { encoding }),
    ...(context === undefined ? {} : { context }),
  })
  if (answer.vendor === null && answer.model !== null) throw new Error(JSON.stringify(answer))
})

await fuzz(
  'sightings make the same identity in any order, of its shape',
  fc
    .array(sighting, { maxLength: 8 })
    .chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)),
    ),
  ([list, other, again]) => {
    const one = identify(list)
    identitySchema.parse(one)
    if (JSON.stringify(one) !== JSON.stringify(identify([...other, ...again])))
      throw new Error('not the same')
  },
)
