/** Unsolicited evidence: from mDNS, SSDP and PnP listeners, and from the User-Agent of configuration fetches. Pure. */
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { agree } from '../../identify/agree.ts'
import { identify } from '../../identify/identify.ts'

/** Maximum number of unsolicited sightings per device; the oldest are removed first. Ours. */
const mostKept = 100

/** Whether a sighting does not come from a scan, so that a scan does not replace it. */
export const isUnsolicited = ({ protocol }: Sighting): boolean =>
  /^(?:mdns|ssdp|pnp)\.|^http\.user_agent$/.test(protocol)

const contentOf = ({ protocol, port, raw }: Sighting): string => JSON.stringify([protocol, port, raw])

/** Protocols with one value per device: the latest replaces the one before. */
const hasOneValue = ({ protocol }: Sighting): boolean => /^pnp\.|^http\.user_agent$/.test(protocol)

/** Adds unsolicited sightings to those of a device. Returns `known` itself when all of them are known. */
export function mergeUnsolicited(
  known: readonly Sighting[],
  unsolicited: readonly Sighting[],
): readonly Sighting[] {
  const contents = new Set(known.map(contentOf))
  const fresh = unsolicited.filter((sighting) => {
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

/** Whether an older sighting agrees with the firmware of the latest scan, or contains no firmware. */
export function isStillCurrent(unsolicited: Sighting, { firmware }: Pick<Identity, 'firmware'>): boolean {
  const said = identify([unsolicited]).firmware
  return said === null || firmware === null || agree('firmware', said, firmware)
}

type WithMac = { readonly identity: Pick<Identity, 'mac'> }

/**
 * The device that a sighting at an address belongs to. `new`: not one of the known devices. `ambiguous`: several devices share the
 * address and cannot be distinguished.
 */
export function deviceOfSighting<Device extends WithMac>(
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
