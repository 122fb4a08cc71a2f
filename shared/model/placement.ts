/** Finds the switch and port of a device. Pure; unknown facts are null, and several possible ports are all shown. */
import type { Device } from './job.ts'
import type { Neighbour, Switch, SwitchPort } from './neighbour.ts'

export interface Place {
  readonly switchId: string
  /** The switch's name, else its address. */
  readonly switchName: string
  readonly port: SwitchPort
  /** Null behind an uplink, where the device has no neighbour entry. */
  readonly neighbour: Neighbour | null
  /**
   * link: the device announced itself to the switch (LLDP, CDP). learnt: the switch learnt its address on the port. behind: on an uplink,
   * so somewhere on the network behind it. address: only its IP address matches a neighbour.
   */
  readonly by: 'link' | 'learnt' | 'address' | 'behind'
}

export interface Placement {
  readonly best: Place
  /** Another port with the same rank as the best, or a contradicting port of the same switch. */
  readonly contradictions: readonly Place[]
}

export interface Seen {
  readonly switches: readonly Switch[]
  readonly neighbours: readonly Neighbour[]
}

/** Nearest first. */
const order: readonly Place['by'][] = ['link', 'learnt', 'address', 'behind']

type Placed = Pick<Device, 'address'> & { readonly identity: Pick<Device['identity'], 'mac' | 'kind'> }

/** Indexes the neighbours once, for the placement of many devices. */
export function createPlacements({ switches, neighbours }: Seen): (device: Placed) => Placement | null {
  const byMac = new Map<string, Place[]>()
  const byAddress = new Map<string, Place[]>()
  const add = (map: Map<string, Place[]>, key: string, place: Place) => {
    const places = map.get(key)
    if (places === undefined) map.set(key, [place])
    else places.push(place)
  }
  const ports = new Map<string, { of: Switch; port: SwitchPort }>()
  for (const of of switches) {
    for (const port of of.ports) {
      ports.set(`${of.id} ${port.key}`, { of, port })
      const place: Place = {
        switchId: of.id,
        switchName: of.name ?? of.address,
        port,
        neighbour: null,
        by: 'behind',
      }
      for (const mac of port.behind) add(byMac, mac, place)
    }
  }
  for (const neighbour of neighbours) {
    const found = ports.get(`${neighbour.switchId} ${neighbour.port?.key ?? ''}`)
    if (found === undefined) continue
    const spoke = neighbour.seenBy.some((each) => each !== 'fdb')
    const place = {
      switchId: found.of.id,
      switchName: found.of.name ?? found.of.address,
      port: found.port,
      neighbour,
    }
    for (const mac of neighbour.macs) add(byMac, mac, { ...place, by: spoke ? 'link' : 'learnt' })
    for (const address of neighbour.addresses) add(byAddress, address, { ...place, by: 'address' })
  }
  return ({ address, identity }) => {
    const own = identity.mac === null ? [] : (byMac.get(identity.mac) ?? [])
    // the address may belong to another device by now; not used for a device whose MAC was seen
    const tied = (own.length > 0 ? [] : (byAddress.get(address) ?? [])).filter(
      ({ neighbour }) => identity.mac === null || (neighbour?.macs.length ?? 0) === 0,
    )
    const placement = bestOf([...own, ...tied])
    // a switch has a link to each of its neighbours
    return placement === null || identity.kind !== 'switch' ? placement : { ...placement, contradictions: [] }
  }
}

export function placementOf(device: Placed, seen: Seen): Placement | null {
  return createPlacements(seen)(device)
}

function bestOf(places: readonly Place[]): Placement | null {
  const sorted = [...places].sort(
    (a, b) =>
      order.indexOf(a.by) - order.indexOf(b.by) ||
      // a port with fewer devices is nearer to the device
      (a.port.macCount ?? 0) - (b.port.macCount ?? 0) ||
      (b.neighbour?.readAt ?? 0) - (a.neighbour?.readAt ?? 0) ||
      compare(a.switchId, b.switchId) ||
      compare(a.port.key, b.port.key),
  )
  const [best, ...others] = sorted
  if (best === undefined) return null
  const contradicts = (place: Place): boolean => {
    if (place.switchId === best.switchId && place.port.key === best.port.key) return false
    // every switch on the way learns the address on the port that leads here
    if (place.by === 'behind') return best.by === 'behind' && place.switchId === best.switchId
    return true
  }
  return { best, contradictions: others.filter(contradicts) }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
