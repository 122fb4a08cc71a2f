/** Reads LLDP-MED voice policies (ANSI/TIA-1057, 10.2.3) of the switch's ports and of its neighbours. Pure. */
import type { VoicePolicy } from '#shared/model/neighbour.ts'
import { truth, vlanIn, within } from '../../protocols/snmp/values.ts'
import type { SideRow, Tables } from './remote-tables.ts'
import type { TableRow } from './walk.ts'

const voice = 1

/**
 * PolicyAppType in an index. The MIB defines it as BITS, with its length in front: `1.64` is voice. Some agents write the number of the bit
 * instead: `1` is voice too. Null for anything else.
 */
export function applicationOf(rest: readonly number[]): number | null {
  const [first, ...octets] = rest
  if (first === undefined) return null
  if (octets.length === 0) return first <= 8 ? first : null
  if (first !== octets.length) return null
  const bits = octets.flatMap((octet, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => at * 8 + bit),
  )
  return bits.length === 1 ? (bits[0] ?? null) : null
}

// lldpXMedRemMediaPolicyVlanID.0.8.1.1 = 50, …Priority = 5, …Dscp = 46, …Unknown = 2, …Tagged = 1
function policyIn({ cells }: TableRow): VoicePolicy {
  const unknown = truth(cells.get(5))
  if (unknown === true) return { vlan: null, tagged: null, priority: null, dscp: null, known: false }
  const tagged = truth(cells.get(6))
  return {
    // untagged: VLAN and priority do not apply; 0 is priority tagged, 4095 is reserved
    vlan: tagged === false ? null : vlanIn(cells.get(2)),
    tagged,
    priority: tagged === false ? null : within(cells.get(3), 0, 7),
    dscp: within(cells.get(4), 0, 63),
    known: true,
  }
}

/** A neighbour's voice policy, or null. */
export function voiceOf(rows: readonly SideRow[] | undefined): VoicePolicy | null {
  const found = rows?.find(({ rest }) => applicationOf(rest) === voice)
  return found === undefined ? null : policyIn(found.row)
}

/** Voice policies that the switch advertises, by LLDP port number. */
export function policiesByPort(tables: Tables): Map<number, VoicePolicy> {
  const policies = new Map<number, VoicePolicy>()
  for (const row of tables.get('medPolicies')?.rows.values() ?? []) {
    const [port, ...rest] = row.index
    if (port !== undefined && applicationOf(rest) === voice) policies.set(port, policyIn(row))
  }
  return policies
}
