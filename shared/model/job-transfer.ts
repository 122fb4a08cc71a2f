/** A job that is opened from a file, compared with the job of this laptop. */
import { z } from 'zod'

/** Both sides have a value for the same thing. */
const jobDifferenceSchema = z.object({
  id: z.string(),
  /** Name of the job, device or endpoint. */
  subject: z.string(),
  field: z.enum([
    ...(['name', 'customer', 'site', 'contact', 'technician', 'notes', 'region', 'language'] as const),
    ...(['device', 'label', 'place', 'state'] as const),
  ]),
  here: z.string(),
  file: z.string(),
  /** Whether the value of the file is known to be the later one. */
  isFileNewer: z.boolean(),
})
export type JobDifference = z.infer<typeof jobDifferenceSchema>

const countsSchema = z.object({ devices: z.number(), endpoints: z.number(), history: z.number() })

export const jobComparisonSchema = z.object({
  name: z.string(),
  customer: z.string(),
  site: z.string(),
  /** Whether this laptop has the job. */
  isHere: z.boolean(),
  /** Records that only the file has. */
  added: countsSchema,
  differences: z.array(jobDifferenceSchema),
})
export type JobComparison = z.infer<typeof jobComparisonSchema>
