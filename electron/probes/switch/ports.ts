/**
 * Makes the ports of a switch from its tables, and maps the port numbers of LLDP, bridge, interface and power tables to each other. Pure.
 */
import type { PortPower, SwitchPort, VoicePolicy } from '#shared/model/neighbour.ts'
import { idOf, macIn, numberIn, textIn, type Value, vlanIn, within } from '../../protocols/snmp/values.ts'
import { byNumber, type Interface, interfacesIn } from './interfaces.ts'
import { policiesByPort } from './policy.ts'
import { powerOfPorts } from './power.ts'
import type { Tables } from './remote-tables.ts'

/** A port before its neighbours and addresses are known. */
export type Port = Omit<SwitchPort, 'uplink' | 'behind' | 'macCount'>

export interface Ports {
  readonly all: readonly Port[]
  ofLldp(number: number): Port
  ofInterface(ifIndex: number): Port
  /** Null for a number that is not in the bridge's table. */
  ofBridge(number: number): Port | null
}

export function portsOf(tables: Tables): Ports {
  const known = knownPorts(tables)
  for (const { ifIndex, ethernet } of known.interfaces.values()) if (ethernet) interfacePort(known, ifIndex)
  for (const number of known.lldp.keys()) lldpPort(known, number)
  return {
    get all() {
      return [...known.ports.values()]
    },
    ofLldp: (number) => lldpPort(known, number),
    ofInterface: (ifIndex) => interfacePort(known, ifIndex),
    ofBridge: (number) => bridgePort(known, number),
  }
}

/** The tables of a switch by number, and the ports made from them so far. */
interface KnownPorts {
  readonly interfaces: ReadonlyMap<number, Interface>
  /** Bridge port → ifIndex. */
  readonly bridge: ReadonlyMap<number, number>
  /** ifIndex → bridge port. */
  readonly bridgeOfInterface: ReadonlyMap<number, number>
  readonly lldp: ReadonlyMap<number, LldpPort>
  /** LLDP port → ifIndex. */
  readonly lldpInterface: ReadonlyMap<number, number>
  /** ifIndex → LLDP port. */
  readonly lldpOfInterface: ReadonlyMap<number, number>
  /** By ifIndex. */
  readonly power: ReadonlyMap<number, PortPower>
  /** By LLDP port. */
  readonly policies: ReadonlyMap<number, VoicePolicy>
  readonly pvid: ReturnType<typeof vlansIn>
  /** By `Port.key`. */
  readonly ports: Map<string, Port>
}

function knownPorts(tables: Tables): KnownPorts {
  const interfaces = interfacesIn(tables)
  const bridge = new Map<number, number>()
  for (const [number, row] of byNumber(tables, 'bridgePorts')) {
    const ifIndex = within(row.cells.get(2), 1, 0x7fff_ffff)
    if (ifIndex !== null) bridge.set(number, ifIndex)
  }
  const lldp = lldpPortsIn(tables)
  const lldpInterface = new Map<number, number>()
  for (const [number, port] of lldp) {
    const found = interfaceOfLldp(number, port, interfaces, bridge)
    if (found !== null) lldpInterface.set(number, found)
  }
  return {
    interfaces,
    bridge,
    bridgeOfInterface: inverse(bridge),
    lldp,
    lldpInterface,
    lldpOfInterface: inverse(lldpInterface),
    power: powerOfPorts(tables, interfaces, bridge),
    policies: policiesByPort(tables),
    pvid: vlansIn(tables),
    ports: new Map(),
  }
}

