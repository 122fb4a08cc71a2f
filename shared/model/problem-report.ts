/** A problem report: one archive, and its files to be read before it is saved. */
import { z } from 'zod'

const problemReportFileSchema = z.object({ name: z.string(), text: z.string() })
export type ProblemReportFile = z.infer<typeof problemReportFileSchema>

export const problemReportSchema = z.object({
  fileName: z.string(),
  files: z.array(problemReportFileSchema),
  /** The zip archive of exactly these files, base64. */
  bytes: z.string(),
})
export type ProblemReport = z.infer<typeof problemReportSchema>
