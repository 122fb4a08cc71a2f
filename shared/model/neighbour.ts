/** A switch as read over SNMP, and the neighbours on its ports. Unknown values are null, never a guess. */
import { z } from 'zod'
import { problemSchema } from '../errors.ts'
import { confidenceSchema } from './confidence.ts'
import { phoneKinds } from './hardware-id.ts'
import type { DeviceKind } from './identity.ts'
import { inventoryItems } from './inventory.ts'

/** A VLAN ID, IEEE 802.1Q: 1 to 4094. */
const vlanId = z.number().int().min(1).max(4094)

/** Names of the chassis and port id subtypes, IEEE 802.1AB 8.5.2.2 and 8.5.3.2. */
const idSubtypes = [
  'chassis-component',
  'port-component',
  'interface-alias',
  'interface-name',
  'mac',
  'address',
  'circuit-id',
  'local',
  'unknown',
] as const

const typedIdSchema = z.object({
  subtype: z.enum(idSubtypes),
  /** `80:5E:0C:46:17:ED`, `10.10.20.38`, `Gi1/0/5`; octets that are not text as hex digits. */
  text: z.string(),
})
export type TypedId = z.infer<typeof typedIdSchema>

/** System capabilities of LLDP in the order of their bits (IEEE 802.1AB 8.5.8.1). */
export const lldpCapabilities = [
  'other',
  'repeater',
  'bridge',
  'wlan-access-point',
  'router',
  'telephone',
  'docsis-cable-device',
  'station-only',
  'c-vlan',
  's-vlan',
  'two-port-mac-relay',
] as const
/** Only CDP has `host` and `igmp`. */
const capabilities = [...lldpCapabilities, 'host', 'igmp'] as const
const capabilitySetSchema = z.array(z.enum(capabilities))
export type SystemCapability = (typeof capabilities)[number]

/** LLDP-MED network policy for voice, ANSI/TIA-1057 10.2.3. */
const voicePolicySchema = z.object({
  /** Null when the policy is unknown, untagged, or priority tagged. */
  vlan: vlanId.nullable(),
  tagged: z.boolean().nullable(),
  priority: z.number().int().min(0).max(7).nullable(),
  dscp: z.number().int().min(0).max(63).nullable(),
  /** False when the device reports its policy as unknown. */
  known: z.boolean(),
})
export type VoicePolicy = z.infer<typeof voicePolicySchema>

/** Power over Ethernet of one port, RFC 3621. */
const portPowerSchema = z.object({
  enabled: z.boolean().nullable(),
  state: z.enum(['disabled', 'searching', 'delivering', 'fault', 'test', 'other-fault']).nullable(),
  /** 0 to 4, and 5 to 8 of IEEE 802.3bt. */
  class: z.number().int().min(0).max(8).nullable(),
  /** Power drawn by the device, when the switch measures it. */
  milliwatts: z.number().int().nullable(),
  /** How sure the match between power port and interface is: the standard leaves it open. */
  tied: confidenceSchema,
})
export type PortPower = z.infer<typeof portPowerSchema>

const switchPortSchema = z.object({
  /** Unique in its switch: `if:10101`, else `lldp:5`, else `bridge:7`. */
  key: z.string(),
  ifIndex: z.number().int().nullable(),
  /** lldpLocPortNum, which need not be the ifIndex. */
  lldpPort: z.number().int().nullable(),
  bridgePort: z.number().int().nullable(),
  /** Nearest to the label on the switch: ifName, else the LLDP port id, else ifDescr. */
  name: z.string(),
  /** ifAlias, set by the administrator. */
  alias: z.string().nullable(),
  description: z.string().nullable(),
  /** ifOperStatus, RFC 2863. */
  up: z.boolean().nullable(),
  /** Megabits a second. */
  speed: z.number().int().nullable(),
  /** VLAN of untagged frames (PVID). */
  untaggedVlan: vlanId.nullable(),
  /** Voice policy that the switch advertises on the port over LLDP-MED. */
  voicePolicy: voicePolicySchema.nullable(),
  power: portPowerSchema.nullable(),
  /** Addresses learnt on the port; null without a forwarding table. */
  macCount: z.number().int().nullable(),
  /** A bridge is its neighbour, or many addresses were learnt on it. */
  uplink: z.boolean(),
  /** On an uplink: the addresses learnt on it, at most 4096. */
  behind: z.array(z.string()),
})
export type SwitchPort = z.infer<typeof switchPortSchema>

