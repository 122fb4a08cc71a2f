/** Grades of drivers by their proofs, and the grades that are recorded. */
import { describe, expect, it } from 'vitest'
import { drivers } from '#electron/drivers/index.ts'
import recorded from '#resources/vendors/driver-proofs.json' with { type: 'json' }
import { type DriverProof, driverProofsSchema, gradeOf } from '#shared/model/driver-grade.ts'
import { practiceFaultSchema } from '#shared/model/host.ts'

const bronze: readonly DriverProof[] = ['identify', 'describe', 'read']
const silver: readonly DriverProof[] = [
  ...bronze,
  ...(['plan', 'apply', 'read-back', 'restart'] as const),
  ...practiceFaultSchema.options,
]

describe('the grade of a driver', () => {
  it.each([
    ['nothing', [], null],
    ['a recording alone', ['recording'], null],
    ['identity, description and settings', bronze, 'bronze'],
    ['a recording without the writes', [...bronze, 'recording'], 'bronze'],
    ['the writes and every fault', silver, 'silver'],
    ['the writes without the reading', silver.slice(1), null],
    ['a recording too', [...silver, 'recording'], 'gold'],
  ] as const)('with %s: %s', (_what, proofs, grade) => {
    expect(gradeOf(proofs, [])).toBe(grade)
  })

  it.each(silver.slice(3))('is bronze without %s, and silver when it does not apply', (missing) => {
    const proofs = silver.filter((proof) => proof !== missing)
    expect(gradeOf(proofs, [])).toBe('bronze')
    expect(gradeOf(proofs, [missing])).toBe('silver')
  })

  it('is recorded for every driver', () => {
    const known = driverProofsSchema.parse(recorded)
    expect(new Set(known.map(({ driver }) => driver))).toEqual(new Set(drivers.map(({ id }) => id)))
    expect(new Set(known.map(({ device }) => device)).size).toBe(known.length)
  })
})
