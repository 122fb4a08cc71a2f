/** Probes on loopback, and the parsers of their replies, with the CPU time of each. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { ipNeighTable } from '#electron/probes/address-table.ts'
import { httpProbe } from '#electron/probes/http.ts'
import { mdnsSightings } from '#electron/probes/mdns/services.ts'
import type { Probe } from '#electron/probes/probe.ts'
import { sipProbe } from '#electron/probes/sip/probe.ts'
import { dnsMessageIn } from '#electron/protocols/dns/dns.ts'
import { dnsResponse, name, pointer } from '../probes/listeners/dns-octets.ts'
import { print } from './figures.ts'

const looks = 3_000
const atOnce = 64

/** A phone in a process of its own: a page that redirects to a sign-in, and a SIP user agent. */
const phone = spawn(process.execPath, [`${import.meta.dirname}/looks-phone.ts`], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const { value } = await createInterface({ input: phone.stdout })[Symbol.asyncIterator]().next()
  const { http, sip, closed } = JSON.parse(String(value)) as Record<'http' | 'sip' | 'closed', number>
  const ports = { http, https: closed, sip, snmp: closed }
  await looked('HTTP: a redirect, a 401, and HTTPS closed', httpProbe, ports)
  await looked('SIP: OPTIONS over UDP', sipProbe, ports)
} finally {
  phone.kill()
}

async function looked(
  what: string,
  probe: Probe,
  ports: Parameters<Probe['look']>[0]['ports'],
): Promise<void> {
  const context = {
    address: '127.0.0.1',
    ports,
    timeoutMs: 2_000,
    signal: new AbortController().signal,
    now: () => 0,
  }
  let left = looks
  let seen = 0
  const before = process.cpuUsage()
  const from = performance.now()
  const worker = async () => {
    while (left-- > 0) if ((await probe.look(context)).length > 0) seen++
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const tookMs = performance.now() - from
  const { user, system } = process.cpuUsage(before)
  const cpu = ((user + system) / 1_000 / looks).toFixed(2)
  print({
    name: `looks a second, ${what}`,
    value: (looks / tookMs) * 1_000,
    unit: '/s',
    of: `${seen} of ${looks} seen, ${atOnce} at once, ${cpu} ms of CPU each`,
  })
}

function read(what: string, times: number, work: () => unknown): void {
  for (let i = 0; i < times / 10; i++) work()
  const from = performance.now()
  for (let i = 0; i < times; i++) work()
  print({ name: what, value: (times / (performance.now() - from)) * 1_000, unit: '/s', of: `${times} times` })
}

const kind = ['_http', '_tcp', 'local']
const answer = dnsResponse([
  { name: name(kind), type: 12, data: Buffer.concat([name(['Phone 7']).subarray(0, -1), pointer(12)]) },
  {
    name: name(['Phone 7', ...kind]),
    type: 33,
    data: Buffer.concat([Buffer.alloc(6), name(['phone', 'local'])]),
  },
  { name: name(['Phone 7', ...kind]), type: 16, data: Buffer.from('\x06path=/') },
  { name: name(['phone', 'local']), type: 1, data: Buffer.of(10, 0, 0, 7) },
])
read('multicast DNS answers read a second', 100_000, () => {
  const message = dnsMessageIn(answer)
  return message === null ? [] : mdnsSightings(message, '10.0.0.7', 0)
})
const table = Array.from(
  { length: 1_000 },
  (_, i) =>
    `10.0.${i >> 8}.${i & 255} dev eth0 lladdr 48:25:67:0a:${(i >> 8).toString(16)}:${(i & 255).toString(16)} STALE`,
).join('\n')
read('address tables of 1,000 neighbours read a second', 1_000, () => ipNeighTable(table))
