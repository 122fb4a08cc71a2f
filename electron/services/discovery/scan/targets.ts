/** What a request picks, as addresses: names are looked up before anything is asked, and what is kept out stays out by any name. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Ports } from '#shared/model/job.ts'
import {
  addressesOf,
  exclusionOf,
  type Place,
  parseTarget,
  portsInRow,
  widestScan,
  widestScanByChoice,
} from '#shared/model/target.ts'

export interface Picked {
  readonly targets: readonly string[]
  readonly exclude: readonly string[]
  readonly ports: Ports
  readonly wide: boolean
}

/** The address of a name; rejects where nobody knows it. */
export type Resolve = (host: string) => Promise<string>

export const resolveHere: Resolve = async (host) => (await lookup(host, { family: 4 })).address

export interface Placed {
  /** What is gone through: the same request gives the same list, so that a place is known by its position. */
  readonly places: readonly Place[]
  /** Where a place is and which ports it is asked on; null for one that is kept out by its address. */
  at(place: Place): Spot | null
}

export interface Spot {
  readonly address: string
  readonly ports: Ports
  /** One of several devices behind its address. */
  readonly row: boolean
}

/** @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed | unreachable (a name nobody knows) */
export async function placesOf(picked: Picked, resolve: Resolve): Promise<Placed> {
  const { targets, exclude, ports, wide } = picked
  const widest = wide ? widestScanByChoice : widestScan
  const parsed = targets.map((target) => parseTarget(target, widest))
  const places = addressesOf(parsed, { exclude, widest })
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
  for (const { host } of places) await addressOf(host)
  const out: string[] = []
  for (const text of exclude) {
    const target = parseTarget(text, 2 ** 32)
    if (target.kind === 'range') out.push(text)
    else out.push(text.replace(target.host, bracketed(await addressOf(target.host), text)))
  }
  const isOut = exclusionOf(out)
  return {
    places,
    at({ host, port, row }) {
      const address = addresses.get(host) ?? host
      const http = port ?? ports.http
      const own = row ? portsInRow(ports, http) : { ...ports, http }
      return isOut(address, port) || isOut(address, http) ? null : { address, ports: own, row }
    },
  }
}

const bracketed = (address: string, text: string): string =>
  address.includes(':') && !text.includes('[') ? `[${address}]` : address

/** Who is asked one thing at a time: an address, or each of the devices behind it. */
export const lockKey = ({ address, ports, row }: Spot): string => (row ? `${address} ${ports.http}` : address)
