/** In a network namespace: sends to addresses as the other probes do, then prints their entries in the address table. */
import { createArpProbe } from '#electron/probes/arp.ts'
import { sipProbe } from '#electron/probes/sip/probe.ts'

const probe = createArpProbe()
const found: Record<string, string[]> = {}
for (const address of process.argv.slice(2)) {
  const context = {
    address,
    ports: { http: 80, https: 443, sip: 5060, snmp: 161 },
    timeoutMs: 1_000,
    signal: new AbortController().signal,
    now: () => 0,
  }
  await sipProbe.look(context)
  found[address] = (await probe.look(context)).map(({ raw }) => raw)
}
console.log(JSON.stringify(found))
