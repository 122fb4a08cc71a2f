/**
 * Objects of SPECTRALINK-IPDECT-MIB, whose names are published and whose numbers are not. Its traps are published as
 * 1.3.6.1.4.1.9749.1.3.2.0.1 to .6; the objects are ours below 1.3.6.1.4.1.9749.1.3.1, in the order of the published list.
 */
import type { AgentRow } from '../kit/snmp/message.ts'
import { macLineOf, rowsOf } from '../kit/snmp/mib.ts'
import type { Server } from './state.ts'

const objects = '1.3.6.1.4.1.9749.1.3.1'
/** Tags of the BER: OCTET STRING, Gauge32. */
const [octets, gauge] = [4, 66]

export function snmpRows({ data, flash: { content }, lines }: Server, withMac: boolean): AgentRow[] {
  const { serial, firmware, ari, bases, voiceCallMax } = data
  const registered = lines.filter(({ registration }) => registration.registered()).length
  const values: readonly (readonly [type: number, value: string | number])[] = [
    // ipDectSerial, ipDectSoftwareVersion, ipDectAri
    [octets, serial],
    [octets, firmware],
    [octets, ari],
    // ipDectRfpsUp, ipDectRfpsDown
    [gauge, bases.up],
    [gauge, bases.down],
    // ipDectUsersTotal, ipDectUsersDectSubscribed, ipDectUsersSipRegistered
    [gauge, content.users.length],
    [gauge, content.subscribed.length],
    [gauge, registered],
    // ipDectVoiceCallMax, ipDectCallAttempts60min, ipDectAbnormalReleaseTotal; no calls are counted
    [gauge, voiceCallMax],
    [gauge, 0],
    [gauge, 0],
  ]
  const rows = values.map(([type, value], at) => `${objects}.${at + 1}.0|${type}|${value}`)
  return rowsOf(withMac ? [...rows, macLineOf(data.mac)] : rows)
}
