/** Discovery: looks at what was picked and nothing else, gently, and says what answered as it comes. */
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import type { Ports } from '#shared/model/job.ts'
import { addressesOf, parseTarget, widestScan, widestScanByChoice } from '#shared/model/target.ts'
import { identify } from '../identify/identify.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Probe } from '../probes/probe.ts'
import { verdictFor } from './catalogue.ts'
import type { NoticedDevice } from './devices.ts'

export type DiscoveryEvent =
  | { readonly kind: 'started'; readonly addresses: number }
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly answering: number }
  | { readonly kind: 'device'; readonly device: NoticedDevice }

export interface DiscoveryRequest {
  readonly targets: readonly string[]
  readonly exclude?: readonly string[]
  readonly wide?: boolean
  readonly ports: Ports
  readonly signal: AbortSignal
  /** Waited for before an address is asked. */
  readonly gate?: () => Promise<void>
}

export interface Discovery {
  /**
   * Leaving the stream or the signal ends it.
   * @throws PunchdownError cidr-malformed | cidr-too-wide | ports-malformed | unreachable (a name nobody knows) | cancelled
   */
  scan(request: DiscoveryRequest): AsyncGenerator<DiscoveryEvent, void>
}

export interface DiscoveryParts {
  readonly probes: readonly Probe[]
  readonly catalogue: Catalogue
  readonly clock: Clock
  readonly log: Log
  /** Hosts looked at side by side; each of them is asked one thing at a time. */
  readonly hostsAtOnce?: number
  readonly timeoutMs?: number
  /** Address of a host that was named; rejects where nobody knows the name. */
  readonly resolve?: (host: string) => Promise<string>
}

interface Host {
  readonly address: string
  readonly ports: Ports
}

export function createDiscovery(parts: DiscoveryParts): Discovery {
  const { probes, catalogue, clock, log, hostsAtOnce = 64, timeoutMs = 900, resolve = resolveHere } = parts

  const lookAt = async (host: Host, signal: AbortSignal): Promise<Sighting[]> => {
    const sightings: Sighting[] = []
    for (const probe of probes) {
      try {
        sightings.push(...(await probe.look({ ...host, timeoutMs, signal, now: clock.now })))
      } catch (error) {
        if (signal.aborted) throw new PunchdownError('cancelled')
        log.write('discovery.probe-failed', {
          probe: probe.name,
          address: host.address,
          error: String(error),
        })
      }
    }
    return sightings
  }

  return {
    async *scan({ targets, exclude = [], wide = false, ports, signal, gate }) {
      const widest = wide ? widestScanByChoice : widestScan
      const picked = addressesOf(
        targets.map((target) => parseTarget(target, widest)),
        { exclude, widest },
      )
      const leaving = new AbortController()
      const either = AbortSignal.any([signal, leaving.signal])
      const waiting = picked.values()
      const found: DiscoveryEvent[] = []
      let done = 0
      let answering = 0
      let working = 0
      let failure: unknown = null
      let wake = Promise.withResolvers<void>()

      const worker = async (): Promise<void> => {
        for (const { host, port } of waiting) {
          await gate?.()
          if (either.aborted) return
          const address = await addressOf(host, resolve)
          const own = port === null ? ports : { ...ports, http: port }
          const sightings = await lookAt({ address, ports: own }, either)
          done++
          if (sightings.some((sighting) => sighting.protocol !== 'arp.mac')) answering++
          const device = deviceFrom(address, own, sightings, catalogue)
          if (device !== null) found.push({ kind: 'device', device })
          wake.resolve()
        }
      }
      const progress = (): DiscoveryEvent => ({ kind: 'progress', done, total: picked.length, answering })

      try {
        yield { kind: 'started', addresses: picked.length }
        for (let i = 0; i < Math.min(hostsAtOnce, picked.length); i++) {
          working++
          worker()
            .catch((error: unknown) => {
              failure ??= error
            })
            .finally(() => {
              working--
              wake.resolve()
            })
        }
        while (working > 0 || found.length > 0) {
          const event = found.shift()
          if (event !== undefined) {
            yield event
            continue
          }
          await wake.promise
          wake = Promise.withResolvers<void>()
          yield progress()
        }
        if (failure !== null) throw failure
        if (signal.aborted) throw new PunchdownError('cancelled')
      } finally {
        leaving.abort()
      }
    },
  }
}

const resolveHere = async (host: string): Promise<string> => (await lookup(host, { family: 4 })).address

/** @throws PunchdownError unreachable */
async function addressOf(host: string, resolve: (host: string) => Promise<string>): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    return await resolve(host)
  } catch (cause) {
    throw new PunchdownError('unreachable', { address: host, reason: 'name-unknown' }, { cause })
  }
}

/** A device of this trade: of a known vendor, be it by its address block alone, or anything that speaks SIP. */
function deviceFrom(
  address: string,
  ports: Ports,
  sightings: readonly Sighting[],
  catalogue: Catalogue,
): NoticedDevice | null {
  const identity = identify(sightings)
  const speaksSip = sightings.some((sighting) => sighting.protocol.startsWith('sip.'))
  if (identity.vendor === null && !speaksSip) return null
  return {
    key: keyOf(identity, address, ports),
    address,
    ports,
    identity,
    verdict: verdictFor(identity, catalogue),
    sightings,
  }
}

/** Between visits a device keeps its MAC, else its serial; a device with neither is known by its place. */
function keyOf(identity: Identity, address: string, ports: Ports): string {
  if (identity.mac !== null) return `mac:${identity.mac}`
  if (identity.serial !== null) return `serial:${identity.vendor ?? ''}:${identity.serial}`
  return `at:${address}:${ports.http}`
}
