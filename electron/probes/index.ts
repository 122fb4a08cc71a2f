/** The probes, in the order in which a host is looked at. */
import { createArpProbe } from './arp.ts'
import { httpProbe, httpsProbe } from './http.ts'
import { mdnsListener } from './mdns/listener.ts'
import { pnpListener } from './pnp/listener.ts'
import type { Listener, Probe } from './probe.ts'
import { sipProbe } from './sip/probe.ts'
import { snmpProbe } from './snmp.ts'
import { ssdpListener } from './ssdp/listener.ts'

/** The cheapest first: a handshake of TLS costs both sides more than all the others. ARP comes last: the others make the laptop learn the address. */
export function createProbes(): readonly Probe[] {
  return [httpProbe, sipProbe, httpsProbe, snmpProbe, createArpProbe()]
}

/** What is heard of devices that nobody asked. */
export const listeners: readonly Listener[] = [mdnsListener, ssdpListener, pnpListener]
