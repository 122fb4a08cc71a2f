/** Merges the reports about one neighbour on one port. Pure. */
import type { Neighbour } from '#shared/model/neighbour.ts'
import type { ReportedNeighbour } from './neighbours.ts'

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

/** Different MAC addresses are different devices, whatever their names: phones of one model may share a name. */
function isSame(a: ReportedNeighbour, b: ReportedNeighbour): boolean {
  if (share(a.macs, b.macs)) return true
  if (a.macs.length > 0 && b.macs.length > 0) return false
  return (
    share(a.addresses, b.addresses) || a.names.some((name) => b.names.some((other) => sameName(name, other)))
  )
}

/** Groups the reports on one port by device. Reports with a MAC address come first, because they say most. */
export function devicesIn(reports: readonly ReportedNeighbour[]): ReportedNeighbour[][] {
  const groups: ReportedNeighbour[][] = []
  const ordered = [...reports].sort(
    (a, b) =>
      Number(b.macs.length > 0) - Number(a.macs.length > 0) ||
      Number(a.by === 'cdp') - Number(b.by === 'cdp'),
  )
  for (const each of ordered) {
    const fitting = groups.filter((group) => group.some((other) => isSame(each, other)))
    // ambiguous: a report that fits two devices is joined to neither
    if (fitting.length === 1) fitting[0]?.push(each)
    else groups.push([each])
  }
  return groups
}

type Merged = Omit<Neighbour, 'id' | 'jobId' | 'switchId' | 'switchKey' | 'readAt'>

const first = <Item>(items: readonly (Item | null | undefined)[]): Item | null =>
  items.find((each) => each !== null && each !== undefined) ?? null
const all = <Item>(items: readonly Item[]): Item[] => [...new Set(items)]

/** LLDP takes precedence over CDP. `port`: null when unknown. */
export function merged(group: readonly ReportedNeighbour[], port: ReportedNeighbour['port']): Merged {
  const said = <Item>(read: (report: ReportedNeighbour) => Item | null): Item | null => first(group.map(read))
  const macs = all(group.flatMap((each) => each.macs))
  const asked = said((each) => each.power.askedMilliwatts)
  const role = said((each) => each.power.role)
  const powerClass = port?.power?.class ?? said((each) => each.power.class)
  const hasPower = (port?.power ?? null) !== null || asked !== null || role !== null || powerClass !== null
  return {
    seenBy: all(group.map((each) => each.by)),
    port: port === null ? null : { key: port.key, ifIndex: port.ifIndex, name: port.name, alias: port.alias },
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
      untagged: port?.untaggedVlan ?? null,
      said: said((each) => each.untagged),
      learnt: [],
      learntAs: null,
      voice: said((each) => each.voice),
      offered: port?.voicePolicy ?? null,
      cdpVoice: said((each) => each.cdpVoice),
    },
    power: hasPower
      ? {
          role,
          state: port?.power?.state ?? null,
          class: powerClass,
          milliwatts: port?.power?.milliwatts ?? null,
          askedMilliwatts: asked,
          priority: said((each) => each.power.priority),
        }
      : null,
    inventory: said((each) => each.inventory),
    location: group.flatMap((each) => each.location),
    raw: group.flatMap((each) => each.raw),
  }
}

/** A device that the switch knows only from its forwarding table. */
export function learntOnly(mac: string, port: ReportedNeighbour['port']): Merged {
  return { ...merged([], port), seenBy: ['fdb'], mac, macs: [mac] }
}
