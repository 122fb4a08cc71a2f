/** Evidence that came by itself, unasked: from listeners, and from a phone's own fetching. Pure. */
import type { Sighting } from '#shared/model/identity.ts'

/** A device says few different things of itself; the latest of them are kept. Ours. */
const mostKept = 100

/** A scan asks for none of these, so it does not replace them. */
export const cameByItself = ({ protocol }: Sighting): boolean =>
  /^(?:mdns|ssdp|pnp)\.|^http\.user_agent$/.test(protocol)

const wordOf = ({ protocol, port, raw }: Sighting): string => JSON.stringify([protocol, port, raw])

/** Sightings of a device with what was heard since; the same object where nothing is new. */
export function withHeard(known: readonly Sighting[], heard: readonly Sighting[]): readonly Sighting[] {
  const words = new Set(known.map(wordOf))
  const fresh = heard.filter((sighting) => {
    const word = wordOf(sighting)
    if (words.has(word)) return false
    words.add(word)
    return true
  })
  if (fresh.length === 0) return known
  const asked = known.filter((sighting) => !cameByItself(sighting))
  return [...asked, ...[...known.filter(cameByItself), ...fresh].slice(-mostKept)]
}
