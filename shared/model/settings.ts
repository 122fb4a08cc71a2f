/** Settings, handsets and ports on a device's web pages, and plans that change settings. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { provenanceSchema } from './confidence.ts'
import { hardwareIdSchema } from './hardware-id.ts'
import { ipeiSchema } from './ipei.ts'

/** One attribute as a device's page shows it, in the device's own words. */
export const settingSchema = z.object({
  /** Stable name within a driver's data, for example `itsp.configUrl`; the form key where the page has no name of ours. */
  id: z.string(),
  /** Page as the device's menu names it: `System Management > Auto Provisioning`. */
  page: z.string(),
  /** Group on the page: `ITSP Provisioning`. */
  group: z.string(),
  /** Attribute as printed: `ConfigUrl`. */
  label: z.string(),
  /** Null when the device does not show it (passwords). */
  value: z.string().nullable(),
  /** True while the Default box is ticked. */
  isDefault: z.boolean(),
  writable: z.boolean(),
})
export type Setting = z.infer<typeof settingSchema>

const editSchema = z.object({
  id: z.string(),
  page: z.string(),
  group: z.string(),
  label: z.string(),
  before: z.string().nullable(),
  after: z.string(),
  /** Secrets are masked in `before` and `after` wherever an edit is shown. */
  secret: z.boolean(),
  /** Where `after` comes from; null when the technician typed it. */
  provenance: provenanceSchema.nullable(),
})
export type Edit = z.infer<typeof editSchema>

/** Actions after which a device uses settings that it reads at its start. */
export const startActionSchema = z.enum(['restart', 'fetch-now'])
export type StartAction = z.infer<typeof startActionSchema>

/** Target of a plan: the URL from which the device fetches its configuration, or the firmware it installs. */
const planTargetSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('provisioning'), url: z.string().min(1) }),
  z.object({ kind: z.literal('firmware'), version: z.string().min(1) }),
])
export type PlanTarget = z.infer<typeof planTargetSchema>

export const planSchema = z.object({
  id: z.string(),
  deviceId: z.string(),
  target: planTargetSchema,
  edits: z.array(editSchema),
  /**
   * Effect of the last edit. A restart ends every call on the device. `at-next-start`: the device uses the edits when it is restarted.
   */
  after: z.enum(['nothing', 'at-next-start', 'fetches', 'restarts']),
  /** Action that makes the device use edits with the effect `at-next-start`; absent when the device has no such action. */
  starts: startActionSchema.optional(),
  provenance: provenanceSchema,
  madeAt: z.number(),
  /** Id of the plan whose former values this plan puts back. */
  undoes: z.string().optional(),
})
export type Plan = z.infer<typeof planSchema>

/** Effect of a push on the device: that of its last edit, or the action by which the push starts the device. */
export type PushOutcome = Plan['after'] | StartAction

export const outcomeOf = ({ after, starts }: Pick<Plan, 'after' | 'starts'>, start: boolean): PushOutcome =>
  start ? (starts ?? after) : after

/**
 * set: written and read back. unchanged: it held the value before. refused: the device kept another value.
 * not-written: never sent. unknown: sent, and the reply was lost; reading back determines it.
 */
const editOutcomeSchema = z.enum(['set', 'unchanged', 'refused', 'not-written', 'unknown'])
export const editResultSchema = editSchema.extend({
  result: editOutcomeSchema,
  found: z.string().nullable(),
  problem: problemSchema.optional(),
})
export type EditResult = z.infer<typeof editResultSchema>

/** Identity and firmware as reported by the device. Unknown facts are null, never guessed. */
export const descriptionSchema = z.object({
  vendor: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  mac: z.string().nullable(),
  serial: z.string().nullable(),
  hardware: z.string().nullable(),
  upFor: z.string().nullable(),
})
export type Description = z.infer<typeof descriptionSchema>

/** A handset as its base lists it. */
export const handsetSchema = z.object({
  slot: z.number().int(),
  ipei: ipeiSchema,
  ipeiPrinted: z.string(),
  hardwareId: hardwareIdSchema,
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  /** State as shown by the base: `Registered`, `Searching`, `Idle RSSI=216`. */
  state: z.string(),
  /** SIP identity that the base registers for it, as shown by the base; null when not shown. */
  identity: z.string().nullable(),
  registration: z.enum(['registered', 'not-registered', 'not-known']),
})
export type Handset = z.infer<typeof handsetSchema>

/** The handset table of a base. An unreadable slot does not affect the others. */
export const handsetListSchema = z.object({
  handsets: z.array(handsetSchema),
  /** Slots whose value is not an IPEI, as shown by the base: `FFFFFFFFFF`. */
  unreadable: z.array(z.object({ slot: z.number().int(), text: z.string() })),
})
export type HandsetList = z.infer<typeof handsetListSchema>

/** One FXS port of an analogue adapter, as the adapter lists it. Ports count from 1. */
export const adapterPortSchema = z.object({
  port: z.number().int().min(1).max(999),
  /** State of the port as shown by the adapter. */
  state: z.string(),
  /** SIP identity that the adapter registers for it; null when not shown. */
  identity: z.string().nullable(),
  registration: z.enum(['registered', 'not-registered', 'not-known']),
})
export type AdapterPort = z.infer<typeof adapterPortSchema>

export const deviceActionSchema = z.enum(['restart', 'fetch-now', 'factory-reset'])
export type DeviceAction = z.infer<typeof deviceActionSchema>

/** Optional capabilities of a driver for a device. Each action is a capability. */
export const deviceCapabilitySchema = z.enum([
  'provisioning',
  'firmware',
  'handsets',
  'subscription',
  'ports',
  'log',
  ...deviceActionSchema.options,
])
export type DeviceCapability = z.infer<typeof deviceCapabilitySchema>

/** A line of a device's own log page. */
export const deviceLogLineSchema = z.object({ text: z.string() })
