/** Version schemes of vendors, and regions in row names, from data. */
import { z } from 'zod'
import rulesData from '#resources/catalogue/version-rules.json' with { type: 'json' }
import { type Provenance, provenanceSchema } from '#shared/model/confidence.ts'
import { type FirmwareScheme, plainScheme } from '#shared/model/firmware.ts'
import { protocols } from '#shared/model/identity.ts'
import { type Region, regionSchema } from '#shared/model/region.ts'

const rulesSchema = z.object({
  schemes: z.array(
    z.strictObject({
      vendor: z.string(),
      familyFirst: z.boolean().default(false),
      drop: z.array(z.string()).default([]),
      foreign: z.string().nullable().default(null),
      parting: z.string().nullable().default(null),
      sureFields: z.number().int().nullable().default(null),
      /** Rows whose versions match `listed` apply only to devices whose firmware or model matches `seen`. */
      variant: z
        .strictObject({
          listed: z.string(),
          seen: z.string(),
          /** Evidence that the device runs the other kind of firmware, which must be converted before the service takes it. */
          convert: z
            .strictObject({
              /** Protocol of the sighting with the device's name, and the name's pattern. */
              protocol: z.enum(protocols),
              name: z.string(),
              firmware: z.string(),
              provenance: provenanceSchema,
            })
            .nullable()
            .default(null),
        })
        .nullable()
        .default(null),
      provenance: provenanceSchema,
    }),
  ),
  regions: z.object({
    suffixes: z.array(z.object({ suffix: z.string(), region: regionSchema })),
    provenance: provenanceSchema,
  }),
})
const rules = rulesSchema.parse(rulesData)

/** A rule that recognises the other kind of firmware of a vendor's hardware. */
export interface Conversion {
  readonly protocol: string
  readonly name: RegExp
  readonly firmware: RegExp
  readonly provenance: Provenance
}

export interface VendorVersions extends FirmwareScheme {
  readonly variant: {
    readonly listed: RegExp
    readonly seen: RegExp
    readonly convert: Conversion | null
  } | null
}

const pattern = (text: string): RegExp => new RegExp(text, 'i')

const schemes: ReadonlyMap<string, VendorVersions> = new Map(
  rules.schemes.map(({ vendor, drop, variant, foreign, familyFirst, parting, sureFields }) => [
    vendor,
    {
      familyFirst,
      parting,
      sureFields,
      foreign: foreign === null ? null : pattern(foreign),
      drop: drop.map(pattern),
      variant: variant && {
        listed: pattern(variant.listed),
        seen: pattern(variant.seen),
        convert: variant.convert && {
          ...variant.convert,
          name: pattern(variant.convert.name),
          firmware: pattern(variant.convert.firmware),
        },
      },
    },
  ]),
)
const plain: VendorVersions = { ...plainScheme, variant: null }

/** Vendors with a version scheme, by their name on the page. */
export const vendorsWithSchemes: readonly string[] = [...schemes.keys()]

/** `vendor`: name on the page. */
export const versionsOf = (vendor: string): VendorVersions => schemes.get(vendor) ?? plain

const endings = rules.regions.suffixes.map(({ suffix, region }) => ({ region, ending: ` ${suffix}` }))

/** `W70B EMEA` → `W70B` and its region; null for a model without one. */
export function regionOf(model: string): { readonly family: string; readonly region: Region | null } {
  const found = endings.find(({ ending }) => model.toUpperCase().endsWith(ending))
  if (found === undefined) return { family: model, region: null }
  return { family: model.slice(0, -found.ending.length).trimEnd(), region: found.region }
}