/** How far one table was read. */
const tableReadingSchema = z.object({
  name: z.string(),
  /** read: to its end. absent: no rows. cut: row limit reached. stopped: the agent gave up or repeated rows. */
  state: z.enum(['read', 'absent', 'cut', 'stopped']),
  rows: z.number().int(),
  /** Why, and what was unusual: `not-increasing` (read all the same), `loop`, `time-filter`, `no-answer`, `index-malformed`, `moved`. */
  notes: z.array(z.string()),
})
export type TableReading = z.infer<typeof tableReadingSchema>

/** A value that was not understood, as it came: text, or hex digits behind `0x`. */
const rawValueSchema = z.object({
  /** Name in the MIB: `lldpRemSysCapEnabled`. */
  object: z.string(),
  index: z.string(),
  value: z.string(),
  why: z.string(),
})
export type RawValue = z.infer<typeof rawValueSchema>

export const switchSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  /** `mac:…` of its chassis or bridge, else `at:address:port`. */
  key: z.string(),
  address: z.string(),
  /** UDP port its SNMP agent answered on. */
  port: z.number().int(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  location: z.string().nullable(),
  objectId: z.string().nullable(),
  /** Owner of the enterprise number in sysObjectID; null when unknown. */
  vendor: z.string().nullable(),
  mac: z.string().nullable(),
  ports: z.array(switchPortSchema),
  vlanNames: z.array(z.object({ vlan: vlanId, name: z.string() })),
  tables: z.array(tableReadingSchema),
  raw: z.array(rawValueSchema),
  readAt: z.number(),
})
export type Switch = z.infer<typeof switchSchema>

/** LLDP-MED inventory, ANSI/TIA-1057 10.2.6, as received. */
const inventorySchema = z.record(z.enum(inventoryItems), z.string().nullable())
export type Inventory = z.infer<typeof inventorySchema>

