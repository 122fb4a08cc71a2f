/** A run of a bulk set-up: its devices, the step of each, and its options. shared/machines/bulk-run.ts moves it. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { provisioningTargetSchema } from './region.ts'

/** How a device is directed. A guided card is worked through by the technician and is never written by a run. */
const waySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('driver'), driver: z.string() }),
  z.object({ kind: z.literal('announcement') }),
  z.object({ kind: z.literal('guided-card'), card: z.string() }),
])
export type Way = z.infer<typeof waySchema>

/** State of a device's settings after a failed write. */
const leftSchema = z.enum(['untouched', 'partly-written', 'written', 'not-known'])
export type Left = z.infer<typeof leftSchema>

const planId = z.string()
const since = z.number()

const bulkStepSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('to-plan') }),
  z.object({ at: z.literal('planning') }),
  z.object({ at: z.literal('planned'), planId }),
  z.object({ at: z.literal('writing'), planId, since }),
  /** Written, and read back with the planned values; `tookMs` orders the devices that are left. */
  z.object({ at: z.literal('done'), planId, tookMs: z.number() }),
  /** It had the planned values before; nothing was written. */
  z.object({ at: z.literal('unchanged') }),
  /** Its guided card tells how far the technician is. */
  z.object({ at: z.literal('by-hand') }),
  z.object({ at: z.literal('not-read'), problem: problemSchema }),
  z.object({ at: z.literal('not-written'), planId, problem: problemSchema, left: leftSchema }),
  z.object({ at: z.literal('skipped'), why: z.enum(['model-stopped', 'cancelled']) }),
  z.object({ at: z.literal('to-roll-back'), planId }),
  z.object({ at: z.literal('rolling-back'), planId, since }),
  z.object({ at: z.literal('rolled-back'), planId }),
  z.object({ at: z.literal('not-rolled-back'), planId, problem: problemSchema }),
])
export type BulkStep = z.infer<typeof bulkStepSchema>

export const bulkDeviceSchema = z.object({
  deviceId: z.string(),
  /** Devices of one group get the same treatment: maker and model, as named when the run was made. */
  group: z.string(),
  way: waySchema,
  step: bulkStepSchema,
  /** The maker's default password worked when the device was read. */
  defaultPassword: z.boolean(),
})
export type BulkDevice = z.infer<typeof bulkDeviceSchema>

const bulkPhaseSchema = z.discriminatedUnion('at', [
  z.object({ at: z.literal('planning'), paused: z.boolean() }),
  z.object({ at: z.literal('planned') }),
  z.object({ at: z.literal('applying'), paused: z.boolean() }),
  z.object({ at: z.literal('rolling-back'), paused: z.boolean() }),
  /** Starts no device; waits for those in progress. Paused: a restart of the core interrupted them. */
  z.object({ at: z.literal('cancelling'), paused: z.boolean() }),
  z.object({ at: z.literal('ended'), cancelled: z.boolean() }),
])
export type BulkPhase = z.infer<typeof bulkPhaseSchema>

export const bulkOptionsSchema = z.object({
  /** Devices in progress at the same time. */
  concurrency: z.number().int().min(1).max(64).default(8),
  /** Shortest time between the starts of two devices, milliseconds. */
  startEveryMs: z.number().int().min(0).max(60_000).default(0),
  /** Finishes one device of a model before it starts the others. */
  canary: z.boolean().default(true),
  /** Restarts a device that uses its settings only after its next start. */
  restart: z.boolean().default(true),
  /** The technician accepts that passwords are sent over plain HTTP. */
  acceptPlainHttp: z.boolean().default(false),
  /** The technician allows one try with the maker's default password. */
  defaultPasswords: z.boolean().default(false),
})
export type BulkOptions = z.infer<typeof bulkOptionsSchema>

export const bulkRunSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  createdAt: z.number(),
  target: provisioningTargetSchema,
  options: bulkOptionsSchema,
  phase: bulkPhaseSchema,
  /** No device starts before this time, milliseconds since the epoch. */
  nextStartAt: z.number(),
  devices: z.array(bulkDeviceSchema),
})
export type BulkRun = z.infer<typeof bulkRunSchema>

const bulkHeadSchema = bulkRunSchema.omit({ devices: true })

/** A run with the number of its devices at each step. */
export const bulkSummarySchema = bulkHeadSchema.extend({
  steps: z.record(z.string(), z.number()),
})
export type BulkSummary = z.infer<typeof bulkSummarySchema>

/** The whole run first, then the devices that changed. */
export const bulkRunChangeSchema = z.object({
  whole: z.boolean(),
  run: bulkHeadSchema,
  devices: z.array(bulkDeviceSchema),
})
export type BulkRunChange = z.infer<typeof bulkRunChangeSchema>
