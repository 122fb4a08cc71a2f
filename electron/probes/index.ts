/** The probes, in the order in which a host is looked at. */
import { createArpProbe } from './arp.ts'
import { httpProbe } from './http.ts'
import type { Probe } from './probe.ts'
import { sipProbe } from './sip/probe.ts'
import { snmpProbe } from './snmp.ts'

/** ARP comes last: the others make the laptop learn the address. */
export function createProbes(): readonly Probe[] {
  return [httpProbe, sipProbe, snmpProbe, createArpProbe()]
}
