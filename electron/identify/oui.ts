/**
 * Who a block of MAC addresses was given to. It names a firm, which may not be the one on the label; never a model. The suite holds
 * both files to their form: nobody waits for that when a scan starts.
 */
import registry from '#resources/oui/blocks.json' with { type: 'json' }
import firms from '#resources/oui/firms.json' with { type: 'json' }
import { confidenceSchema, type Provenance } from '#shared/model/confidence.ts'

interface Owner {
  readonly vendor: string
  readonly provenance: Provenance
}

/** Firm → its blocks, 24, 28 or 36 bits as hex digits, parted by spaces; `date` is the day of the registry's list. */
const { source, date, blocks } = registry
const listed: Provenance = { source: `${source}, ${date}`, confidence: 'documented' }

const owners = new Map<string, Owner>()
// blocks newer than the list, each from a source of its own
for (const { vendor, blocks: own, source: from, confidence: word } of firms.more) {
  const confidence = confidenceSchema.parse(word)
  for (const each of own) owners.set(each, { vendor, provenance: { source: from, confidence } })
}
for (const [vendor, own] of Object.entries(blocks)) {
  for (const each of own.split(' ')) owners.set(each, { vendor, provenance: listed })
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
