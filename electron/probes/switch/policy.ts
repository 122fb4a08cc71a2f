/** LLDP-MED network policies for voice (ANSI/TIA-1057, 10.2.3), of the switch's ports and of the neighbours. Pure. */
import type { VoicePolicy } from '#shared/model/neighbour.ts'
import { truth, vlanIn, within } from '../../protocols/snmp/values.ts'
import type { SideRow, Tables } from './remote-tables.ts'
import type { TableRow } from './walk.ts'

const voice = 1

/**
 * PolicyAppType in an index. The MIB has it as BITS, so with its length in front: `1.64` is voice. Agents in use write the
 * number of the bit alone: `1` is voice too. Null where it is neither.
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
    // untagged: VLAN and priority are to be ignored; 0 is priority tagged, 4095 is reserved
    vlan: tagged === false ? null : vlanIn(cells.get(2)),
    tagged,
    priority: tagged === false ? null : within(cells.get(3), 0, 7),
    dscp: within(cells.get(4), 0, 63),
    known: true,
  }
}

/** What a neighbour says of its voice policy; null where it says nothing. */
export function voiceOf(rows: readonly SideRow[] | undefined): VoicePolicy | null {
  const found = rows?.find(({ rest }) => applicationOf(rest) === voice)
  return found === undefined ? null : policyIn(found.row)
}

/** What the switch tells the devices on its ports, by LLDP port number. */
export function policiesByPort(tables: Tables): Map<number, VoicePolicy> {
  const policies = new Map<number, VoicePolicy>()
  for (const row of tables.get('medPolicies')?.rows.values() ?? []) {
    const [port, ...rest] = row.index
    if (port !== undefined && applicationOf(rest) === voice) policies.set(port, policyIn(row))
  }
  return policies
}
