/** Who a block of MAC addresses was given to. It names a firm, which may not be the one on the label; never a model. */
import { z } from 'zod'
import registry from '#resources/oui/blocks.json' with { type: 'json' }
import firms from '#resources/oui/firms.json' with { type: 'json' }
import { confidenceSchema, type Provenance } from '#shared/model/confidence.ts'

const block = z.string().regex(/^[0-9A-F]{6}(?:[0-9A-F]|[0-9A-F]{3})?$/)
const registrySchema = z.object({
  source: z.string(),
  /** Day of the registry's list. */
  date: z.iso.date(),
  /** Firm → its blocks, 24, 28 or 36 bits as hex digits, parted by spaces. */
  blocks: z.record(
    z.string(),
    z
      .string()
      .transform((text) => text.split(' '))
      .pipe(z.array(block)),
  ),
})
/** Blocks newer than the list, each from a source of its own. */
const moreSchema = z.array(
  z.object({
    vendor: z.string(),
    blocks: z.array(block),
    source: z.string(),
    confidence: confidenceSchema,
  }),
)

interface Owner {
  readonly vendor: string
  readonly provenance: Provenance
}

const { source, date, blocks } = registrySchema.parse(registry)
const listed: Provenance = { source: `${source}, ${date}`, confidence: 'documented' }

const owners = new Map<string, Owner>()
for (const { vendor, blocks: own, ...provenance } of moreSchema.parse(firms.more)) {
  for (const each of own) owners.set(each, { vendor, provenance })
}
for (const [vendor, own] of Object.entries(blocks)) {
  for (const each of own) owners.set(each, { vendor, provenance: listed })
}

/** All blocks that are known, with their firms. */
export const blockOwners: ReadonlyMap<string, Owner> = owners

/** The firm whose block an address lies in, the smallest block first; null where it is not known. `mac` has twelve hex digits. */
export function vendorOfBlock(mac: string): Owner | null {
  const digits = mac.replaceAll(/[^0-9A-Fa-f]/g, '').toUpperCase()
  for (const length of [9, 7, 6]) {
    const owner = owners.get(digits.slice(0, length))
    if (owner !== undefined) return owner
  }
  return null
}
