/** Grades of drivers, from what the conformance suite has proven against a practice device or a recording. Pure. */
import { z } from 'zod'
import { practiceFaultSchema } from './host.ts'

/**
 * `recording`: a recording of a real device was replayed.
 * A fault: the session ended in a named state, and no setting was left half-written without saying so.
 */
const driverProofSchema = z.enum([
  'identify',
  'describe',
  'read',
  'plan',
  'apply',
  'read-back',
  'restart',
  ...practiceFaultSchema.options,
  'recording',
])
export type DriverProof = z.infer<typeof driverProofSchema>

/** Proofs by driver and by its way to the device: `poly-vvx over REST`. */
export const driverProofsSchema = z.array(
  z.object({
    driver: z.string(),
    device: z.string(),
    proofs: z.array(driverProofSchema),
    /** What such a device cannot show: another certificate, for one without HTTPS. */
    notApplicable: z.array(practiceFaultSchema),
  }),
)

export const driverGradeSchema = z.enum(['bronze', 'silver', 'gold'])
export type DriverGrade = z.infer<typeof driverGradeSchema>

/** What each grade requires beyond the grade before it. */
const requiredFor: Readonly<Record<DriverGrade, readonly DriverProof[]>> = {
  bronze: ['identify', 'describe', 'read'],
  silver: ['plan', 'apply', 'read-back', 'restart', ...practiceFaultSchema.options],
  gold: ['recording'],
}

/** The highest grade whose proofs, and those of the grades below it, are all there; null below bronze. */
export function gradeOf(
  proofs: Iterable<DriverProof>,
  notApplicable: Iterable<DriverProof>,
): DriverGrade | null {
  const given = new Set([...proofs, ...notApplicable])
  let reached: DriverGrade | null = null
  for (const grade of driverGradeSchema.options) {
    if (!requiredFor[grade].every((proof) => given.has(proof))) return reached
    reached = grade
  }
  return reached
}
