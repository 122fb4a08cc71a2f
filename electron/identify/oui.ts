/**
 * Owners of MAC address blocks. The owner may be another firm than the one on the label. The tests check the form of both files, so that a
 * scan does not wait for it.
 */
import registry from '#resources/oui/blocks.json' with { type: 'json' }
import firms from '#resources/oui/firms.json' with { type: 'json' }
import { confidenceSchema, type Provenance } from '#shared/model/confidence.ts'

interface Owner {
  readonly vendor: string
  readonly provenance: Provenance
}

/** Firm → its blocks of 24, 28 or 36 bits as hex digits, separated by spaces; `date`: day of the registry's list. */
const { source, date, blocks } = registry
const listed: Provenance = { source: `${source}, ${date}`, confidence: 'documented' }

const owners = new Map<string, Owner>()
// blocks newer than the list, each with its own source
for (const { vendor, blocks: own, source: from, confidence: word } of firms.more) {
  const confidence = confidenceSchema.parse(word)
  for (const each of own) owners.set(each, { vendor, provenance: { source: from, confidence } })
}
for (const [vendor, own] of Object.entries(blocks)) {
  for (const each of own.split(' ')) owners.set(each, { vendor, provenance: listed })
}

/** All known blocks and their owners. */
export const blockOwners: ReadonlyMap<string, Owner> = owners

/** Owner of the smallest block with an address; null when unknown. `mac` has twelve hex digits. */
export function vendorOfBlock(mac: string): Owner | null {
  const digits = mac.replaceAll(/[^0-9A-Fa-f]/g, '').toUpperCase()
  for (const length of [9, 7, 6]) {
    const owner = owners.get(digits.slice(0, length))
    if (owner !== undefined) return owner
  }
  return null
}
