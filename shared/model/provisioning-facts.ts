/**
 * Facts about provisioning URLs and the DHCP options that announce them, by class of device. The data is in
 * resources/vendors/provisioning-urls.json; this file gives its shape and finds the class of a device.
 */
import { z } from 'zod'
import { type Provenance, provenanceSchema } from './confidence.ts'
import { languageSchema } from './region.ts'
import { bare } from './text-search.ts'

/** DHCP servers that snippets are written for. */
export const dhcpServerSchema = z.enum([
  'dnsmasq',
  'kea',
  'isc-dhcpd',
  'windows-server',
  'cisco-ios',
  'mikrotik',
  'unifi',
  'technitium',
])
export type DhcpServer = z.infer<typeof dhcpServerSchema>

/** A fact that was not found; `unknown` names the searched source. */
const unknownSchema = z.object({ unknown: z.string().min(1) })

const knownSchema = z.object({ provenance: provenanceSchema })

/** A fact with its source. Contradicting sources give several choices, the preferred one first. */
const choicesOf = <Value extends z.ZodType>(value: Value) =>
  z.union([
    z.object({ choices: z.array(z.object({ value, provenance: provenanceSchema })).min(1) }),
    unknownSchema,
  ])

const vendorClassSchema = z.object({
  /** Text of DHCP option 60, or its beginning. */
  text: z.string().min(1),
  match: z.enum(['exact', 'prefix']),
})
export type VendorClass = z.infer<typeof vendorClassSchema>

const deviceClassSchema = z.object({
  id: z.string(),
  /** Name of the maker in the catalogue. */
  maker: z.string(),
  label: z.string(),
  /** Prefixes of model names; the longest match decides. An empty prefix matches the maker's other models. */
  models: z.array(z.string()).min(1),
  /** The URL after host, language and tenant, with the macros that the device replaces. Empty when the device adds its file name. */
  suffix: choicesOf(z.string().regex(/^(\/[^\s/]+)?$/)),
  language: z.union([knownSchema, unknownSchema]),
  languageExceptions: z.array(
    z.object({
      language: languageSchema,
      offered: z.enum(['none', 'partial']),
      provenance: provenanceSchema,
    }),
  ),
  tenant: z.union([knownSchema, unknownSchema]),
  /** DHCP options in which the device reads the URL. */
  dhcp: z.union([
    z.object({
      choices: z
        .array(
          z.object({
            value: z.number().int().min(1).max(254),
            /** Longest URL that the device reads, in characters. */
            longest: z.number().int().positive().optional(),
            provenance: provenanceSchema,
          }),
        )
        .min(1),
    }),
    unknownSchema,
  ]),
  vendorClass: choicesOf(vendorClassSchema),
  /** That it asks its link for the URL when it boots (SIP PnP), which Punchdown can answer. */
  announcement: z.union([z.object({ provenance: provenanceSchema }), unknownSchema]),
})
export type DeviceClass = z.infer<typeof deviceClassSchema>

export const provisioningFactsSchema = z.object({
  service: z.object({
    /** The hosts of the regions, as `serviceUrl` writes them. */
    entry: provenanceSchema,
    /** Source of the fact that the entry is documented for plain HTTP only. */
    http: provenanceSchema,
    language: provenanceSchema,
    tenant: provenanceSchema,
    order: unknownSchema,
    /** Paths of the URLs that a device holds later. */
    stages: provenanceSchema,
    ntp: provenanceSchema,
    utcOffset: provenanceSchema,
    /** Where the syntax of each server's snippet comes from. */
    dhcpServers: z.record(dhcpServerSchema, provenanceSchema),
    /** Networks that a firewall has to allow, in CIDR form. */
    ranges: z.array(z.object({ value: z.string(), provenance: provenanceSchema })),
  }),
  classes: z.array(deviceClassSchema),
})
export type ProvisioningFacts = z.infer<typeof provisioningFactsSchema>

/** The choices of a fact; empty when it is not known. */
export function choicesIn<Choice>(
  fact: { choices: readonly Choice[] } | { unknown: string },
): readonly Choice[] {
  return 'choices' in fact ? fact.choices : []
}

export const provenanceIn = (fact: { provenance: Provenance } | { unknown: string }): Provenance | null =>
  'provenance' in fact ? fact.provenance : null

/** The preferred suffix of a device's class; empty when none is known. */
export function suffixFor(
  facts: ProvisioningFacts,
  { vendor, model }: { readonly vendor: string | null; readonly model: string | null },
): string {
  const found = deviceClassOf(facts, vendor, model)
  return found === null ? '' : (choicesIn(found.suffix)[0]?.value ?? '')
}

/** `Cisco CP-8851` → `CP-8851` */
const withoutMaker = (model: string, vendor: string): string =>
  model.toLowerCase().startsWith(`${vendor.toLowerCase()} `) ? model.slice(vendor.length + 1) : model

/** The class of a device by the names that the catalogue prints; null for a maker without a class. */
export function deviceClassOf(
  facts: ProvisioningFacts,
  vendor: string | null,
  model: string | null,
): DeviceClass | null {
  if (vendor === null) return null
  const maker = bare(vendor)
  const name = bare(withoutMaker(model ?? '', vendor))
  let best: { readonly found: DeviceClass; readonly length: number } | null = null
  for (const found of facts.classes) {
    if (bare(found.maker) !== maker) continue
    for (const model of found.models) {
      const beginning = bare(model)
      if (name.startsWith(beginning) && (best === null || beginning.length > best.length))
        best = { found, length: beginning.length }
    }
  }
  return best?.found ?? null
}
