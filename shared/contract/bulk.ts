/** Procedures of the bulk set-up: many devices, one plan, one run. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { bulkOptionsSchema, bulkRunChangeSchema, bulkSummarySchema } from '../model/bulk-run.ts'
import { provisioningTargetSchema } from '../model/region.ts'
import { planSchema } from '../model/settings.ts'
import { keptSignInSchema, signInScopeSchema } from '../model/sign-in-scope.ts'
import { base } from './base.ts'

const id = z.string().min(1)
const jobId = z.object({ jobId: id })
const runId = z.object({ runId: id })
const nothing = z.object({})

export const bulk = {
  /** The runs of a job, newest first. */
  list: base.input(jobId).output(z.array(bulkSummarySchema)),
  /** Signs in to the devices with the kept sign-ins and reads them; writes nothing before the command `approved`. */
  start: base
    .input(
      jobId.extend({
        deviceIds: z.array(id).min(1).max(10_000),
        target: provisioningTargetSchema,
        options: bulkOptionsSchema.prefault({}),
      }),
    )
    .output(runId),
  /** The plans of the devices that have one. The values of secrets are masked. */
  plans: base.input(runId).output(z.array(planSchema)),
  /** The whole run, then its changes, at most ten a second. */
  watch: base.input(runId).output(eventIterator(bulkRunChangeSchema)),
  /**
   * `approved` writes the plans; `retried` reads again the devices that were not read, not written or skipped. A run that a restart of the
   * core interrupted is paused until `continued`.
   */
  command: base
    .input(runId.extend({ fact: z.enum(['approved', 'paused', 'continued', 'cancelled', 'retried']) }))
    .output(nothing),
  /** Puts back the former values of these devices; null for all that were written. */
  rollBack: base.input(runId.extend({ deviceIds: z.array(id).nullable() })).output(nothing),
  /** Kept sign-ins, without passwords. */
  signIns: base.input(jobId).output(z.array(keptSignInSchema)),
  saveSignIn: base
    .input(jobId.extend({ scope: signInScopeSchema, user: z.string().min(1), password: z.string() }))
    .output(nothing),
  removeSignIn: base.input(jobId.extend({ scope: signInScopeSchema })).output(nothing),
}
