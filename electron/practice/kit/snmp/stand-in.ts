/** The SNMP port of a device without an SNMP agent: bound, so that no other device gets it. */
import type { PracticeDeviceParts } from '../../practice.ts'
import { openSnmpAgent, type SnmpAgent } from './agent.ts'
import { macLineOf, rowsOf } from './mib.ts'

/** Silent, or with the MAC address where that replaces an ARP table. @throws PunchdownError port-in-use | address-not-here */
export function openStandInAgent(
  { address, ports, macByStandIn = false }: PracticeDeviceParts,
  mac: string,
): Promise<SnmpAgent> {
  const rows = rowsOf([macLineOf(mac)])
  return openSnmpAgent({ address, port: ports.snmp, silent: () => !macByStandIn, rows: () => rows })
}
