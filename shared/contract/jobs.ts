/** The procedures of the namespace `jobs`. */
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { historyEntrySchema, jobChangeSchema, jobDetailsSchema, jobSchema, modeSchema } from '../model/job.ts'
import { jobComparisonSchema } from '../model/job-transfer.ts'
import { languageSchema, regionSchema } from '../model/region.ts'
import { base } from './base.ts'

const id = z.string().min(1)
const jobId = z.object({ jobId: id })
const nothing = z.object({})
const passphrase = z.string().max(1_000).default('')
const jobFile = z.object({ fileName: z.string(), mediaType: z.string(), bytes: z.string() })
/** The text of a job file. */
const jobText = z.object({ text: z.string().max(3_900_000), passphrase })

export const jobs = {
  /** Current and archived jobs, the one opened last first. */
  list: base.output(z.array(jobSchema)),
  /** Deleted jobs that can be restored. */
  deleted: base.output(z.array(jobSchema)),
  create: base
    .input(
      z.object({
        name: z.string().min(1).max(120),
        site: z.string().max(200),
        region: regionSchema,
        language: languageSchema.default('en'),
        mode: modeSchema,
        customer: z.string().max(120).default(''),
      }),
    )
    .output(jobSchema),
  /** Changes the given details. */
  update: base.input(jobId.extend({ details: jobDetailsSchema.partial() })).output(nothing),
  /** A new job with the details and scan targets of another, without its devices. */
  duplicate: base.input(jobId).output(jobId),
  archive: base.input(jobId.extend({ archived: z.boolean() })).output(nothing),
  /** The job can be restored for a month. */
  delete: base.input(jobId).output(nothing),
  restore: base.input(jobId).output(nothing),
  /** The job as a file, `bytes` is base64. Codes and secret values are left out. */
  export: base.input(jobId.extend({ passphrase })).output(jobFile),
  /** Compares the job of a file with this laptop's; changes nothing. */
  compareFile: base.input(jobText).output(jobComparisonSchema),
  /** Adds the job of a file, or merges it into this laptop's. `fromFile`: ids of the differences whose value is taken from the file. */
  importFile: base.input(jobText.extend({ fromFile: z.array(z.string()).default([]) })).output(jobId),
  /** Erases the job of the practice office and the memory of its devices, and opens a new one. */
  resetPractice: base.output(jobId),
  /** Starts the practice site and opens its job, which is created on first use. */
  practice: base.output(jobSchema),
  /** Makes the job the current one and restores its gateway. */
  open: base.input(jobId).output(jobSchema),
  /** The job without its history and the evidence of devices, then every change. */
  watch: base.input(jobId).output(eventIterator(jobChangeSchema)),
  history: base.input(jobId).output(z.array(historyEntrySchema)),
  /** The hand-over report as a file; `bytes` is base64. */
  report: base
    .input(
      z.object({
        jobId: id,
        format: z.enum(['html', 'pdf', 'csv']),
        /** Adds settings, evidence and history. */
        appendix: z.boolean().default(true),
        /** Adds switches, printers and other devices that the service does not take. */
        otherDevices: z.boolean().default(false),
      }),
    )
    .output(z.object({ fileName: z.string(), mediaType: z.string(), bytes: z.string() })),
}
