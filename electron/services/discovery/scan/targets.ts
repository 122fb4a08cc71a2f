/** Resolves the targets of a request: names are looked up before anything is asked, and exclusions hold for names and addresses alike. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import {
  exclusionOf,
  parseTarget,
  portsInRow,
  type ScanTarget,
  scanTargetsOf,
  widestScan,
  widestScanByChoice,
} from '#shared/model/target.ts'

export interface PickedTargets {
  readonly targets: readonly string[]
  readonly exclude: readonly string[]
  readonly ports: Ports
  readonly wide: boolean
}

/** The address of a name; rejects when the name is unknown. */
export type Resolve = (host: string) => Promise<string>

export const resolveHere: Resolve = async (host) => (await lookup(host, { family: 4 })).address

export interface ResolvedTargets {
  /** The same request gives the same list, so that a target is known by its position. */
  readonly list: readonly ScanTarget[]
  /** Address and ports of a target; null when its address is excluded. */
  at(target: ScanTarget): ProbeTarget | null
}

export interface ProbeTarget {
  readonly address: string
  readonly ports: Ports
  /** One of several devices behind the address. */
  readonly row: boolean
}

/** @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed | unreachable (unknown name) */
export async function resolveTargets(picked: PickedTargets, resolve: Resolve): Promise<ResolvedTargets> {
  const { targets, exclude, ports, wide } = picked
  const widest = wide ? widestScanByChoice : widestScan
  const parsed = targets.map((target) => parseTarget(target, widest))
  const list = scanTargetsOf(parsed, { exclude, widest })
  const addresses = new Map<string, string>()
  const addressOf = async (host: string): Promise<string> => {
    const known = isIP(host.replace(/%.*$/, '')) === 0 ? addresses.get(host) : host
    if (known !== undefined) return known
    try {
      const address = await resolve(host)
      addresses.set(host, address)
      return address
    } catch (cause) {
      throw new PunchdownError('unreachable', { address: host, reason: 'name-unknown' }, { cause })
    }
  }
  for (const { host } of list) await addressOf(host)
  const excluded: string[] = []
  for (const text of exclude) {
    const target = parseTarget(text, 2 ** 32)
    if (target.kind === 'range') excluded.push(text)
    else excluded.push(text.replace(target.host, bracketed(await addressOf(target.host), text)))
  }
  const isExcluded = exclusionOf(excluded)
  return {
    list,
    at({ host, port, row }) {
      const address = addresses.get(host) ?? host
      const http = port ?? ports.http
      const own = row ? portsInRow(ports, http) : { ...ports, http }
      return isExcluded(address, port) || isExcluded(address, http) ? null : { address, ports: own, row }
    },
  }
}

const bracketed = (address: string, text: string): string =>
  address.includes(':') && !text.includes('[') ? `[${address}]` : address

/** Key for one question at a time: an address, or a device of a row. */
export const lockKey = ({ address, ports, row }: ProbeTarget): string =>
  row ? `${address} ${ports.http}` : address
