/** Reads the forwarding tables: which address was learnt on which bridge port, in which VLAN. Pure. */
import type { Neighbour, RawValue } from '#shared/model/neighbour.ts'
import { macIn, macOfBytes, numberIn } from '../../protocols/snmp/values.ts'
import type { Port, Ports } from './ports.ts'
import { rawOf, type Tables } from './remote-tables.ts'
import type { TableRow } from './walk.ts'

export interface Learnt {
  readonly mac: string
  readonly port: Port
  readonly vlans: Set<number>
  readonly learntAs: Neighbour['vlan']['learntAs']
}

export interface Forwarding {
  /** Null without a forwarding table. */
  readonly byPort: ReadonlyMap<string, ReadonlyMap<string, Learnt>> | null
  readonly raw: readonly RawValue[]
}

/** dot1dTpFdbStatus: other(1), invalid(2), learned(3), self(4), mgmt(5). */
const invalid = 2
const self = 4

export function forwardingOf(tables: Tables, ports: Ports): Forwarding {
  const byPort = new Map<string, Map<string, Learnt>>()
  const raw = new Map<string, RawValue>()
  const databases = vlanOfDatabase(tables)
  const learn = (
    row: TableRow,
    key: string,
    mac: string | null,
    vlan: number | null,
    status: number | null,
  ) => {
    if (status === invalid || status === self) return
    const number = numberIn(row.cells.get(2))
    const port = number === null ? null : ports.ofBridge(number)
    const table = row.index.length === 7 ? 'vlanForwarding' : 'bridgeForwarding'
    if (port === null) {
      // one value for each unknown port: an agent may have hundreds of rows on it
      const [found] = rawOf(table, key, row, 'no-such-bridge-port')
      if (number !== 0 && found !== undefined) {
        raw.set(`${number}`, { ...found, object: portObject[table], value: `${number}` })
      }
      return
    }
    if (mac === null) {
      for (const found of rawOf(table, key, row, 'index-malformed')) raw.set(key, found)
      return
    }
    const macs = byPort.get(port.key) ?? new Map<string, Learnt>()
    byPort.set(port.key, macs)
    const known = macs.get(mac) ?? { mac, port, vlans: new Set<number>(), learntAs: databases.confidence }
    if (vlan !== null) known.vlans.add(vlan)
    macs.set(mac, known)
  }
  const vlanRows = tables.get('vlanForwarding')?.rows ?? new Map<string, TableRow>()
  for (const [key, row] of vlanRows) {
    const [database = 0, ...octets] = row.index
    const mac = octets.length === 6 ? macOfNumbers(octets) : null
    learn(row, key, mac, databases.vlanOf(database), numberIn(row.cells.get(3)))
  }
  const bridgeRows = tables.get('bridgeForwarding')?.rows ?? new Map<string, TableRow>()
  for (const [key, row] of vlanRows.size === 0 ? bridgeRows : []) {
    // the index is the address; agents with another index have it in its column
    const mac = row.index.length === 6 ? macOfNumbers(row.index) : macIn(row.cells.get(1))
    learn(row, key, mac, null, numberIn(row.cells.get(3)))
  }
  const none = vlanRows.size === 0 && bridgeRows.size === 0
  return { byPort: none ? null : byPort, raw: [...raw.values()] }
}

const portObject = { vlanForwarding: 'dot1qTpFdbPort', bridgeForwarding: 'dot1dTpFdbPort' } as const

function macOfNumbers(numbers: readonly number[]): string | null {
  return numbers.every((each) => each <= 255) ? macOfBytes(Uint8Array.from(numbers)) : null
}

/**
 * The VLAN of a forwarding database, from dot1qVlanFdbId. Without that table the database number is taken for the VLAN, as with independent
 * VLAN learning (IEEE 802.1Q): inferred.
 */
function vlanOfDatabase(tables: Tables) {
  const rows = tables.get('vlanDatabases')?.rows
  if (rows === undefined || rows.size === 0) {
    const vlanOf = (database: number) => (database >= 1 && database <= 4094 ? database : null)
    return { vlanOf, confidence: 'inferred' } as const
  }
  const vlans = new Map<number, Set<number>>()
  for (const { index, cells } of rows.values()) {
    const [, vlan] = index
    const database = numberIn(cells.get(3))
    if (vlan === undefined || vlan < 1 || vlan > 4094 || index.length !== 2 || database === null) continue
    vlans.set(database, (vlans.get(database) ?? new Set()).add(vlan))
  }
  // VLANs that share a database (shared VLAN learning): the VLAN of an address is unknown
  const vlanOf = (database: number) => {
    const found = [...(vlans.get(database) ?? [])]
    return found.length === 1 ? (found[0] ?? null) : null
  }
  return { vlanOf, confidence: 'documented' } as const
}
