/** Notices hardware addresses: what this laptop's own address table learnt while the other probes spoke to a host. */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import type { Probe } from './probe.ts'

const run = promisify(execFile)

/** Reads the table as this system keeps it; a test gives its own. */
export type ReadTable = (signal: AbortSignal) => Promise<string>

const systemTable: ReadTable = async (signal) => {
  try {
    return await readFile('/proc/net/arp', { encoding: 'utf8', signal })
  } catch {
    // macOS looks up every name unless told `-n`; Windows knows no `-n`
    return await printed(['-an'], signal).catch(() => printed(['-a'], signal))
  }
}

async function printed(args: readonly string[], signal: AbortSignal): Promise<string> {
  const { stdout } = await run('arp', args, { signal, timeout: 2_000, windowsHide: true })
  return stdout
}

export function createArpProbe(readTable: ReadTable = systemTable): Probe {
  return {
    name: 'arp',
    async look({ address, signal, now }) {
      if (signal.aborted) throw new PunchdownError('cancelled')
      const table = await readTable(signal).catch(() => '')
      const mac = macIn(table, address)
      return mac === null ? [] : [{ address, port: null, protocol: 'arp.mac', raw: mac, at: now() }]
    },
  }
}

/**
 * The address of a host in a table printed by Linux, macOS or Windows:
 *   192.168.1.20     0x1         0x2         48:25:67:0a:1b:2c     *        eth0
 *   ? (192.168.1.20) at 48:25:67:a:1b:2c on en0 ifscope [ethernet]
 *     192.168.1.20          48-25-67-0a-1b-2c     dynamic
 * macOS leaves out leading zeros. An entry without an answer (flags 0x0, or all zeros) is none.
 */
export function macIn(table: string, address: string): string | null {
  for (const line of table.split(/\r?\n/)) {
    const words = line.trim().split(/\s+/)
    if (!words.some((word) => word === address || word === `(${address})`)) continue
    if (words[2] === '0x0') continue
    const found = /\b[0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5}\b/i.exec(line)?.[0]
    if (found === undefined) continue
    const mac = found
      .split(/[:-]/)
      .map((pair) => pair.padStart(2, '0'))
      .join(':')
    if (mac !== '00:00:00:00:00:00') return mac
  }
  return null
}
