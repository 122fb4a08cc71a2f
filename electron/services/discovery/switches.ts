/** Switches of a job: read over SNMP, kept, and their word taken for the devices on their ports. */
import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import { isPhone, type Neighbour, type Switch, type SwitchEvent } from '#shared/model/neighbour.ts'
import { createPlacements } from '#shared/model/placement.ts'
import type { SnmpAccess } from '#shared/model/snmp.ts'
import { parseTarget } from '#shared/model/target.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { type Access, accessOf } from '../../probes/switch/access.ts'
import type { ReadingEvent, ReadOptions } from '../../probes/switch/read.ts'
import type { SwitchView } from '../../probes/switch/view.ts'
import type { Store } from '../../store/store.ts'
import type { Devices } from '../devices/index.ts'
import { sightingsOf } from '../devices/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'

export interface SwitchRequest {
  /** `192.168.1.2`, `switch.example:10161`. */
  readonly address: string
  /** Null: what this switch was read with before, in this run; else the community `public`, which is no secret. */
  readonly snmp: SnmpAccess | null
}

export interface Switches {
  /** Ends with `ended`, `cancelled` or `failed`; leaving the stream, or the signal, cancels. What was read before stays until then. */
  read(
    jobId: string,
    request: SwitchRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SwitchEvent, void>
  /** Forgets a switch and what was known of its ports. @throws PunchdownError not-found */
  remove(switchId: string): void
  running(): Status['work']
}

export interface SwitchesParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly changes: JobChanges
  readonly jobs: Jobs
  readonly devices: Devices
  /** Who registered an enterprise number. */
  readonly vendorOf: (objectId: string | null) => string | null
  readonly read: (options: ReadOptions) => AsyncGenerator<ReadingEvent, void>
  readonly onChange: () => void
  readonly resolve?: (host: string) => Promise<string>
}

/** RFC 3411: the port of an SNMP agent. */
const snmpPort = 161
const usualAccess = accessOf({ version: '2c', community: 'public' })

export function createSwitches(parts: SwitchesParts): Switches {
  const { store, clock, log, changes, jobs, devices, resolve = resolveHere } = parts
  const running = new Map<string, Status['work'][number]>()
  /** By address and port; in memory only. */
  const held = new Map<string, Access>()

  const keep = (jobId: string, view: SwitchView): { found: Switch; neighbours: Neighbour[] } => {
    const { key, address, port } = view.switch
    // a switch that told no MAC address last time may do so now
    const known = store.switches.byKey(jobId, key) ?? store.switches.byKey(jobId, `at:${address}:${port}`)
    const readAt = clock.now()
    const id = known?.id ?? randomUUID()
    const found: Switch = { ...view.switch, id, jobId, vendor: parts.vendorOf(view.switch.objectId), readAt }
    const neighbours = view.neighbours.map(
      ({ who, ...seen }): Neighbour => ({
        ...seen,
        id: `${id}:${who}`,
        jobId,
        switchId: id,
        switchKey: key,
        readAt,
      }),
    )
    const { changed, removed } = store.switches.replace(found, neighbours)
    changes.switch(jobId, id)
    for (const neighbourId of [...changed, ...removed]) changes.neighbour(jobId, neighbourId)
    return { found, neighbours }
  }

  /** The switch's word for devices that are known, and for phones that only it has seen. */
  const testify = (jobId: string, found: Switch, neighbours: readonly Neighbour[]): void => {
    const place = createPlacements({ switches: [found], neighbours })
    const spokenFor = new Set<string>()
    for (const part of store.devices.parts(jobId)) {
      for (const device of part) {
        const neighbour = place(device)?.best.neighbour ?? null
        const sightings = neighbour === null ? [] : sightingsOf(neighbour, found, device.address)
        devices.applySwitchEvidence(device.id, found.key, sightings)
        for (const mac of neighbour?.macs ?? []) spokenFor.add(mac)
      }
    }
    for (const neighbour of neighbours) {
      const { mac } = neighbour
      // a device is known by its MAC and has an address: what lacks one of them stays a neighbour
      const address = neighbour.addresses.find((each) => isIP(each) === 4) ?? neighbour.addresses[0]
      if (mac === null || address === undefined || spokenFor.has(mac) || !isPhone(neighbour)) continue
      devices.upsertFromSwitch(jobId, { mac, address, sightings: sightingsOf(neighbour, found, address) })
    }
  }

  async function* reading(
    jobId: string,
    request: SwitchRequest,
    signal: AbortSignal,
  ): AsyncGenerator<SwitchEvent, void> {
    const startedAt = clock.now()
    const { address, port } = await placeOf(request.address, resolve)
    const place = `${address}:${port}`
    if (running.has(place)) throw new PunchdownError('device-busy', { address, port })
    running.set(place, { id: `switch ${place}`, kind: 'switch', startedAt })
    parts.onChange()
    const access = request.snmp === null ? (held.get(place) ?? usualAccess) : accessOf(request.snmp)
    try {
      yield { kind: 'started', address, port }
      for await (const event of parts.read({ address, port, access, signal })) {
        if (event.kind !== 'view') {
          yield event
          continue
        }
        held.set(place, access)
        const { found, neighbours } = store.transaction(() => {
          const kept = keep(jobId, event.view)
          testify(jobId, kept.found, kept.neighbours)
          return kept
        })
        const phones = neighbours.filter(isPhone).length
        jobs.note({
          jobId,
          what: 'switch.read',
          deviceId: null,
          endpointId: null,
          facts: { address, name: found.name, neighbours: neighbours.length, phones },
        })
        yield {
          kind: 'ended',
          switchId: found.id,
          neighbours: neighbours.length,
          phones,
          tookMs: clock.now() - startedAt,
        }
      }
    } catch (error) {
      if (error instanceof PunchdownError && error.code.endsWith('-refused')) held.delete(place)
      throw error
    } finally {
      running.delete(place)
      parts.onChange()
    }
  }

  return {
    running: () => [...running.values()],
    async *read(jobId, request, signal) {
      const startedAt = clock.now()
      const leaving = new AbortController()
      const either = signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal])
      try {
        yield* reading(jobId, request, either)
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code === 'cancelled') {
          yield { kind: 'cancelled', tookMs: clock.now() - startedAt }
          return
        }
        log.write('switches.failed', { ...problem })
        yield { kind: 'failed', problem }
      } finally {
        leaving.abort()
      }
    },
    remove(switchId) {
      const found = store.switches.get(switchId)
      if (found === null) throw new PunchdownError('not-found', { what: 'switch', id: switchId })
      store.transaction(() => {
        const gone = store.switches.remove(switchId)
        for (const part of store.devices.parts(found.jobId)) {
          for (const device of part) devices.applySwitchEvidence(device.id, found.key, [])
        }
        changes.switch(found.jobId, switchId)
        for (const id of gone) changes.neighbour(found.jobId, id)
      })
    },
  }
}

const resolveHere = async (host: string): Promise<string> => (await lookup(host)).address

/** @throws PunchdownError cidr-malformed | ports-malformed | unreachable */
async function placeOf(
  text: string,
  resolve: (host: string) => Promise<string>,
): Promise<{ address: string; port: number }> {
  const target = parseTarget(text)
  if (target.kind !== 'host') throw new PunchdownError('cidr-malformed', { text })
  const port = target.port ?? snmpPort
  if (isIP(target.host) !== 0) return { address: target.host, port }
  try {
    return { address: await resolve(target.host), port }
  } catch (cause) {
    throw new PunchdownError('unreachable', { address: target.host, reason: 'name-unknown' }, { cause })
  }
}
