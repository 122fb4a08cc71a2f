/** The probes, in the order in which a host is asked, and the listeners. */
import { createArpProbe } from './arp.ts'
import { httpProbe, httpsProbe } from './http.ts'
import { mdnsListener } from './mdns/listener.ts'
import { pnpListener } from './pnp/listener.ts'
import type { Listener, Probe } from './probe.ts'
import { sipProbe } from './sip/probe.ts'
import { snmpProbe } from './snmp.ts'
import { ssdpListener } from './ssdp/listener.ts'

/** Cheapest first; TLS costs most. ARP comes last, because the other probes make the laptop learn the address. */
export function createProbes(): readonly Probe[] {
  return [httpProbe, sipProbe, httpsProbe, snmpProbe, createArpProbe()]
}

/** Listeners for announcements. */
export const listeners: readonly Listener[] = [mdnsListener, ssdpListener, pnpListener]
