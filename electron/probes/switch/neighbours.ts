/** Neighbours in the LLDP and CDP tables of a switch, one protocol at a time. Pure. */
import type { Inventory, Neighbour, RawValue } from '#shared/model/neighbour.ts'
import {
  addressOf,
  capabilitiesIn,
  cdpCapabilitiesIn,
  type DecodedId,
  idOf,
  ipv4OfBytes,
  macInAnything,
  macOfText,
  numberIn,
  rawText,
  textIn,
  textOf,
  type Value,
  vlanIn,
  within,
} from '../../protocols/snmp/values.ts'
import { voiceOf } from './policy.ts'
import type { Port, Ports } from './ports.ts'
import type { RemoteEntry, SideRow, Tables } from './remote-tables.ts'

type Reported = Pick<
  Neighbour,
  | 'chassisId'
  | 'portId'
  | 'portDescription'
  | 'macs'
  | 'addresses'
  | 'name'
  | 'description'
  | 'platform'
  | 'software'
  | 'capabilities'
  | 'medClass'
  | 'inventory'
  | 'location'
  | 'raw'
>

/** One neighbour as one protocol reports it. */
export interface ReportedNeighbour extends Reported {
  readonly by: 'lldp' | 'cdp'
  /** Null when the agent does not say on which port. */
  readonly port: Port | null
  /** Its names as received, the CDP device id included. */
  readonly names: readonly string[]
  readonly untagged: number | null
  readonly voice: Neighbour['vlan']['voice']
  readonly cdpVoice: number | null
  readonly power: {
    readonly role: NonNullable<Neighbour['power']>['role']
    readonly class: number | null
    readonly askedMilliwatts: number | null
    readonly priority: NonNullable<Neighbour['power']>['priority']
  }
}

const present = <Item>(items: readonly (Item | null)[]): Item[] => [
  ...new Set(items.filter((each) => each !== null)),
]

const medClasses = ['not-defined', 'generic', 'media', 'communication', 'network'] as const
const roles = { 2: 'power-source', 3: 'powered-device', 4: 'none' } as const
const priorities = { 2: 'critical', 3: 'high', 4: 'low' } as const
const locations = { 2: 'coordinates', 3: 'civic', 4: 'elin' } as const

function named<Name>(names: Readonly<Record<number, Name>>, value: Value | undefined): Name | null {
  return names[numberIn(value) ?? -1] ?? null
}

/** A cell of a table with one row for each neighbour. */
const cellOf = (entry: RemoteEntry, table: Parameters<RemoteEntry['side']['get']>[0], column: number) =>
  entry.side.get(table)?.[0]?.row.cells.get(column)

export function lldpNeighbour(entry: RemoteEntry, ports: Ports): ReportedNeighbour {
  const { cells } = entry.main
  const chassis = idOf('chassis', numberIn(cells.get(4)), cells.get(5))
  const port = idOf('port', numberIn(cells.get(6)), cells.get(7))
  const supported = capabilitiesIn(cells.get(11))
  const enabled = capabilitiesIn(cells.get(12))
  const name = textIn(cells.get(9))
  const role = named(roles, cellOf(entry, 'medPowerRoles', 1))
  const dot3Role = { 1: 'power-source', 2: 'powered-device' } as const
  return {
    by: 'lldp',
    port: entry.localPort === null ? null : ports.ofLldp(entry.localPort),
    chassisId: chassis?.id ?? null,
    portId: port?.id ?? null,
    portDescription: textIn(cells.get(8)),
    // phones with their IP address as chassis id have their MAC address as port id
    macs: present([macOf(chassis), macOf(port)]),
    addresses: present([...managementAddresses(entry), addressIn(chassis)]),
    name,
    names: present([name, chassis?.id.subtype === 'local' ? chassis.id.text : null]),
    description: textIn(cells.get(10)),
    platform: null,
    software: null,
    capabilities:
      supported === null && enabled === null
        ? null
        : { supported: supported?.set ?? [], enabled: enabled?.set ?? [] },
    medClass: medClasses[numberIn(cellOf(entry, 'medClasses', 3)) ?? -1] ?? null,
    inventory: inventoryIn(entry.side.get('medInventory')?.[0]),
    location: (entry.side.get('medLocations') ?? []).flatMap(locationIn),
    untagged: vlanIn(cellOf(entry, 'dot1Remote', 1)),
    voice: voiceOf(entry.side.get('medRemotePolicies')),
    cdpVoice: null,
    power: {
      role: role ?? named(dot3Role, cellOf(entry, 'dot3Power', 1)),
      class: classOf(cellOf(entry, 'dot3Power', 6)),
      // unit: tenths of a watt
      askedMilliwatts: times(100, within(cellOf(entry, 'medPower', 1), 1, 1023)),
      priority: named(priorities, cellOf(entry, 'medPower', 3)),
    },
    raw: [
      ...oddId('lldpRemChassisId', entry.key, chassis, cells.get(5)),
      ...oddId('lldpRemPortId', entry.key, port, cells.get(7)),
      ...oddBits('lldpRemSysCapSupported', entry.key, supported, cells.get(11)),
      ...oddBits('lldpRemSysCapEnabled', entry.key, enabled, cells.get(12)),
    ],
  }
}

/** lldpXdot3RemPowerClass: class0(1), class1(2) …, as in RFC 3621. */
const classOf = (value: Value | undefined): number | null => times(1, within(value, 1, 9), -1)
const times = (factor: number, number: number | null, plus = 0): number | null =>
  number === null ? null : number * factor + plus

