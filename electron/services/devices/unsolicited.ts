/** Unsolicited evidence: from mDNS, SSDP and PnP listeners, and from the User-Agent of configuration fetches. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { agree, identify } from '../../identify/identify.ts'

/** Unsolicited sightings kept per device; the oldest go first. Value of our own. */
const mostKept = 100

/** Whether no scan asks for such a sighting, so that a scan does not replace it. */
export const isUnsolicited = ({ protocol }: Sighting): boolean =>
  /^(?:mdns|ssdp|pnp)\.|^http\.user_agent$/.test(protocol)

const contentOf = ({ protocol, port, raw }: Sighting): string => JSON.stringify([protocol, port, raw])

/** Protocols of which a device has one value at a time: the latest replaces the one before. */
const hasOneValue = ({ protocol }: Sighting): boolean => /^pnp\.|^http\.user_agent$/.test(protocol)

/** Adds unsolicited sightings to those of a device. Returns `known` itself where nothing is new. */
export function mergeUnsolicited(
  known: readonly Sighting[],
  heard: readonly Sighting[],
): readonly Sighting[] {
  const contents = new Set(known.map(contentOf))
  const fresh = heard.filter((sighting) => {
    const content = contentOf(sighting)
    if (contents.has(content)) return false
    contents.add(content)
    return true
  })
  if (fresh.length === 0) return known
  const asked = known.filter((sighting) => !isUnsolicited(sighting))
  const all = [...known.filter(isUnsolicited), ...fresh]
  const latest = new Map(all.map((sighting) => [sighting.protocol, sighting]))
  const kept = all.filter((sighting) => !hasOneValue(sighting) || latest.get(sighting.protocol) === sighting)
  return [...asked, ...kept.slice(-mostKept)]
}

/** Whether an older sighting agrees with the firmware a scan found just now, or says nothing of it. */
export function isStillCurrent(heard: Sighting, { firmware }: Pick<Identity, 'firmware'>): boolean {
  const said = identify([heard]).firmware
  return said === null || firmware === null || agree('firmware', said, firmware)
}

type WithMac = { readonly identity: Pick<Identity, 'mac'> }

/**
 * The device that a sighting at an address belongs to. `new`: none of the known ones. `ambiguous`: several devices share the
 * address and nothing tells them apart.
 */
export function deviceMeant<Device extends WithMac>(
  here: readonly Device[],
  mac: string | null,
): Device | 'new' | 'ambiguous' {
  const candidates = here.filter(
    ({ identity }) => identity.mac === null || mac === null || identity.mac === mac,
  )
  const [only, ...others] = candidates
  if (only === undefined) return 'new'
  return others.length === 0 ? only : 'ambiguous'
}
