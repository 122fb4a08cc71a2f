/** A job: the work of one visit at a site, with its devices, endpoints and history. */
import { z } from 'zod'
import { guidedSetupSchema } from '../machines/guided.ts'
import { onboardingStateSchema } from '../machines/onboarding.ts'
import { pushSchema } from '../machines/push.ts'
import { verdictSchema } from './catalogue.ts'
import { hardwareIdSchema } from './hardware-id.ts'
import { identitySchema } from './identity.ts'
import { ipeiSchema } from './ipei.ts'
import { neighbourSchema, switchSchema } from './neighbour.ts'
import { pickedScanSchema } from './picked-scan.ts'
import { languageSchema, regionSchema } from './region.ts'
import { deviceCapabilitySchema } from './settings.ts'

/** rehearsal: the gateway core on this laptop answers. live: Microsoft's service answers and the technician confirms its steps. */
export const modeSchema = z.enum(['rehearsal', 'live'])
export type Mode = z.infer<typeof modeSchema>

export const jobSchema = z.object({
  id: z.string(),
  name: z.string(),
  site: z.string(),
  region: regionSchema,
  language: languageSchema,
  mode: modeSchema,
  /** True for the job of the practice site: practice devices are its only devices. */
  practice: z.boolean(),
  createdAt: z.number(),
  openedAt: z.number(),
  /** Targets last picked for a scan of this job; null before the first scan. */
  lastScan: pickedScanSchema.nullable().default(null),
  /** Name of the technician, for the report and for work done by hand; empty until it is first entered. */
  technician: z.string().max(120).default(''),
  customer: z.string().max(120).default(''),
  /** The customer's contact on site: a name, a number or an address of mail. */
  contact: z.string().max(200).default(''),
  notes: z.string().max(10_000).default(''),
  /** When it was archived, milliseconds since the epoch; null while it is listed. */
  archivedAt: z.number().nullable().default(null),
  /** When it was deleted; it can be restored until it is erased, a month later. */
  deletedAt: z.number().nullable().default(null),
})
export type Job = z.infer<typeof jobSchema>

/** What a technician enters about a job. */
export const jobDetailsSchema = z.object({
  name: z.string().trim().min(1).max(120),
  site: z.string().trim().max(200),
  region: regionSchema,
  language: languageSchema,
  technician: z.string().trim().max(120),
  customer: z.string().trim().max(120),
  contact: z.string().trim().max(200),
  notes: z.string().trim().max(10_000),
})
export type JobDetails = z.infer<typeof jobDetailsSchema>

/** Ports a device answered on, or that a scan profile tries. Practice devices run on high ports. */
export const portsSchema = z.object({
  http: z.number().int().min(1).max(65535).default(80),
  https: z.number().int().min(1).max(65535).default(443),
  sip: z.number().int().min(1).max(65535).default(5060),
  snmp: z.number().int().min(1).max(65535).default(161),
})
export type Ports = z.infer<typeof portsSchema>

/** Another address at which a device was seen, and the source: a scan asked the device, other sources only report claims. */
const otherAddressSchema = z.object({
  address: z.string(),
  /** Null when only the address is known. */
  ports: portsSchema.nullable(),
  source: z.enum(['scan', 'passive-discovery', 'switch', 'fetch']),
  at: z.number(),
})
export type OtherAddress = z.infer<typeof otherAddressSchema>

export const deviceSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  /** Stable key of the device across visits and addresses: `mac:…`, else `serial:…`, else `at:address:port`. */
  key: z.string(),
  address: z.string(),
  ports: portsSchema,
  identity: identitySchema,
  verdict: verdictSchema,
  /** Name of its driver; null without one. */
  driver: z.string().nullable(),
  /** Capabilities of its driver for this device; empty without a driver. */
  capabilities: z.array(deviceCapabilitySchema),
  /** Whether the core holds credentials for it in memory. */
  signedIn: z.boolean(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** When it did not answer a scan, milliseconds since the epoch; null while it answers. */
  silentSince: z.number().nullable().default(null),
  /** Another address at which the device was seen; not used until the technician accepts it. */
  otherAddress: otherAddressSchema.nullable().default(null),
  /** Whether a technician accepted that its password is sent over plain HTTP. */
  plainHttpAccepted: z.boolean().default(false),
})
export type Device = z.infer<typeof deviceSchema>

/** A device as a watch sends it, without evidence, which is requested when shown. */
const jobDeviceSchema = deviceSchema.extend({ identity: identitySchema.omit({ evidence: true }) })
export type JobDevice = z.infer<typeof jobDeviceSchema>

/** A call that proves an endpoint: seen by the gateway core, or reported by the technician. */
const testCallSchema = z.object({ at: z.number(), by: z.enum(['gateway', 'technician']) })
export type CallDirection = 'out' | 'in'

const endpointParts = {
  id: z.string(),
  jobId: z.string(),
  hardwareId: hardwareIdSchema,
  label: z.string(),
  /** Room or place as the technician names it: `2.14`, `Reception`; absent until it is entered. */
  place: z.string().max(120).optional(),
  /** The test calls made so far. */
  testCalls: z.object({ out: testCallSchema.optional(), in: testCallSchema.optional() }).optional(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  verdict: verdictSchema,
  /** `device`: it was found, or its device listed it. `technician`: added by hand. */
  addedBy: z.enum(['device', 'technician']),
  /** State as the device names it, with the time it was read. */
  seenState: z.object({ text: z.string(), at: z.number() }).nullable(),
  /** Live mode: account the device showed before it was pointed at the service: that of the former provider, no sign-in. */
  formerAccount: z.string().optional(),
  onboarding: onboardingStateSchema,
}

/** A phone, adapter port or handset that gets an account. `deviceId`: the device through which it is reached; for a phone, the phone. */
export const endpointSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('handset'),
    ...endpointParts,
    ipei: ipeiSchema,
    /** Null for a handset that was added before its base was found. */
    deviceId: z.string().nullable(),
  }),
  z.object({ kind: z.literal('phone'), ...endpointParts, deviceId: z.string() }),
  z.object({
    kind: z.literal('adapter-port'),
    ...endpointParts,
    deviceId: z.string(),
    /** Counts from 1. */
    port: z.number().int().min(1).max(999),
  }),
])
export type Endpoint = z.infer<typeof endpointSchema>

/** One line of a job's history. `what` is the code of the event, with words in shared/words. */
export const historyEntrySchema = z.object({
  id: z.number().int(),
  jobId: z.string(),
  at: z.number(),
  what: z.string(),
  deviceId: z.string().nullable(),
  endpointId: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type HistoryEntry = z.infer<typeof historyEntrySchema>

const changes = <Item extends z.ZodType>(item: Item) =>
  z.object({ upserted: z.array(item), removed: z.array(z.string()) })

/**
 * Changes in a job since the last event. The first event of a watch has everything except the history (`whole: true`), or
 * the first few hundred devices and `more: true`: the rest follows in the next events, up to one without `more`. Later ones are coalesced, at
 * most ten a second.
 */
export const jobChangeSchema = z.object({
  whole: z.boolean(),
  more: z.boolean(),
  job: jobSchema.nullable(),
  devices: changes(jobDeviceSchema),
  endpoints: changes(endpointSchema),
  pushes: changes(pushSchema),
  guidedSetups: changes(guidedSetupSchema),
  switches: changes(switchSchema),
  neighbours: changes(neighbourSchema),
  history: z.array(historyEntrySchema),
})
export type JobChange = z.infer<typeof jobChangeSchema>
