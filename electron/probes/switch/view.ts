/** Makes a switch and its neighbours from the tables of one walk. Pure. */
import {
  isBridge,
  type Neighbour,
  type RawValue,
  type Switch,
  type SwitchPort,
  type TableReading,
} from '#shared/model/neighbour.ts'
import { idOf, ipv4OfBytes, macIn, numberIn, textIn, type Value } from '../../protocols/snmp/values.ts'
import { forwardingOf, type Learnt } from './forwarding.ts'
import { byNumber } from './interfaces.ts'
import { devicesIn, learntOnly, merged } from './merge.ts'
import { cdpNeighbours, lldpNeighbour, type ReportedNeighbour } from './neighbours.ts'
import { portsOf } from './ports.ts'
import { type Joined, joinRemote, type Tables } from './remote-tables.ts'
import type { ScalarName } from './tables.ts'
import type { WalkedTable } from './walk.ts'

export type SeenNeighbour = Omit<Neighbour, 'id' | 'jobId' | 'switchId' | 'switchKey' | 'readAt'> & {
  /** Unique in its switch, and the same from one reading to the next. */
  readonly localId: string
}
export interface SwitchView {
  readonly switch: Omit<Switch, 'id' | 'jobId' | 'vendor' | 'readAt'>
  readonly neighbours: readonly SeenNeighbour[]
}

export interface Walked {
  readonly address: string
  readonly port: number
  readonly scalars: ReadonlyMap<ScalarName, Value>
  readonly tables: Tables
  /** The joined neighbour tables; joined here when absent. */
  readonly joined?: Joined
}

/** Ours: a phone, its PC and virtual machines have fewer; a port with more addresses has a network behind it. */
const uplinkMacs = 8
/** Limits of the addresses kept of one uplink, and of the raw values kept of one switch. */
const mostBehind = 4_096
const mostRaw = 200

export function viewOf({ address, port, scalars, tables, joined = joinRemote(tables) }: Walked): SwitchView {
  const ports = portsOf(tables)
  const lldp = joined.entries.map((entry) => lldpNeighbour(entry, ports))
  const reports = [...lldp, ...cdpNeighbours(tables, ports)]
  const forwarding = forwardingOf(tables, ports)

  const groups = new Map<string, ReportedNeighbour[]>()
  for (const each of reports) {
    if (each.port !== null) groups.set(each.port.key, [...(groups.get(each.port.key) ?? []), each])
  }
  const resolved = resolvedIn(tables)
  const neighbours: SeenNeighbour[] = []
  const finished: SwitchPort[] = []
  for (const own of ports.all) {
    const said = devicesIn(groups.get(own.key) ?? []).map((group) => merged(group, own))
    const learnt = forwarding.byPort?.get(own.key) ?? new Map<string, Learnt>()
    const uplink = said.some(isBridge) || learnt.size > uplinkMacs
    const spoken = new Set(said.flatMap(({ macs }) => macs))
    const silent = [...learnt.keys()].filter((mac) => !spoken.has(mac))
    const here = uplink ? said : [...said, ...silent.map((mac) => learntOnly(mac, own))]
    neighbours.push(...named(here.map((each) => withAddresses(withLearnt(each, learnt), resolved))))
    finished.push({
      ...own,
      macCount: forwarding.byPort === null ? null : learnt.size,
      uplink,
      behind: uplink ? silent.slice(0, mostBehind) : [],
    })
  }
  // on unknown ports, equal names do not make two reports one device
  const placeless = reports.filter(({ port }) => port === null).map((report) => merged([report], null))
  neighbours.push(...named(placeless.map((each) => withAddresses(each, resolved))))
  const raw = [...joined.raw, ...forwarding.raw]
  return { switch: switchOf(address, port, scalars, tables, finished, raw), neighbours }
}

