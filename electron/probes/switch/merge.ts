/** One neighbour out of everything that was heard of it on one port. Pure. */
import type { Neighbour } from '#shared/model/neighbour.ts'
import type { Heard } from './neighbours.ts'

/** `NWPU-CA-5548-01(SSI183706KP)` and `NWPU-CA-5548-01`; `sw1.example.com` and `sw1`. */
const bare = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\([^()]*\)$/, '')
    .trim()

function sameName(a: string, b: string): boolean {
  const [one, other] = [bare(a), bare(b)]
  return one !== '' && (one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`))
}

const share = <Item>(a: readonly Item[], b: readonly Item[]): boolean => a.some((each) => b.includes(each))

/** Two MAC addresses that differ are two devices, however alike their names: phones of one model share theirs. */
function isSame(a: Heard, b: Heard): boolean {
  if (share(a.macs, b.macs)) return true
  if (a.macs.length > 0 && b.macs.length > 0) return false
  return (
    share(a.addresses, b.addresses) || a.names.some((name) => b.names.some((other) => sameName(name, other)))
  )
}

/** Groups what was heard on one port by device; those who tell their MAC address first, as they tell most. */
export function devicesIn(heard: readonly Heard[]): Heard[][] {
  const groups: Heard[][] = []
  const ordered = [...heard].sort(
    (a, b) =>
      Number(b.macs.length > 0) - Number(a.macs.length > 0) ||
      Number(a.by === 'cdp') - Number(b.by === 'cdp'),
  )
  for (const each of ordered) {
    const fitting = groups.filter((group) => group.some((other) => isSame(each, other)))
    // what fits two devices alike is joined to neither
    if (fitting.length === 1) fitting[0]?.push(each)
    else groups.push([each])
  }
  return groups
}

type Merged = Omit<Neighbour, 'id' | 'jobId' | 'switchId' | 'switchKey' | 'readAt'>

const first = <Item>(items: readonly (Item | null | undefined)[]): Item | null =>
  items.find((each) => each !== null && each !== undefined) ?? null
const all = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

/** LLDP's word before CDP's; `group` is never empty. */
export function merged(group: readonly Heard[], port: Heard['port']): Merged {
  const said = <Item>(read: (heard: Heard) => Item | null): Item | null => first(group.map(read))
  const macs = all(group.flatMap((each) => each.macs))
  const asked = said((each) => each.power.askedMilliwatts)
  const role = said((each) => each.power.role)
  const powerClass = port.power?.class ?? said((each) => each.power.class)
  const hasPower = port.power !== null || asked !== null || role !== null || powerClass !== null
  return {
    seenBy: all(group.map((each) => each.by)),
    port: { key: port.key, ifIndex: port.ifIndex, name: port.name, alias: port.alias },
    chassisId: said((each) => each.chassisId),
    portId: said((each) => each.portId),
    portDescription: said((each) => each.portDescription),
    mac: macs[0] ?? null,
    macs,
    addresses: all(group.flatMap((each) => each.addresses)),
    name: said((each) => each.name),
    description: said((each) => each.description),
    platform: said((each) => each.platform),
    software: said((each) => each.software),
    capabilities: said((each) => each.capabilities),
    medClass: said((each) => each.medClass),
    vlan: {
      untagged: port.untaggedVlan,
      said: said((each) => each.untagged),
      learnt: [],
      learntAs: null,
      voice: said((each) => each.voice),
      offered: port.voicePolicy,
      cdpVoice: said((each) => each.cdpVoice),
    },
    power: hasPower
      ? {
          role,
          state: port.power?.state ?? null,
          class: powerClass,
          milliwatts: port.power?.milliwatts ?? null,
          askedMilliwatts: asked,
          priority: said((each) => each.power.priority),
        }
      : null,
    inventory: said((each) => each.inventory),
    location: group.flatMap((each) => each.location),
    raw: group.flatMap((each) => each.raw),
  }
}

/** A device that never spoke to the switch: its frames did. */
export function learntOnly(mac: string, port: Heard['port']): Merged {
  return { ...merged([], port), seenBy: ['fdb'], mac, macs: [mac] }
}
