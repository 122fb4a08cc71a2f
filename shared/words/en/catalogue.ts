/** Words of the catalogue: footnotes, ports, regions. */
import type { CatalogueLocation, CatalogueRow, UsablePorts } from '#shared/model/catalogue.ts'
import type { ChangedRow, UnreadableRow } from '#shared/model/catalogue-changes.ts'

const locationWords: Record<CatalogueLocation, string> = {
  'lldp-only': 'LLDP only',
  dynamic: 'Dynamic',
  static: 'Static',
  'not-stated': 'Not stated',
}

/** `3 of 4`, `all`: ports of an adapter that the service can use. */
function portWords({ usable, total, all }: UsablePorts): string {
  if (usable !== null && total !== null) return `${usable} of ${total}`
  if (usable !== null) return String(usable)
  if (all) return total === null ? 'all' : `all ${total}`
  return 'not stated'
}

/** What a row needs: `10.1.1.9 or later, approved 17.0.44`. */
function wantedWords({ minimum, approved }: Pick<CatalogueRow, 'minimum' | 'approved'>): string {
  const least = minimum === null ? 'No minimum is published' : `${minimum} or later`
  return approved === null ? least : `${least}, approved ${approved}`
}

const fieldWords: Record<ChangedRow['fields'][number]['field'], string> = {
  minimum: 'Minimum',
  approved: 'Approved',
  location: 'Location',
  remarks: 'Remarks',
  ports: 'Usable ports',
  links: 'Links',
}

const unreadableWords: Record<UnreadableRow['reason'], string> = {
  'no-model': 'It names no model.',
  'no-vendor': 'It stands under no vendor.',
  markup: 'Its markup is broken.',
  cells: 'It has too few or too many cells.',
  'not-a-version': 'Its firmware is no version.',
  'too-long': 'It is longer than any row of the page.',
}

export const catalogue = {
  location: locationWords,
  usablePorts: portWords,
  wanted: wantedWords,
  field: fieldWords,
  unreadable: unreadableWords,
}
