/** Evidence that came by itself, unasked: from listeners, and from a phone's own fetching. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { identify } from '../../identify/identify.ts'

/** A device says few different things of itself; the latest of them are kept. Ours. */
const mostKept = 100

/** A scan asks for none of these, so it does not replace them. */
export const cameByItself = ({ protocol }: Sighting): boolean =>
  /^(?:mdns|ssdp|pnp)\.|^http\.user_agent$/.test(protocol)

const wordOf = ({ protocol, port, raw }: Sighting): string => JSON.stringify([protocol, port, raw])

/** Of these a device says one thing at a time: the latest word takes the place of the one before. */
const isOneAtATime = ({ protocol }: Sighting): boolean => /^pnp\.|^http\.user_agent$/.test(protocol)

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
  const all = [...known.filter(cameByItself), ...fresh]
  const latest = new Map(all.map((sighting) => [sighting.protocol, sighting]))
  const kept = all.filter((sighting) => !isOneAtATime(sighting) || latest.get(sighting.protocol) === sighting)
  return [...asked, ...kept.slice(-mostKept)]
}

/** Whether a word of old can stand beside what a scan found just now: firmware that was replaced since is no evidence. */
export function stillTrue(heard: Sighting, { firmware }: Pick<Identity, 'firmware'>): boolean {
  const said = identify([heard]).firmware
  return said === null || firmware === null || said === firmware
}

type Met = { readonly identity: Pick<Identity, 'mac'> }

/** Which of the devices at an address said something. Several behind one address cannot be told apart by it. */
export function whoseWord<Device extends Met>(
  here: readonly Device[],
  mac: string | null,
): Device | 'somebody-new' | 'nobody-can-tell' {
  const candidates = here.filter(
    ({ identity }) => identity.mac === null || mac === null || identity.mac === mac,
  )
  const [only, ...others] = candidates
  if (only === undefined) return 'somebody-new'
  return others.length === 0 ? only : 'nobody-can-tell'
}
