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
  const bridgeOfInterface = new Map([...bridge].map(([number, ifIndex]) => [ifIndex, number]))
  const lldpOfInterface = new Map([...lldpInterface].map(([number, ifIndex]) => [ifIndex, number]))
  const power = powerOfPorts(tables, interfaces, bridge)
  const policies = policiesByPort(tables)
  const pvid = vlansIn(tables)
  const ports = new Map<string, Port>()

  const add = (port: Port): Port => {
    ports.set(port.key, port)
    return port
  }
  const interfacePort = (ifIndex: number): Port => {
    const key = `if:${ifIndex}`
    const known = ports.get(key)
    if (known !== undefined) return known
    const found = interfaces.get(ifIndex)
    const bridgePort = bridgeOfInterface.get(ifIndex) ?? null
    const lldpPort = lldpOfInterface.get(ifIndex) ?? null
    return add({
      key,
      ifIndex,
      lldpPort,
      bridgePort,
      name: found?.name ?? nameOfLldp(lldp, lldpPort) ?? found?.description ?? `interface ${ifIndex}`,
      alias: found?.alias ?? null,
      description: found?.description ?? null,
      up: found?.up ?? null,
      speed: found?.speed ?? null,
      untaggedVlan: pvid.ofBridge(bridgePort) ?? pvid.ofLldp(lldpPort),
      voicePolicy: policyOf(policies, lldpPort),
      power: powerOf(power, ifIndex),
    })
  }
  const nameless = (key: string, name: string, numbers: Pick<Port, 'lldpPort' | 'bridgePort'>): Port =>
    ports.get(key) ??
    add({
      key,
      ifIndex: null,
      ...numbers,
      name,
      alias: null,
      description: null,
      up: null,
      speed: null,
      untaggedVlan: pvid.ofBridge(numbers.bridgePort) ?? pvid.ofLldp(numbers.lldpPort),
      voicePolicy: policyOf(policies, numbers.lldpPort),
      power: null,
    })
  const lldpPort = (number: number): Port => {
    const ifIndex = lldpInterface.get(number)
    if (ifIndex !== undefined) return interfacePort(ifIndex)
    const name = nameOfLldp(lldp, number) ?? `LLDP port ${number}`
    return nameless(`lldp:${number}`, name, { lldpPort: number, bridgePort: null })
  }

  for (const { ifIndex, ethernet } of interfaces.values()) if (ethernet) interfacePort(ifIndex)
  for (const number of lldp.keys()) lldpPort(number)
  const knowsBridge = bridge.size > 0
  return {
    get all() {
      return [...ports.values()]
    },
    ofLldp: lldpPort,
    ofInterface: interfacePort,
    ofBridge(number) {
      const ifIndex = bridge.get(number)
      if (ifIndex !== undefined) return interfacePort(ifIndex)
      if (knowsBridge || number === 0) return null
      return nameless(`bridge:${number}`, `bridge port ${number}`, { lldpPort: null, bridgePort: number })
    },
  }
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

const powerOf = (power: ReadonlyMap<number, PortPower>, ifIndex: number): PortPower | null =>
  power.get(ifIndex) ?? null
