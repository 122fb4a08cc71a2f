/** Targets and options that a technician picked for a scan. */
import { z } from 'zod'

/** gentle: for old and fragile phones; few devices at once, a pause between two questions, only the necessary questions. */
export const scanProfileSchema = z.enum(['usual', 'gentle'])
export type ScanProfile = z.infer<typeof scanProfileSchema>

export const pickedScanSchema = z.object({
  /** As typed, in the forms of shared/model/target.ts. */
  targets: z.array(z.string()),
  exclude: z.array(z.string()),
  profile: scanProfileSchema,
  wide: z.boolean(),
})
export type PickedScan = z.infer<typeof pickedScanSchema>

/** Whether two scans have the same addresses. */
export const samePicked = (a: PickedScan, b: PickedScan): boolean =>
  a.targets.join(' ') === b.targets.join(' ') && a.exclude.join(' ') === b.exclude.join(' ')
