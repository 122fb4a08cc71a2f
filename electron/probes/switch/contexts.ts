/**
 * Some switches have one forwarding table for each VLAN, behind its own community (`public@50`) or SNMPv3 context (`vlan-50`). Without
 * that, they show VLAN 1 only.
 * Source: Cisco, "SNMP Community String Indexing" and "Using SNMP to Find a Port Number from a MAC Address on a Catalyst Switch".
 */
import { PunchdownError } from '#shared/errors.ts'
import { Secret } from '../../platform/secret.ts'
import { numberIn } from '../../protocols/snmp/values.ts'
import type { Access } from './access.ts'
import type { Tables } from './remote-tables.ts'
import { openSession, type SessionOptions } from './session.ts'
import { type TableName, tablePlans } from './tables.ts'
import { type TableRow, type WalkedTable, walkTables } from './walk.ts'

/** Most VLANs whose tables are read. Ours. */
const mostContexts = 64
const operational = 1
const ethernet = 1

/** VLANs with tables of their own; empty for other switches. */
export function vlanContexts(tables: Tables): number[] {
  const vlans = [...(tables.get('vtpVlans')?.rows.values() ?? [])].flatMap(
    ({ index: [, vlan = 0], cells }) =>
      numberIn(cells.get(2)) === operational && numberIn(cells.get(3)) === ethernet ? [vlan] : [],
  )
  return [...new Set(vlans)].slice(0, mostContexts)
}

function accessTo(vlan: number, access: Access): Access {
  if (access.version === '3') return { ...access, context: `vlan-${vlan}` }
  return { ...access, community: new Secret(`${access.community.reveal()}@${vlan}`) }
}

/**
 * Forwarding and port tables of all VLANs, merged into the form of the tables with VLANs (Q-BRIDGE-MIB). A VLAN that cannot be read is
 * noted and left out.
 * @throws PunchdownError cancelled
 */
export async function readContexts(
  options: SessionOptions,
  vlans: readonly number[],
  known: Tables,
): Promise<WalkedTable[]> {
  const plans = tablePlans.filter(({ name }) => name === 'bridgePorts' || name === 'bridgeForwarding')
  const ports = new Map<string, TableRow>(known.get('bridgePorts')?.rows)
  const forwarding = new Map<string, TableRow>()
  const databases = new Map<string, TableRow>()
  const notes = new Set<string>()
  for (const vlan of vlans) {
    using session = openSession({ ...options, access: accessTo(vlan, options.access) })
    try {
      for await (const { name, rows, state } of walkTables(session, plans)) {
        if (state === 'stopped' || state === 'cut') notes.add(`vlan-${vlan}`)
        for (const [key, row] of rows) {
          if (name === 'bridgePorts') ports.set(key, row)
          else forwarding.set(`${vlan}.${key}`, { index: [vlan, ...row.index], cells: row.cells })
        }
      }
      databases.set(`0.${vlan}`, {
        index: [0, vlan],
        cells: new Map([[3, { kind: 'number', number: vlan }]]),
      })
    } catch (error) {
      if (!(error instanceof PunchdownError) || error.code === 'cancelled') throw error
      notes.add(`vlan-${vlan}`)
    }
  }
  const table = (name: TableName, rows: WalkedTable['rows']): WalkedTable => ({
    name,
    state: rows.size === 0 ? 'absent' : 'read',
    notes: name === 'vlanForwarding' ? [...notes] : [],
    rows,
  })
  return [table('bridgePorts', ports), table('vlanForwarding', forwarding), table('vlanDatabases', databases)]
}
