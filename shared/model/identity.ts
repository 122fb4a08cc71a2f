/** Sightings, the evidence read from them, and the identity merged from the evidence. */
import { z } from 'zod'
import { provenanceSchema } from './confidence.ts'

/**
 * Where a banner was seen. The vocabulary of `punchdown identify`. `mdns.service` is a full instance name
 * (`AXIS C1310-E - ACCC8E000001._vapix-http._tcp.local`), `mdns.txt` its pairs as `key=value; key=value`, `x509.*` a
 * distinguished name as `CN=…,O=…`; `pnp.event` and `pnp.uri` are the Event header and the request URI of a SIP PnP SUBSCRIBE. An
 * `lldp.sysdesc` may carry the neighbour's name as context `sysName`, a `cdp.device_id` its platform as context `platform`.
 */
export const protocols = [
  'http.title',
  'http.server',
  'http.www_authenticate',
  'http.cookie',
  'http.user_agent',
  'http.favicon_md5',
  'http.page',
  'sip.server',
  'sip.user_agent',
  'snmp.sysdescr',
  'snmp.sysobjectid',
  'snmp.sysname',
  'snmp.ifphysaddress',
  'snmp.engineid',
  'x509.subject',
  'x509.issuer',
  'dhcp.vendor_class',
  'lldp.sysdesc',
  'lldp.sysname',
  'lldp.med_inventory',
  'cdp.platform',
  'cdp.version',
  'cdp.device_id',
  'mdns.service',
  'mdns.txt',
  'ssdp.server',
  'ssdp.location',
  'pnp.user_agent',
  'pnp.event',
  'pnp.uri',
  'telnet.banner',
  'ldap.rootdse',
  'arp.mac',
  'switch.mac',
  'driver.describe',
] as const

/** One raw fact, never a verdict. `raw` is text as received; `encoding: 'base64'` marks bytes that are not text. */
export const sightingSchema = z.object({
  address: z.string(),
  port: z.number().int().nullable(),
  /** One of `protocols`; a line of `punchdown identify` may name others, for which there are no rules. */
  protocol: z.string(),
  raw: z.string(),
  encoding: z.literal('base64').optional(),
  context: z.record(z.string(), z.string()).optional(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** When the device was seen with another firmware than in this sighting, which is outdated from then on. */
  supersededAt: z.number().optional(),
})
export type Sighting = z.infer<typeof sightingSchema>

export const deviceKinds = [
  'phone',
  'conference-phone',
  'wireless-phone',
  'dect-base',
  'handset',
  'ata',
  'ata-router',
  'gateway',
  'intercom',
  'speaker',
  'alerter',
  'paging-adapter',
  'switch',
  'other',
] as const
export const deviceKindSchema = z.enum(deviceKinds)
export type DeviceKind = z.infer<typeof deviceKindSchema>

export const factNames = ['vendor', 'model', 'firmware', 'mac', 'serial', 'kind'] as const
const factNameSchema = z.enum(factNames)
export type FactName = z.infer<typeof factNameSchema>

/** One fact with the sighting it was read from and the rule that read it. */
const evidenceSchema = z.object({
  fact: factNameSchema,
  value: z.string(),
  protocol: z.string(),
  port: z.number().int().nullable(),
  raw: z.string(),
  at: z.number(),
  rule: z.string(),
  provenance: provenanceSchema,
})
export type Evidence = z.infer<typeof evidenceSchema>

/**
 * exact: vendor and model, at least one from a rule better than inferred, and no banner names another. likely: vendor and model,
 * inferred only or disputed.
 */
export const levelSchema = z.enum(['exact', 'likely', 'vendor-only', 'unknown'])
export type Level = z.infer<typeof levelSchema>

const contradictionSchema = z.object({
  fact: factNameSchema,
  kept: z.string(),
  others: z.array(z.object({ value: z.string(), protocol: z.string() })),
})

export const identitySchema = z.object({
  vendor: z.string().nullable(),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  mac: z.string().nullable(),
  serial: z.string().nullable(),
  kind: deviceKindSchema.nullable(),
  level: levelSchema,
  evidence: z.array(evidenceSchema),
  contradictions: z.array(contradictionSchema),
})
export type Identity = z.infer<typeof identitySchema>
