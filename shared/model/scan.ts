/** A scan: what is asked for, how it goes, and what of it is left where it was broken off. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { deviceSchema, portsSchema } from './job.ts'
import { snmpAccessSchema } from './snmp.ts'

/** gentle: for old and fragile phones; few devices at once, a pause between two questions, no question more than needed. */
export const scanProfileSchema = z.enum(['usual', 'gentle'])
export type ScanProfile = z.infer<typeof scanProfileSchema>

/** changed: known devices are asked the cheapest question there is, and looked at only where its answer is another than before. */
export const scanOnlySchema = z.enum(['all', 'changed'])
export type ScanOnly = z.infer<typeof scanOnlySchema>

export const scanRequestSchema = z.object({
  jobId: z.string().min(1),
  /** In the forms of shared/model/target.ts. */
  targets: z.array(z.string().min(1)).min(1).max(1000),
  /** The same forms: never asked, whatever the targets hold. */
  exclude: z.array(z.string().min(1)).max(1000).default([]),
  ports: portsSchema.partial().default({}),
  profile: scanProfileSchema.default('usual'),
  /** The technician chose more than 4,096 addresses; up to 65,536 then. */
  wide: z.boolean().default(false),
  only: scanOnlySchema.default('all'),
  /** Goes on with an unfinished scan: what was picked then counts, and `targets` and the rest of this request do not. */
  resume: z.string().min(1).optional(),
  /** How SNMP agents are asked; with the community `public`, which is no secret, when absent. Never stored: a scan that goes on is told again. */
  snmp: snmpAccessSchema.optional(),
})

/**
 * answering: who answers at all; speaking: which protocols they speak; naming: what they are. Devices go through these each on its
 * own; a scan is as far as the last of them.
 */
export const scanStageSchema = z.enum(['answering', 'speaking', 'naming'])
export type ScanStage = z.infer<typeof scanStageSchema>

/**
 * Progress of a scan: at most ten times a second one `devices`, with all that was found meanwhile, and one `progress`. `ended` or
 * `failed` is the last one.
 */
export const scanEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    scanId: z.string(),
    addresses: z.number().int(),
    /** It goes on where it was broken off. */
    resumed: z.boolean(),
  }),
  z.object({
    kind: z.literal('progress'),
    scanId: z.string(),
    stage: scanStageSchema,
    /** Addresses that are settled, of all. */
    done: z.number().int(),
    total: z.number().int(),
    answering: z.number().int(),
    /** Questions asked a second, over the last seconds. */
    rate: z.number(),
    /** What the rest will take at the speed so far; null where that cannot be told yet, and while it is paused. */
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

/** A scan that was left, or whose core ended, before it was through. */
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
