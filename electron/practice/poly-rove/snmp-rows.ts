/** Objects of the base's SNMP agent. No publication says that a Rove answers SNMP; the agent is ours, for practice. */

import type { AgentRow } from '../kit/snmp/message.ts'
import { rowsOf } from '../kit/snmp/mib.ts'

export const snmpRows = (device: { description: string; model: string; mac: string }): AgentRow[] =>
  rowsOf([
    `1.3.6.1.2.1.1.1.0|4|${device.description}`,
    `1.3.6.1.2.1.1.5.0|4|${device.model}`,
    '1.3.6.1.2.1.2.2.1.1.1|2|1',
    `1.3.6.1.2.1.2.2.1.6.1|4x|${device.mac.replaceAll(':', '')}`,
  ])