export const neighbourSchema = z.object({
  id: z.string(),
  jobId: z.string(),
  switchId: z.string(),
  switchKey: z.string(),
  /** How the switch knows it: LLDP, CDP, or the forwarding table. */
  seenBy: z.array(z.enum(['lldp', 'cdp', 'fdb'])).min(1),
  /** Null when the switch does not say on which port. */
  port: z
    .object({
      key: z.string(),
      ifIndex: z.number().int().nullable(),
      name: z.string(),
      alias: z.string().nullable(),
    })
    .nullable(),
  chassisId: typedIdSchema.nullable(),
  portId: typedIdSchema.nullable(),
  portDescription: z.string().nullable(),
  /** Most likely address of the device on the link; `macs` has all of its addresses. */
  mac: z.string().nullable(),
  macs: z.array(z.string()),
  addresses: z.array(z.string()),
  name: z.string().nullable(),
  /** LLDP system description. */
  description: z.string().nullable(),
  /** CDP platform and software version. */
  platform: z.string().nullable(),
  software: z.string().nullable(),
  capabilities: z.object({ supported: capabilitySetSchema, enabled: capabilitySetSchema }).nullable(),
  /** LLDP-MED device class, ANSI/TIA-1057 10.2.2.2. */
  medClass: z.enum(['generic', 'media', 'communication', 'network', 'not-defined']).nullable(),
  vlan: z.object({
    /** PVID of the switch's port. */
    untagged: vlanId.nullable(),
    /** Untagged VLAN that the neighbour reports: LLDP 802.1 port VLAN, or CDP native VLAN. */
    said: vlanId.nullable(),
    /** VLANs in which its address was learnt; `inferred` when the number of the forwarding database is taken for the VLAN. */
    learnt: z.array(vlanId),
    learntAs: confidenceSchema.nullable(),
    /** Voice policy that the neighbour reports. */
    voice: voicePolicySchema.nullable(),
    /** Voice policy that the switch's port offers. */
    offered: voicePolicySchema.nullable(),
    /** Voice VLAN that the neighbour reports over CDP. */
    cdpVoice: vlanId.nullable(),
  }),
  power: z
    .object({
      /** As reported by the neighbour. */
      role: z.enum(['powered-device', 'power-source', 'none']).nullable(),
      state: portPowerSchema.shape.state,
      class: portPowerSchema.shape.class,
      /** Measured by the switch. */
      milliwatts: z.number().int().nullable(),
      /** Requested by the neighbour over LLDP-MED or CDP. */
      askedMilliwatts: z.number().int().nullable(),
      priority: z.enum(['critical', 'high', 'low']).nullable(),
    })
    .nullable(),
  inventory: inventorySchema.nullable(),
  /** LLDP-MED location, ANSI/TIA-1057 10.2.4: an ELIN as decimal digits, other formats as hex digits. */
  location: z.array(
    z.object({ kind: z.enum(['coordinates', 'civic', 'elin', 'unknown']), text: z.string() }),
  ),
  raw: z.array(rawValueSchema),
  readAt: z.number(),
})
export type Neighbour = z.infer<typeof neighbourSchema>

/** Enabled capabilities; the supported ones when it reports none as enabled. */
function does({ capabilities: said }: Pick<Neighbour, 'capabilities'>): readonly SystemCapability[] {
  if (said === null) return []
  return said.enabled.length > 0 ? said.enabled : said.supported
}

/** Reports the telephone capability, or the MED class of communication devices: phones, and also bases, adapters and speakers. */
export function isVoiceDevice(neighbour: Pick<Neighbour, 'capabilities' | 'medClass'>): boolean {
  return neighbour.medClass === 'communication' || does(neighbour).includes('telephone')
}

/** Whether a voice device is enrolled as a phone. `kind`: as identified; a voice device of unknown kind counts as a phone. */
export const isPhone = (
  neighbour: Pick<Neighbour, 'capabilities' | 'medClass'>,
  kind: DeviceKind | null,
): boolean => isVoiceDevice(neighbour) && (kind === null || phoneKinds.some((each) => each === kind))

/** Reports bridging, and is not a voice device: phones bridge their PC port. */
export function isBridge(neighbour: Pick<Neighbour, 'capabilities' | 'medClass'>): boolean {
  if (isVoiceDevice(neighbour)) return false
  if (neighbour.medClass === 'network') return true
  return does(neighbour).some((each) => ['bridge', 'router', 'wlan-access-point'].includes(each))
}

/** Progress of reading a switch. The switch and its neighbours arrive through the job's watch. */
export const switchEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), address: z.string(), port: z.number().int() }),
  /** The agent answered. */
  z.object({ kind: z.literal('answered'), name: z.string().nullable(), description: z.string().nullable() }),
  z.object({
    kind: z.literal('table'),
    table: tableReadingSchema,
    done: z.number().int(),
    total: z.number().int(),
  }),
  z.object({
    kind: z.literal('ended'),
    switchId: z.string(),
    neighbours: z.number().int(),
    phones: z.number().int(),
    /** Tables that were not read to their end: neighbours may be missing. */
    unread: z.array(tableReadingSchema),
    tookMs: z.number(),
  }),
  z.object({ kind: z.literal('cancelled'), tookMs: z.number() }),
  z.object({ kind: z.literal('failed'), problem: problemSchema }),
])
export type SwitchEvent = z.infer<typeof switchEventSchema>
