/** Number of an adapter's ports that the service can use, from the catalogue. */
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Identity } from '#shared/model/identity.ts'
import { rowsFor } from './verdict.ts'

/** Null when no row gives a number, or rows of the same model differ; the technician is asked then. */
export function usablePortsOf(
  { vendor, model }: Pick<Identity, 'vendor' | 'model'>,
  catalogue: Pick<Catalogue, 'rows'>,
): number | null {
  if (vendor === null || model === null) return null
  const judged = new Set<unknown>(rowsFor(catalogue, vendor, model))
  const counts = catalogue.rows
    .filter((row) => judged.has(row))
    .map(({ ports }) => ports?.usable ?? (ports?.all === true ? ports.total : null))
  const [count = null, ...others] = new Set(counts)
  return others.length === 0 ? count : null
}