const macOf = (decoded: DecodedId | null): string | null =>
  decoded?.id.subtype === 'mac' ? decoded.id.text : null
const addressIn = (decoded: DecodedId | null): string | null =>
  decoded?.id.subtype === 'address' ? decoded.id.text : null

function oddId(
  object: string,
  index: string,
  decoded: DecodedId | null,
  value: Value | undefined,
): RawValue[] {
  if (value === undefined || decoded?.odd === null) return []
  if (decoded === null && value.kind === 'bytes') return []
  return [{ object, index, value: rawText(value), why: decoded?.odd ?? 'not-this-type' }]
}

function oddBits(
  object: string,
  index: string,
  decoded: { readonly printed: boolean } | null,
  value: Value | undefined,
): RawValue[] {
  if (value === undefined || decoded?.printed === false) return []
  if (value.kind === 'bytes' && value.bytes.length === 0) return []
  return [{ object, index, value: rawText(value), why: decoded === null ? 'not-this-type' : 'printed' }]
}

/** lldpRemManAddr, in the index: family 1, length 4, 198.18.50.11 → `1.4.198.18.50.11` */
function managementAddresses(entry: RemoteEntry): (string | null)[] {
  return (entry.side.get('lldpAddresses') ?? []).map(({ rest: [family = 0, , ...octets] }) =>
    addressOf(family, Uint8Array.from(octets)),
  )
}

function inventoryIn(side: SideRow | undefined): Inventory | null {
  if (side === undefined) return null
  const text = (column: number) => textIn(side.row.cells.get(column))
  const inventory = {
    hardware: text(1),
    firmware: text(2),
    software: text(3),
    serial: text(4),
    manufacturer: text(5),
    model: text(6),
    asset: text(7),
  }
  return Object.values(inventory).some((each) => each !== null) ? inventory : null
}

function locationIn({ rest: [subtype = 0], row }: SideRow): Neighbour['location'] {
  const value = row.cells.get(2)
  if (value?.kind !== 'bytes' || value.bytes.length === 0) return []
  const kind = named(locations, { kind: 'number', number: subtype }) ?? 'unknown'
  const text = kind === 'elin' ? textOf(value.bytes) : null
  return [{ kind, text: text ?? value.bytes.toString('hex') }]
}

const internet = 1
const internet6 = 20

/** Rows of cdpCacheTable; the index is (ifIndex, device index). */
// .4.24.7 = C0A8148B, .5.24.7 = 7.4.9c, .6.24.7 = SIPE05FB981A7A7, .7.24.7 = Port 1, .8.24.7 = Cisco IP Phone SPA508G
export function cdpNeighbours(tables: Tables, ports: Ports): ReportedNeighbour[] {
  const found: ReportedNeighbour[] = []
  for (const [key, row] of tables.get('cdp')?.rows ?? []) {
    const { index, cells } = row
    const ifIndex = index.length === 2 ? index[0] : undefined
    const deviceId = cells.get(6)
    const id = textIn(deviceId)
    const plainMac = macInAnything(deviceId)
    const mac = plainMac ?? (id === null ? null : macInDeviceId(id))
    const sysName = textIn(cells.get(17))
    const said = cdpCapabilitiesIn(cells.get(9))
    found.push({
      by: 'cdp',
      port: ifIndex === undefined ? null : ports.ofInterface(ifIndex),
      chassisId: plainMac === null ? localId(id) : { subtype: 'mac', text: plainMac },
      portId: interfaceName(cells.get(7)),
      portDescription: null,
      macs: present([mac]),
      addresses: present([cdpAddress(cells)]),
      name: sysName ?? (plainMac === null ? id : null),
      names: present([sysName, plainMac === null ? id : null]),
      description: null,
      platform: textIn(cells.get(8)),
      software: textIn(cells.get(5)),
      capabilities: said === null ? null : { supported: said, enabled: said },
      medClass: null,
      inventory: null,
      location: [],
      untagged: vlanIn(cells.get(11)),
      voice: null,
      cdpVoice: vlanIn(cells.get(14)),
      power: {
        role: null,
        class: null,
        askedMilliwatts: within(cells.get(15), 1, 200_000),
        priority: null,
      },
      raw: oddBits('cdpCacheCapabilities', key, said === null ? null : { printed: false }, cells.get(9)),
    })
  }
  return found
}

const localId = (text: string | null): ReportedNeighbour['chassisId'] =>
  text === null ? null : { subtype: 'local', text }

function interfaceName(value: Value | undefined): ReportedNeighbour['portId'] {
  const text = textIn(value)
  const mac = macInAnything(value)
  if (mac !== null) return { subtype: 'mac', text: mac }
  return text === null ? null : { subtype: 'interface-name', text }
}

function cdpAddress(cells: ReadonlyMap<number, Value>): string | null {
  const value = cells.get(4)
  if (value?.kind !== 'bytes') return null
  const type = numberIn(cells.get(3))
  if (type === internet6) return addressOf(2, value.bytes)
  // of CiscoNetworkProtocol only IP has addresses of four octets
  return type === internet || type === null ? ipv4OfBytes(value.bytes) : null
}

/** Device ids of IP phones are three letters and the MAC address: `SEP001122334455`, `SIPE05FB981A7A7`. */
function macInDeviceId(id: string): string | null {
  const digits = /^[A-Z]{3}([0-9A-F]{12})$/i.exec(id)?.[1] ?? (/^[0-9A-F]{12}$/i.test(id) ? id : null)
  return macOfText(digits === null ? id : (digits.match(/../g) ?? []).join(':'))
}
