/** Reads MAC addresses from the laptop's own neighbour table, which fills while the other probes ask a host. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import {
  type AddressTable,
  bsdTable,
  ipNeighTable,
  procTable,
  windowsArpTable,
  windowsNeighbourTable,
} from './address-table.ts'
import type { Probe } from './probe.ts'

const run = promisify(execFile)

/** A way to read the neighbour table of one address family. */
interface Source {
  readonly read: () => Promise<string>
  /** Matches the expected output, also of an empty table; a program of another system prints its usage instead. */
  readonly fits: RegExp
  readonly parse: (text: string) => AddressTable
  /** Minimum interval between two readings, milliseconds; hosts share their result. */
  readonly pauseMs: number
}

const printed = (program: string, args: readonly string[]) => async (): Promise<string> => {
  const options = {
    timeout: 5_000,
    maxBuffer: 16_777_216,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C' },
  }
  return (await run(program, args, options)).stdout
}

export interface Sources {
  readonly ipv4: readonly Source[]
  readonly ipv6: readonly Source[]
}

/** `netsh` lists neighbours that `arp` leaves out; without it, `arp` alone counts. */
async function windowsTables(): Promise<string> {
  const [arp, netsh] = await Promise.all([
    printed('arp', ['-a'])(),
    printed('netsh', ['interface', 'ip', 'show', 'neighbors'])().catch(() => ''),
  ])
  return `${arp}\n${netsh}`
}

/** The first source of a family that can be read is used from then on. */
const systemSources: Sources = {
  ipv4: [
    { read: () => readFile('/proc/net/arp', 'utf8'), fits: /^IP address/, parse: procTable, pauseMs: 20 },
    // without `-n` macOS looks up every name; Windows does not accept it
    { read: printed('arp', ['-an']), fits: /\) at |^$|no entries/, parse: bsdTable, pauseMs: 250 },
    { read: windowsTables, fits: /./, parse: windowsArpTable, pauseMs: 250 },
  ],
  ipv6: [
    { read: printed('ip', ['-6', 'neigh', 'show']), fits: /^$| dev /, parse: ipNeighTable, pauseMs: 250 },
    { read: printed('ndp', ['-an']), fits: /Linklayer/, parse: bsdTable, pauseMs: 250 },
    {
      read: printed('powershell', [
        '-NoProfile',
        '-Command',
        'Get-NetNeighbor -AddressFamily IPv6 | Format-Table',
      ]),
      fits: /./,
      parse: windowsNeighbourTable,
      pauseMs: 2_000,
    },
  ],
}

export function createArpProbe(sources: Sources = systemSources): Probe {
  const tables = { ipv4: sharedTable(sources.ipv4), ipv6: sharedTable(sources.ipv6) }
  return {
    name: 'arp',
    async look({ address, signal, now }) {
      if (signal.aborted) throw new PunchdownError('cancelled')
      const isIpv6 = address.includes(':')
      const table = await unlessCancelled((isIpv6 ? tables.ipv6 : tables.ipv4)(), signal)
      const mac = table.get(isIpv6 ? address.replace(/%.*$/, '').toLowerCase() : address)
      return mac === undefined ? [] : [{ address, port: null, protocol: 'arp.mac', raw: mac, at: now() }]
    },
  }
}

/** Stops waiting when the signal fires; the shared reading goes on. @throws PunchdownError cancelled */
async function unlessCancelled<T>(wait: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(new PunchdownError('cancelled'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([wait, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * Shares readings of a table: each caller gets one that started after its call, together with all that wait for it. Empty when no source
 * can be read.
 */
function sharedTable(sources: readonly Source[]): () => Promise<AddressTable> {
  let next: Promise<AddressTable> | null = null
  let running: Promise<unknown> = Promise.resolve()
  let endedAt = Number.NEGATIVE_INFINITY
  let known: readonly Source[] = sources
  const readOnce = async (): Promise<AddressTable> => {
    for (const source of known) {
      const text = await source.read().catch(() => null)
      if (text === null || !source.fits.test(text)) continue
      known = [source]
      return source.parse(text)
    }
    return new Map()
  }
  const reading = async (): Promise<AddressTable> => {
    await running
    const left = endedAt + (known[0]?.pauseMs ?? 0) - performance.now()
    if (left > 0) await delay(left)
    // later callers get the next reading
    next = null
    const read = readOnce()
    running = read.finally(() => {
      endedAt = performance.now()
    })
    return await read
  }
  return () => {
    next ??= reading()
    return next
  }
}
