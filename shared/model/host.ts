/** Capabilities of doors, and the state of core, gateway and practice site. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { hardwareIdSchema } from './hardware-id.ts'
import { deviceKindSchema } from './identity.ts'
import { portsSchema } from './job.ts'

/** Code tests for a capability, never for a platform. */
export const capabilitySchema = z.enum(['save-dialog', 'open-external', 'keep-secrets'])
export type Capability = z.infer<typeof capabilitySchema>

/** Where the key of stored secrets is kept: the system's keychain, a file that only the owner can read, or memory (nothing is stored). */
const secretsKeptSchema = z.enum(['keychain', 'passphrase', 'key-file', 'memory'])
export type SecretsKept = z.infer<typeof secretsKeptSchema>

export const interfaceSchema = z.object({
  name: z.string(),
  address: z.string(),
  /** Subnet in CIDR form: `192.168.1.0/24`. */
  cidr: z.string(),
  loopback: z.boolean(),
})
export type NetworkInterface = z.infer<typeof interfaceSchema>

/** A configuration fetch that waits until the technician allows it. */
const heldFetchSchema = z.object({
  id: z.string(),
  hardwareId: hardwareIdSchema,
  /** `other-address`: the session belongs to `owner`. `client-unknown`: the User-Agent is not one of the maker's. */
  reason: z.enum(['other-address', 'client-unknown']),
  address: z.string(),
  owner: z.string().nullable(),
  /** The User-Agent header; empty when absent. */
  userAgent: z.string(),
  /** Of the latest fetch, milliseconds since the epoch. */
  at: z.number(),
  times: z.number().int(),
})
export type HeldFetch = z.infer<typeof heldFetchSchema>

/** Problems of the gateway's database. */
const gatewayDataSchema = z.object({
  /** Number of documents that cannot be read; they stay stored and are not used. */
  unreadable: z.number().int(),
  /** A damaged database was moved away. `backup` took its place; null for an empty database. */
  replaced: z.object({ movedTo: z.string(), backup: z.string().nullable() }).nullable(),
})
export type GatewayData = z.infer<typeof gatewayDataSchema>

/** A call of the gateway core. */
const liveCallSchema = z.object({
  id: z.string(),
  /** Address of record of the caller: `+442079460101@practice.test`. */
  from: z.string(),
  /** Number that was dialled. */
  to: z.string(),
  state: z.enum(['ringing', 'connected']),
  /** Milliseconds since the epoch at which the state began. */
  since: z.number(),
})
export type LiveCall = z.infer<typeof liveCallSchema>

export const gatewayStatusSchema = z.object({
  /** `restarting`: the worker ended and a new one is starting on the same address and ports. */
  state: z.enum(['off', 'running', 'restarting']),
  /** Reason of the restart, or why it stopped by itself. */
  reason: problemSchema.nullable(),
  address: z.string().nullable(),
  httpPort: z.number().int().nullable(),
  sipPort: z.number().int().nullable(),
  domain: z.string(),
  signInPage: z.string().nullable(),
  registrations: z.number().int(),
  calls: z.array(liveCallSchema),
  /** Addresses with wrong passwords or codes in the last minute, the most active first. */
  guesses: z.array(
    z.object({
      address: z.string(),
      wrong: z.number().int(),
      /** Attempts that came too early and were not checked. */
      refused: z.number().int(),
    }),
  ),
  /** Fetches that wait for the technician's decision. */
  held: z.array(heldFetchSchema),
  stored: gatewayDataSchema,
})
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>

/** Faults that a practice device shows on request. */
export const practiceFaultSchema = z.enum([
  'slow',
  'silent',
  'wrong-password',
  'lock-out',
  'password-change',
  'interface-off',
  'unknown-page',
  'garbage-page',
  'other-charset',
  'drop-one-reply',
  'drop-before-write',
  'drop-during-write',
  'drop-after-write',
  'forget-write',
  'reboot-in-the-middle',
  'new-address',
  'new-certificate',
])
export type PracticeFault = z.infer<typeof practiceFaultSchema>

