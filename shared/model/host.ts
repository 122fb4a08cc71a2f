/** What a door can do, what the core is doing: the facts of the status strip. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { hardwareIdSchema } from './hardware-id.ts'
import { deviceKindSchema } from './identity.ts'
import { portsSchema } from './job.ts'

/** Never test for a platform; test for a capability. */
export const capabilitySchema = z.enum(['save-dialog', 'open-external', 'keep-secrets'])
export type Capability = z.infer<typeof capabilitySchema>

/** Where the key to stored secrets is: the system's keychain, a file for the owner alone, or memory (nothing is kept). */
const secretsKeptSchema = z.enum(['keychain', 'key-file', 'memory'])
export type SecretsKept = z.infer<typeof secretsKeptSchema>

export const interfaceSchema = z.object({
  name: z.string(),
  address: z.string(),
  /** Subnet in CIDR form: `192.168.1.0/24`. */
  cidr: z.string(),
  loopback: z.boolean(),
})
export type NetworkInterface = z.infer<typeof interfaceSchema>

/** A fetch of a configuration that is not answered before the technician allows it. */
const heldFetchSchema = z.object({
  id: z.string(),
  hardwareId: hardwareIdSchema,
  /** `other-address`: the session belongs to `owner`. `client-unknown`: the client does not name itself as the maker's does. */
  reason: z.enum(['other-address', 'client-unknown']),
  address: z.string(),
  owner: z.string().nullable(),
  /** The User-Agent header; empty when there was none. */
  userAgent: z.string(),
  /** Of the latest fetch, milliseconds since the epoch. */
  at: z.number(),
  times: z.number().int(),
})
export type HeldFetch = z.infer<typeof heldFetchSchema>

export const gatewayStatusSchema = z.object({
  /** `restarting`: its worker ended and a new one is coming up on the same address and ports. */
  state: z.enum(['off', 'running', 'restarting']),
  /** Why it restarts, or why it went off by itself. */
  reason: problemSchema.nullable(),
  address: z.string().nullable(),
  httpPort: z.number().int().nullable(),
  sipPort: z.number().int().nullable(),
  domain: z.string(),
  signInPage: z.string().nullable(),
  registrations: z.number().int(),
  /** Addresses with wrong passwords or codes in the last minute, the busiest first. */
  guesses: z.array(
    z.object({
      address: z.string(),
      wrong: z.number().int(),
      /** Tries that came too early and were not looked at. */
      refused: z.number().int(),
    }),
  ),
  /** Fetches that wait for the technician's answer. */
  held: z.array(heldFetchSchema),
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
  ipei: z.string(),
  model: z.string(),
  /** What its display shows: `Searching`, a number, `Sign in`… */
  display: z.string(),
  registered: z.boolean(),
  /** What was heard in the last call, newest last: `progress`, `busy`, `fast-busy`, `ring`. */
  heard: z.array(z.string()),
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
  faults: z.array(practiceFaultSchema),
  handsets: z.array(practiceHandsetSchema),
})
export type PracticeDevice = z.infer<typeof practiceDeviceSchema>
export const practiceStatusSchema = z.object({
  running: z.boolean(),
  /** What a scan of the practice site takes. */
  targets: z.array(z.string()),
  ports: portsSchema,
  devices: z.array(practiceDeviceSchema),
  /** How many devices its office has beside them; they are told of by `practice.office`. */
  officeDevices: z.number().int(),
})
export type PracticeStatus = z.infer<typeof practiceStatusSchema>

/** A device of the practice office: it says who it is, and can do nothing else. */
export const practiceOfficeDeviceSchema = z.object({
  id: z.string(),
  /** `switch` and `other` among them. */
  kind: deviceKindSchema,
  vendor: z.string(),
  model: z.string(),
  firmware: z.string().nullable(),
  mac: z.string(),
  address: z.string(),
  ports: portsSchema,
  /** The port it is plugged into; null for the switches themselves and for what hangs on none of them. */
  switch: z.object({ id: z.string(), port: z.string() }).nullable(),
  /** The voice VLAN it speaks on. */
  vlan: z.number().int().nullable(),
  /** The protocols it answers. */
  tells: z.array(z.enum(['web', 'sip', 'snmp'])),
  /** What there is to learn from it; null where it is one of many. */
  teaches: z.string().nullable(),
  /** Nothing that could be taken to Teams: a printer, a camera. */
  decoy: z.boolean(),
})
export type PracticeOfficeDevice = z.infer<typeof practiceOfficeDeviceSchema>

/** What the technician must know about the stored data. */
const storeConditionSchema = z.object({
  /** Records that could not be read; they are set aside and can be exported. */
  unreadable: z.number().int(),
  /** The core was killed and the database's journal is gone: the last changes before that may be lost. */
  journalLost: z.boolean(),
})
export type StoreCondition = z.infer<typeof storeConditionSchema>

/** One record that could not be read. */
export const unreadableRecordSchema = z.object({
  /** Table and key it was stored under. */
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
    /** The file it was imported from and when; null for the pack that is built in. */
    imported: z.object({ name: z.string(), at: z.number() }).nullable(),
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

/** One thing the gateway core saw or did: a fetch, a registration, a call. */
export const gatewayLogEntrySchema = z.object({
  at: z.number(),
  /** `http` or `sip`, and what: `http.fetch`, `sip.register`, `sip.invite`, `sip.malformed`. */
  path: z.string(),
  from: z.string(),
  hardwareId: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type GatewayLogEntry = z.infer<typeof gatewayLogEntrySchema>
