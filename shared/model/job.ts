/** One visit's work at a site, and what it holds. */
import { z } from 'zod'
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

/** rehearsal: the gateway core on this laptop answers. live: Microsoft's service answers and the technician tells. */
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
  /** What was last picked for a scan of this job; null before the first scan. */
  lastScan: pickedScanSchema.nullable().default(null),
})
export type Job = z.infer<typeof jobSchema>

/** Ports a device answered on, or that a scan profile tries. Practice devices run on high ports. */
export const portsSchema = z.object({
  http: z.number().int().min(1).max(65535).default(80),
  https: z.number().int().min(1).max(65535).default(443),
  sip: z.number().int().min(1).max(65535).default(5060),
  snmp: z.number().int().min(1).max(65535).default(161),
})
export type Ports = z.infer<typeof portsSchema>

/** Where else a device was seen, and by what: a scan asked it, the others only passed on what something claimed. */
const otherAddressSchema = z.object({
  address: z.string(),
  /** Null where only the address was seen. */
  ports: portsSchema.nullable(),
  source: z.enum(['scan', 'passive-discovery', 'switch', 'fetch']),
  at: z.number(),
})
export type OtherAddress = z.infer<typeof otherAddressSchema>

export const deviceSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  /** What the device is known by between visits and addresses: `mac:…`, else `serial:…`, else `at:address:port`. */
  key: z.string(),
  address: z.string(),
  ports: portsSchema,
  identity: identitySchema,
  verdict: verdictSchema,
  /** Driver that takes it, null when none does. */
  driver: z.string().nullable(),
  /** What its driver can do with it; empty where no driver takes it. */
  capabilities: z.array(deviceCapabilitySchema),
  /** Whether the core holds credentials for it in memory. */
  signedIn: z.boolean(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  /** When a scan that looked for it got no answer from it, milliseconds since the epoch; null while it answers. */
  silentSince: z.number().nullable().default(null),
  /** Another address the same device was seen at, not used until a technician moves it there. */
  otherAddress: otherAddressSchema.nullable().default(null),
  /** Whether a technician accepted that its password crosses the network over plain HTTP. */
  plainHttpAccepted: z.boolean().default(false),
})
export type Device = z.infer<typeof deviceSchema>

/** A device as a watch sends it: its evidence is asked for when it is shown. */
const jobDeviceSchema = deviceSchema.extend({ identity: identitySchema.omit({ evidence: true }) })
export type JobDevice = z.infer<typeof jobDeviceSchema>

const endpointParts = {
  id: z.string(),
  jobId: z.string(),
  hardwareId: hardwareIdSchema,
  label: z.string(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  verdict: verdictSchema,
  /** How it came into the job: a device was found or listed it, or the technician added it. */
  addedBy: z.enum(['device', 'technician']),
  /** The device's own word for its state, with the time it was read. */
  seenState: z.object({ text: z.string(), at: z.number() }).nullable(),
  onboarding: onboardingStateSchema,
}

/** What gets an account. `deviceId`: the device it is reached through, which is the phone itself for a phone. */
export const endpointSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('handset'),
    ...endpointParts,
    ipei: ipeiSchema,
    /** Null for a handset typed in before its base was found. */
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

/** One line of a job's history: what happened, to what, when. `what` is a code with words in shared/words. */
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
 * What changed in a job since the last event. The first event of a watch carries everything but the history (`whole: true`), or
 * the first few hundred devices and `more: true`: the rest of them comes in the events up to the one without. Later ones are coalesced, at
 * most ten a second.
 */
export const jobChangeSchema = z.object({
  whole: z.boolean(),
  more: z.boolean(),
  job: jobSchema.nullable(),
  devices: changes(jobDeviceSchema),
  endpoints: changes(endpointSchema),
  pushes: changes(pushSchema),
  switches: changes(switchSchema),
  neighbours: changes(neighbourSchema),
  history: z.array(historyEntrySchema),
})
export type JobChange = z.infer<typeof jobChangeSchema>