const practiceHandsetSchema = z.object({
  /** IPEI of a handset; hardware id of a phone (`0004134F002B`) or of a port (`0004134F002B:001`), which have their own keys. */
  ipei: z.string(),
  model: z.string(),
  /** Text of the display: `Searching`, a number, `Sign in`… */
  display: z.string(),
  registered: z.boolean(),
  /** Tones of the last call, newest last: `progress`, `busy`, `fast-busy`, `ring`. */
  tones: z.array(z.string()),
})
const practiceDeviceSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  firmware: z.string(),
  mac: z.string(),
  address: z.string(),
  ports: portsSchema,
  user: z.string(),
  /** The right password at its web interface, for practising. */
  password: z.string(),
  faults: z.array(practiceFaultSchema),
  handsets: z.array(practiceHandsetSchema),
  /** Its switch port; absent while it is not connected to a switch of the office. */
  switch: z.object({ id: z.string(), port: z.string() }).optional(),
})
export type PracticeDevice = z.infer<typeof practiceDeviceSchema>
export const practiceStatusSchema = z.object({
  running: z.boolean(),
  /** Targets and ports for a scan of the practice site. */
  targets: z.array(z.string()),
  ports: portsSchema,
  devices: z.array(practiceDeviceSchema),
  /** Number of further devices in the office; `practice.office` lists them. */
  officeDevices: z.number().int(),
})
export type PracticeStatus = z.infer<typeof practiceStatusSchema>

/** A device of the practice office, which only identifies itself. */
export const practiceOfficeDeviceSchema = z.object({
  id: z.string(),
  /** Includes `switch` and `other`. */
  kind: deviceKindSchema,
  vendor: z.string(),
  model: z.string(),
  firmware: z.string().nullable(),
  mac: z.string(),
  address: z.string(),
  ports: portsSchema,
  /** Its switch port; null for switches, and for devices that are not connected to one. */
  switch: z.object({ id: z.string(), port: z.string() }).nullable(),
  /** Its voice VLAN. */
  vlan: z.number().int().nullable(),
  /** The protocols it answers. */
  protocols: z.array(z.enum(['web', 'sip', 'snmp'])),
  /** The lesson of the device; null for devices without one. */
  lesson: z.string().nullable(),
  /** Not a Teams device: a printer, a camera. */
  decoy: z.boolean(),
})
export type PracticeOfficeDevice = z.infer<typeof practiceOfficeDeviceSchema>

/** Problems of the stored data. */
const storeConditionSchema = z.object({
  /** Number of unreadable records; they are quarantined and can be exported. */
  unreadable: z.number().int(),
  /** The core was killed and the journal of the database is missing: the last changes may be lost. */
  journalLost: z.boolean(),
})
export type StoreCondition = z.infer<typeof storeConditionSchema>

/** One record that could not be read. */
export const unreadableRecordSchema = z.object({
  /** Table and key of the record. */
  source: z.string(),
  key: z.string(),
  at: z.number(),
  /** Why it cannot be read, for a developer. */
  why: z.string(),
  /** The row as JSON. */
  row: z.string(),
})
export type UnreadableRecord = z.infer<typeof unreadableRecordSchema>

export const statusSchema = z.object({
  version: z.string(),
  capabilities: z.array(capabilitySchema),
  dataFolder: z.string(),
  store: storeConditionSchema,
  secrets: secretsKeptSchema,
  catalogue: z.object({
    date: z.string(),
    source: z.string(),
    /** File and time of the import; null for a built-in list. */
    imported: z.object({ name: z.string(), at: z.number() }).nullable(),
    /** Dates of the built-in lists, newest first. */
    builtIn: z.array(z.string()),
  }),
  gateway: gatewayStatusSchema,
  practice: practiceStatusSchema,
  /** Running work, for the strip: `scan`, `push`, `switch` being read. */
  work: z.array(
    z.object({ id: z.string(), kind: z.enum(['scan', 'push', 'switch']), startedAt: z.number() }),
  ),
})
export type Status = z.infer<typeof statusSchema>

/** A user of the gateway core's own directory; the account that a sign-in attaches. */
export const directoryUserSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** E.164. */
  number: z.string(),
  domain: z.string(),
  /** Hardware id signed in with it, null while free. */
  hardwareId: z.string().nullable(),
})
export type DirectoryUser = z.infer<typeof directoryUserSchema>

/** An event of the gateway core: a fetch, a registration, a call. */
export const gatewayLogEntrySchema = z.object({
  at: z.number(),
  /** Protocol and event: `http.fetch`, `sip.register`, `sip.invite`, `sip.malformed`. */
  path: z.string(),
  from: z.string(),
  hardwareId: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type GatewayLogEntry = z.infer<typeof gatewayLogEntrySchema>