const inverse = (map: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
  new Map([...map].map(([key, value]) => [value, key]))

function interfacePort(known: KnownPorts, ifIndex: number): Port {
  const key = `if:${ifIndex}`
  const port = known.ports.get(key)
  if (port !== undefined) return port
  const found = known.interfaces.get(ifIndex)
  const bridgeNumber = known.bridgeOfInterface.get(ifIndex) ?? null
  const lldpNumber = known.lldpOfInterface.get(ifIndex) ?? null
  return added(known, {
    key,
    ifIndex,
    lldpPort: lldpNumber,
    bridgePort: bridgeNumber,
    name: found?.name ?? nameOfLldp(known.lldp, lldpNumber) ?? found?.description ?? `interface ${ifIndex}`,
    alias: found?.alias ?? null,
    description: found?.description ?? null,
    up: found?.up ?? null,
    speed: found?.speed ?? null,
    untaggedVlan: known.pvid.ofBridge(bridgeNumber) ?? known.pvid.ofLldp(lldpNumber),
    voicePolicy: policyOf(known.policies, lldpNumber),
    power: known.power.get(ifIndex) ?? null,
  })
}

function lldpPort(known: KnownPorts, number: number): Port {
  const ifIndex = known.lldpInterface.get(number)
  if (ifIndex !== undefined) return interfacePort(known, ifIndex)
  const name = nameOfLldp(known.lldp, number) ?? `LLDP port ${number}`
  return portWithoutInterface(known, `lldp:${number}`, name, { lldpPort: number, bridgePort: null })
}

/** Null for a number that is not in the bridge's table. */
function bridgePort(known: KnownPorts, number: number): Port | null {
  const ifIndex = known.bridge.get(number)
  if (ifIndex !== undefined) return interfacePort(known, ifIndex)
  if (known.bridge.size > 0 || number === 0) return null
  const numbers = { lldpPort: null, bridgePort: number }
  return portWithoutInterface(known, `bridge:${number}`, `bridge port ${number}`, numbers)
}

function portWithoutInterface(
  known: KnownPorts,
  key: string,
  name: string,
  numbers: Pick<Port, 'lldpPort' | 'bridgePort'>,
): Port {
  return (
    known.ports.get(key) ??
    added(known, {
      key,
      ifIndex: null,
      ...numbers,
      name,
      alias: null,
      description: null,
      up: null,
      speed: null,
      untaggedVlan: known.pvid.ofBridge(numbers.bridgePort) ?? known.pvid.ofLldp(numbers.lldpPort),
      voicePolicy: policyOf(known.policies, numbers.lldpPort),
      power: null,
    })
  )
}

function added({ ports }: KnownPorts, port: Port): Port {
  ports.set(port.key, port)
  return port
}

interface LldpPort {
  readonly subtype: number | null
  readonly id: Value | undefined
  readonly text: string | null
  readonly description: string | null
}

const unlisted: LldpPort = { subtype: null, id: undefined, text: null, description: null }

/** Ports in LLDP's own table, and ports that only have neighbours: trunks on some switches. */
function lldpPortsIn(tables: Tables): Map<number, LldpPort> {
  const ports = new Map<number, LldpPort>()
  for (const { index } of tables.get('lldpRemote')?.rows.values() ?? []) {
    const [, number] = index
    if (index.length === 3 && number !== undefined) ports.set(number, unlisted)
  }
  for (const [number, row] of byNumber(tables, 'lldpPorts')) {
    const id = row.cells.get(3)
    ports.set(number, {
      subtype: numberIn(row.cells.get(2)),
      id,
      text: textIn(id),
      description: textIn(row.cells.get(4)),
    })
  }
  return ports
}

function nameOfLldp(ports: ReadonlyMap<number, LldpPort>, number: number | null): string | null {
  const port = number === null ? undefined : ports.get(number)
  if (port === undefined) return null
  // a MAC address is not a label that a technician can find
  const isMac = idOf('port', port.subtype, port.id)?.id.subtype === 'mac'
  return isMac ? port.description : (port.text ?? port.description)
}

/**
 * The interface of an LLDP port: by its id or description when that matches exactly one interface; else by number, which is the
 * dot1dBasePort on a bridge and the ifIndex elsewhere (LLDP-MIB, LldpPortNumber).
 */
function interfaceOfLldp(
  number: number,
  port: LldpPort,
  interfaces: ReadonlyMap<number, Interface>,
  bridge: ReadonlyMap<number, number>,
): number | null {
  const only = (test: (each: Interface) => boolean): number | null => {
    const found = [...interfaces.values()].filter(test)
    return found.length === 1 ? (found[0]?.ifIndex ?? null) : null
  }
  const { text, description } = port
  const mac = port.subtype === 3 ? macIn(port.id) : null
  const named =
    mac !== null
      ? only((each) => each.ethernet && each.mac === mac)
      : text === null
        ? null
        : (only((each) => each.names.includes(text)) ?? only((each) => each.alias === text))
  if (named !== null) return named
  const told = description === null ? null : only((each) => each.names.includes(description))
  if (told !== null) return told
  return bridge.get(number) ?? (interfaces.has(number) ? number : null)
}

/** PVID by bridge port (Q-BRIDGE-MIB), and by LLDP port (advertised to neighbours). */
function vlansIn(tables: Tables) {
  const bridge = new Map<number, number>()
  for (const [number, row] of byNumber(tables, 'vlanPorts')) {
    const vlan = vlanIn(row.cells.get(1))
    if (vlan !== null) bridge.set(number, vlan)
  }
  const lldp = new Map<number, number>()
  for (const [number, row] of byNumber(tables, 'dot1Ports')) {
    const vlan = vlanIn(row.cells.get(1))
    if (vlan !== null) lldp.set(number, vlan)
  }
  const at = (map: ReadonlyMap<number, number>) => (number: number | null) =>
    number === null ? null : (map.get(number) ?? null)
  return { ofBridge: at(bridge), ofLldp: at(lldp) }
}

const policyOf = (policies: ReadonlyMap<number, VoicePolicy>, port: number | null): VoicePolicy | null =>
  port === null ? null : (policies.get(port) ?? null)