function withLearnt<Seen extends Omit<SeenNeighbour, 'localId'>>(
  neighbour: Seen,
  learnt: ReadonlyMap<string, Learnt>,
): Seen {
  const found = neighbour.macs.map((mac) => learnt.get(mac)).filter((each) => each !== undefined)
  if (found.length === 0) return neighbour
  const vlans = [...new Set(found.flatMap(({ vlans: seen }) => [...seen]))].sort((a, b) => a - b)
  const seenBy = new Set([...neighbour.seenBy, 'fdb' as const])
  return {
    ...neighbour,
    seenBy: [...seenBy],
    vlan: {
      ...neighbour.vlan,
      learnt: vlans,
      learntAs: vlans.length === 0 ? null : (found[0]?.learntAs ?? null),
    },
  }
}

/** The switch's own ARP table: ipNetToMediaPhysAddress of (interface, IPv4 address). */
function resolvedIn(tables: Tables): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { index, cells } of tables.get('resolved')?.rows.values() ?? []) {
    const mac = macIn(cells.get(2))
    const address = ipv4OfBytes(Uint8Array.from(index.slice(1)))
    if (mac === null || address === null || index.slice(1).some((each) => each > 255)) continue
    found.set(mac, [...(found.get(mac) ?? []), address])
  }
  return found
}

/** Addresses that the device reports come first. */
function withAddresses<Seen extends Pick<SeenNeighbour, 'macs' | 'addresses'>>(
  neighbour: Seen,
  resolved: ReadonlyMap<string, readonly string[]>,
): Seen {
  const more = neighbour.macs.flatMap((mac) => resolved.get(mac) ?? [])
  return more.length === 0
    ? neighbour
    : { ...neighbour, addresses: [...new Set([...neighbour.addresses, ...more])] }
}

/** Local id of each: MAC address, else id, else name; repeated ones are numbered. */
function named(neighbours: readonly Omit<SeenNeighbour, 'localId'>[]): SeenNeighbour[] {
  const taken = new Map<string, number>()
  return neighbours.map((each) => {
    const id = each.mac ?? each.chassisId?.text ?? each.name ?? each.portId?.text ?? 'nameless'
    const times = (taken.get(id) ?? 0) + 1
    taken.set(id, times)
    return { ...each, localId: `${each.port?.key ?? 'unknown'}/${id}${times === 1 ? '' : `#${times}`}` }
  })
}

function switchOf(
  address: string,
  port: number,
  scalars: Walked['scalars'],
  tables: Tables,
  ports: SwitchPort[],
  raw: readonly RawValue[],
): SwitchView['switch'] {
  const text = (name: ScalarName) => textIn(scalars.get(name))
  const chassis = idOf(
    'chassis',
    numberIn(scalars.get('lldpLocChassisIdSubtype')),
    scalars.get('lldpLocChassisId'),
  )
  const mac =
    (chassis?.id.subtype === 'mac' ? chassis.id.text : null) ?? macIn(scalars.get('dot1dBaseBridgeAddress'))
  return {
    key: mac === null ? `at:${address}:${port}` : `mac:${mac}`,
    address,
    port,
    name: text('sysName') ?? text('lldpLocSysName'),
    description: text('sysDescr') ?? text('lldpLocSysDesc'),
    location: text('sysLocation'),
    objectId: text('sysObjectID'),
    mac,
    ports,
    vlanNames: vlanNamesIn(tables),
    tables: [...tables.values()].map(readingOf),
    raw: raw.slice(0, mostRaw),
  }
}

/** dot1qVlanStaticName, or vtpVlanName, whose index begins with the management domain. */
function vlanNamesIn(tables: Tables): Switch['vlanNames'] {
  const named: (readonly [number, Value | undefined])[] = [
    ...[...byNumber(tables, 'vlanNames')].map(([vlan, { cells }]) => [vlan, cells.get(1)] as const),
    ...[...(tables.get('vtpVlans')?.rows.values() ?? [])].map(
      ({ index: [, vlan = 0], cells }) => [vlan, cells.get(4)] as const,
    ),
  ]
  const names = new Map<number, string>()
  for (const [vlan, value] of named) {
    const name = textIn(value)
    if (name !== null && vlan >= 1 && vlan <= 4094 && !names.has(vlan)) names.set(vlan, name)
  }
  return [...names].map(([vlan, name]) => ({ vlan, name }))
}

export const readingOf = ({ name, state, notes, rows }: WalkedTable): TableReading => ({
  name,
  state,
  notes: [...notes],
  rows: rows.size,
})
