/** Scans in the contract: request, progress, and interrupted scans. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { deviceSchema, portsSchema } from './job.ts'
import { scanProfileSchema } from './picked-scan.ts'
import { snmpAccessSchema } from './snmp.ts'

export { type ScanProfile, scanProfileSchema } from './picked-scan.ts'

/** changed: a known device gets the cheapest question, and the other questions only when its answer has changed. */
const scanOnlySchema = z.enum(['all', 'changed'])
export type ScanOnly = z.infer<typeof scanOnlySchema>

export const scanRequestSchema = z.object({
  jobId: z.string().min(1),
  /** In the forms of shared/model/target.ts. */
  targets: z.array(z.string().min(1)).min(1).max(1000),
  /** In the same forms; never asked. */
  exclude: z.array(z.string().min(1)).max(1000).default([]),
  ports: portsSchema.partial().default({}),
  profile: scanProfileSchema.default('usual'),
  /** Allows up to 65,536 addresses instead of 4,096. */
  wide: z.boolean().default(false),
  only: scanOnlySchema.default('all'),
  /** Id of an unfinished scan to resume, with its own targets and options instead of those of this request. */
  resume: z.string().min(1).optional(),
  /** Credentials for SNMP agents; the community `public` when absent. Never stored: a resumed scan needs them again. */
  snmp: snmpAccessSchema.optional(),
})

/**
 * answering: host discovery; speaking: first answers to the probes; naming: identification. Each device passes the stages on its
 * own; the stage of the scan is the earliest stage of its devices.
 */
const scanStageSchema = z.enum(['answering', 'speaking', 'naming'])
export type ScanStage = z.infer<typeof scanStageSchema>

/**
 * Progress of a scan: at most ten times a second one `devices` with the findings since the last one, and one `progress`. The last event
 * is `ended` or `failed`.
 */
export const scanEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    scanId: z.string(),
    addresses: z.number().int(),
    /** Continues an unfinished scan. */
    resumed: z.boolean(),
  }),
  z.object({
    kind: z.literal('progress'),
    scanId: z.string(),
    stage: scanStageSchema,
    /** Settled addresses, and all of them. */
    done: z.number().int(),
    total: z.number().int(),
    answering: z.number().int(),
    /** Questions a second, over the last two seconds. */
    rate: z.number(),
    /** Estimated remaining time, milliseconds; null while unknown, and while paused. */
    leftMs: z.number().nullable(),
    paused: z.boolean(),
  }),
  z.object({ kind: z.literal('devices'), scanId: z.string(), devices: z.array(deviceSchema) }),
  z.object({
    kind: z.literal('ended'),
    scanId: z.string(),
    devices: z.number().int(),
    cancelled: z.boolean(),
    tookMs: z.number(),
  }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
])
export type ScanEvent = z.infer<typeof scanEventSchema>

/** A scan that was cancelled, or whose core ended, before all targets were settled. */
export const unfinishedScanSchema = z.object({
  scanId: z.string(),
  targets: z.array(z.string()),
  exclude: z.array(z.string()),
  profile: scanProfileSchema,
  ports: portsSchema,
  wide: z.boolean(),
  only: scanOnlySchema,
  done: z.number().int(),
  total: z.number().int(),
  startedAt: z.number(),
})
export type UnfinishedScan = z.infer<typeof unfinishedScanSchema>
