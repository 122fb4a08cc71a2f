/** The published lists that are built in, newest first. */
import of20240715 from '#resources/catalogue/sip-gateway-2024-07-15.json' with { type: 'json' }
import of20250228 from '#resources/catalogue/sip-gateway-2025-02-28.json' with { type: 'json' }
import { type Catalogue, catalogueSchema } from '#shared/model/catalogue.ts'

const packs = [of20250228, of20240715] as const

/** Dates of the built-in lists, newest first: `2025-02-28`. */
export const builtInDates: readonly string[] = packs.map(({ date }) => date)

/** The newest built-in list. */
export const loadCatalogue = (): Catalogue => catalogueSchema.parse(packs[0])

/** The built-in list of a date; null for a date without a list. */
export function loadPack(date: string): Catalogue | null {
  const pack = packs.find((each) => each.date === date)
  return pack === undefined ? null : catalogueSchema.parse(pack)
}
