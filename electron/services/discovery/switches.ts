/** Switches of a job: read over SNMP, stored, and used as evidence for the devices on their ports. */
import { randomUUID } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { Status } from '#shared/model/host.ts'
import type { DeviceKind } from '#shared/model/identity.ts'
import {
  isPhone,
  isVoiceDevice,
  type Neighbour,
  type Switch,
  type SwitchEvent,
} from '#shared/model/neighbour.ts'
import { createPlacements } from '#shared/model/placement.ts'
import type { SnmpAccess } from '#shared/model/snmp.ts'
import { parseTarget } from '#shared/model/target.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import { type Access, accessOf } from '../../probes/switch/access.ts'
import type { ReadingEvent, ReadOptions } from '../../probes/switch/read.ts'
import type { SwitchView } from '../../probes/switch/view.ts'
import type { Store } from '../../store/store.ts'
import { type Devices, sightingsOf } from '../devices/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'

export interface SwitchRequest {
  /** `192.168.1.2`, `switch.example:10161`. */
  readonly address: string
  /** Null: as this switch was read before in this run; else the community `public`. */
  readonly snmp: SnmpAccess | null
}

export interface Switches {
  /** Ends with `ended`, `cancelled` or `failed`; leaving the stream or firing the signal cancels. The earlier reading stays until then. */
  read(
    jobId: string,
    request: SwitchRequest,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SwitchEvent, void>
  /** Removes a switch with its ports and neighbours. @throws PunchdownError not-found */
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
  /** Owner of an enterprise number. */
  readonly vendorOf: (objectId: string | null) => string | null
  readonly read: (options: ReadOptions) => AsyncGenerator<ReadingEvent, void>
  readonly onChange: () => void
  readonly resolve?: (host: string) => Promise<string>
}

/** RFC 3411: UDP port of SNMP agents. */
const snmpPort = 161
const defaultAccess = accessOf({ version: '2c', community: 'public' })

interface Running {
  readonly work: Map<string, Status['work'][number]>
  /** Credentials that worked, by address and port; in memory only. */
  readonly access: Map<string, Access>
}

export function createSwitches(parts: SwitchesParts): Switches {
  const { store, clock, log, changes, devices } = parts
  const running: Running = { work: new Map(), access: new Map() }
  return {
    running: () => [...running.work.values()],
    async *read(jobId, request, given) {
      const startedAt = clock.now()
      const leaving = new AbortController()
      const signal = given === undefined ? leaving.signal : AbortSignal.any([given, leaving.signal])
      try {
        yield* reading(parts, running, { jobId, request, startedAt, signal })
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

interface Asked {
  readonly jobId: string
  readonly request: SwitchRequest
  readonly startedAt: number
  readonly signal: AbortSignal
}

async function* reading(
  parts: SwitchesParts,
  { work, access: known }: Running,
  { jobId, request, startedAt, signal }: Asked,
): AsyncGenerator<SwitchEvent, void> {
  const { store, clock, jobs, resolve = resolveHere } = parts
  const { address, port } = await agentAddress(request.address, resolve)
  const key = `${address}:${port}`
  if (work.has(key)) throw new PunchdownError('device-busy', { address, port })
  work.set(key, { id: `switch ${key}`, kind: 'switch', startedAt })
  parts.onChange()
  const access = request.snmp === null ? (known.get(key) ?? defaultAccess) : accessOf(request.snmp)
  try {
    yield { kind: 'started', address, port }
    for await (const event of parts.read({ address, port, access, signal })) {
      if (event.kind !== 'view') {
        yield event
        continue
      }
      known.set(key, access)
      const { found, neighbours, kinds } = store.transaction(() => {
        const stored = save(parts, jobId, event.view)
        const kinds = applyToDevices(parts, jobId, stored.found, stored.neighbours)
        return { ...stored, kinds }
      })
      const phones = neighbours.filter((each) => isPhone(each, kinds.get(each.id) ?? null)).length
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
        unread: found.tables.filter(({ state }) => state === 'cut' || state === 'stopped'),
        tookMs: clock.now() - startedAt,
      }
    }
  } catch (error) {
    if (error instanceof PunchdownError && error.code.endsWith('-refused')) known.delete(key)
    throw error
  } finally {
    work.delete(key)
    parts.onChange()
  }
}

function save(
  { store, clock, changes, vendorOf }: SwitchesParts,
  jobId: string,
  view: SwitchView,
): { found: Switch; neighbours: Neighbour[] } {
  const { key, address, port } = view.switch
  // the last reading may have had no MAC address
  const known = store.switches.byKey(jobId, key) ?? store.switches.byKey(jobId, `at:${address}:${port}`)
  const readAt = clock.now()
  const id = known?.id ?? randomUUID()
  const found: Switch = { ...view.switch, id, jobId, vendor: vendorOf(view.switch.objectId), readAt }
  const neighbours = view.neighbours.map(({ localId, ...seen }): Neighbour => {
    return { ...seen, id: `${id}:${localId}`, jobId, switchId: id, switchKey: key, readAt }
  })
  const { changed, removed } = store.switches.replace(found, neighbours)
  changes.switch(jobId, id)
  for (const neighbourId of [...changed, ...removed]) changes.neighbour(jobId, neighbourId)
  return { found, neighbours }
}

/**
 * Adds the switch's reports to known devices, and adds voice devices that only the switch has seen. Returns the kinds of these devices by
 * neighbour id.
 */
function applyToDevices(
  { store, devices }: SwitchesParts,
  jobId: string,
  found: Switch,
  neighbours: readonly Neighbour[],
): Map<string, DeviceKind | null> {
  const kinds = new Map<string, DeviceKind | null>()
  const placementOf = createPlacements({ switches: [found], neighbours })
  const matched = new Set<string>()
  for (const part of store.devices.parts(jobId)) {
    for (const device of part) {
      const neighbour = placementOf(device)?.best.neighbour ?? null
      const sightings = neighbour === null ? [] : sightingsOf(neighbour, found, device.address)
      devices.applySwitchEvidence(device.id, found.key, sightings)
      for (const mac of neighbour?.macs ?? []) matched.add(mac)
      if (neighbour !== null) kinds.set(neighbour.id, store.devices.get(device.id)?.identity.kind ?? null)
    }
  }
  for (const neighbour of neighbours) {
    const { mac } = neighbour
    // a device needs a MAC address and an IP address; anything else stays a neighbour only
    const address = neighbour.addresses.find((each) => isIP(each) === 4) ?? neighbour.addresses[0]
    if (mac === null || address === undefined || matched.has(mac) || !isVoiceDevice(neighbour)) continue
    const sightings = sightingsOf(neighbour, found, address)
    const { identity } = devices.upsertFromSwitch(jobId, found.key, { mac, address, sightings })
    kinds.set(neighbour.id, identity.kind)
  }
  return kinds
}

const resolveHere = async (host: string): Promise<string> => (await lookup(host)).address

/** @throws PunchdownError cidr-malformed | ports-malformed | unreachable */
async function agentAddress(
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
