/** Setting up devices by hand with their guided cards. Each transition is stored before its effects run. */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import {
  effectsOnEntry,
  type GuidedEffect,
  type GuidedInput,
  type GuidedSetup,
  openedAt,
  transition,
} from '#shared/machines/guided.ts'
import { type GuidedCards, type GuidedSheet, guidedCardOf, pageUrl } from '#shared/model/guided-card.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { parseMac } from '#shared/model/mac.ts'
import { maskUrl, readPasted } from '#shared/model/pasted-url.ts'
import { type ProvisioningFacts, suffixFor } from '#shared/model/provisioning-facts.ts'
import { handUrl } from '#shared/model/region.ts'
import type { GatewayFetch } from '../../gateway/gateway.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'

export interface GuidedSetups {
  /** The card of a device, with its page and its URL. @throws PunchdownError not-found */
  sheet(deviceId: string): GuidedSheet
  /** Ticks or unticks a step. @throws PunchdownError not-found */
  tick(deviceId: string, step: string, on: boolean, technician: string): GuidedSetup
  /**
   * Marks the device as done by hand. `url`: the URL that was set; the one of the sheet without it.
   * @throws PunchdownError not-found | bad-input | gateway-off | input-not-applicable
   */
  markDone(deviceId: string, technician: string, url: string | undefined): GuidedSetup
  /** @throws PunchdownError not-found | input-not-applicable */
  undoMark(deviceId: string): GuidedSetup
  /**
   * Confirms with the URL that the technician read from the device's page: the one that was set, or a later one of the service.
   * @throws PunchdownError not-found | setting-refused | input-not-applicable
   */
  readBack(deviceId: string, text: string): GuidedSetup
  /** A device fetched from the gateway core. */
  fetched(jobId: string, fetch: GatewayFetch): void
  /** An endpoint registered at the gateway core for the first time since it was pointed at it. */
  registered(endpoint: Endpoint, identity: string): void
  /** Runs the effects of a job's setups again, after a restart of the core. */
  resume(jobId: string): void
}

export interface GuidedSetupsParts {
  readonly store: Pick<Store, 'devices' | 'endpoints' | 'jobs' | 'guidedSetups' | 'transaction'>
  readonly clock: Clock
  readonly log: Log
  readonly changes: Pick<JobChanges, 'guidedSetup' | 'job'>
  readonly jobs: Pick<Jobs, 'get' | 'note'>
  readonly cards: GuidedCards
  readonly facts: ProvisioningFacts
  /** `http://address:port`. @throws PunchdownError gateway-off */
  readonly gatewayUrl: () => string
  /** Points the endpoints of a device at a URL. */
  readonly direct: (device: StoredDevice, url: string) => Promise<void>
}

/** Longest text from a device that is stored as evidence, characters. */
const seenLimit = 200

export function createGuidedSetups(parts: GuidedSetupsParts): GuidedSetups {
  return {
    sheet: (deviceId) => sheetOf(parts, deviceOf(parts, deviceId)),
    tick: (deviceId, step, on, technician) => tick(parts, deviceId, { step, on, technician }),
    markDone: (deviceId, technician, url) => markDone(parts, deviceId, technician, url),
    undoMark: (deviceId) => put(parts, deviceOf(parts, deviceId), { fact: 'mark-undone' }),
    readBack: (deviceId, text) => readBack(parts, deviceId, text),
    fetched: (jobId, fetch) => fetched(parts, jobId, fetch),
    registered({ jobId, deviceId }, identity) {
      if (deviceId !== null) observe(parts, jobId, deviceId, { kind: 'registered', seen: identity })
    },
    resume(jobId) {
      for (const { id, state } of parts.store.guidedSetups.ofJob(jobId))
        perform(parts, id, effectsOnEntry(state))
    },
  }
}

function deviceOf({ store }: GuidedSetupsParts, deviceId: string): StoredDevice {
  const device = store.devices.get(deviceId)
  if (device === null) throw new PunchdownError('not-found', { what: 'device', id: deviceId })
  return device
}

function sheetOf({ cards, facts, jobs, gatewayUrl }: GuidedSetupsParts, device: StoredDevice): GuidedSheet {
  const { identity, address, ports } = device
  return {
    card: guidedCardOf(cards, facts, identity),
    page: pageUrl(address, ports.http),
    url: orNull(() => handUrl(jobs.get(device.jobId), gatewayUrl, suffixFor(facts, identity))),
  }
}

/** Null while the gateway is off. */
function orNull(urlOf: () => string): string | null {
  try {
    return urlOf()
  } catch (error) {
    if (toProblem(error).code === 'gateway-off') return null
    throw error
  }
}

/** Applies a fact; returns null when it does not apply. */
function advance(parts: GuidedSetupsParts, device: StoredDevice, input: GuidedInput): GuidedSetup | null {
  const { store, clock, jobs, changes } = parts
  const now = clock.now()
  const { id, jobId } = device
  const card = guidedCardOf(parts.cards, parts.facts, device.identity).id
  const known = store.guidedSetups.get(id)
  // ticks of another card say nothing about the steps of this one
  const state = known === null || known.card !== card ? openedAt(now) : known.state
  const result = transition(state, input, now)
  if (!result.applies) return null
  const setup: GuidedSetup = { id, jobId, card, state: result.state }
  store.transaction(() => {
    store.guidedSetups.save(setup)
    if (input.fact !== 'step-ticked' && input.fact !== 'step-unticked')
      jobs.note({
        ...{ jobId, deviceId: id, endpointId: null, what: `guided.${input.fact}` },
        facts: factsOf(input),
      })
  })
  changes.guidedSetup(jobId, id)
  perform(parts, id, result.effects)
  return setup
}

function factsOf(input: GuidedInput): Record<string, string> {
  if (input.fact === 'marked-done') return { technician: input.by, url: input.url }
  return input.fact === 'evidence-seen' ? { evidence: input.kind, seen: input.seen } : {}
}

/** @throws PunchdownError input-not-applicable */
function put(parts: GuidedSetupsParts, device: StoredDevice, input: GuidedInput): GuidedSetup {
  const setup = advance(parts, device, input)
  if (setup === null) {
    const state = parts.store.guidedSetups.get(device.id)?.state.at ?? 'open'
    throw new PunchdownError('input-not-applicable', { state })
  }
  return setup
}

/** Effects tolerate being run twice: an endpoint that is past this stage keeps its stage. */
function perform(parts: GuidedSetupsParts, deviceId: string, effects: readonly GuidedEffect[]): void {
  const device = parts.store.devices.get(deviceId)
  if (device === null) return
  for (const { url } of effects) {
    parts
      .direct(device, url)
      .catch((error: unknown) =>
        parts.log.write('guided.effect-failed', { deviceId, problem: toProblem(error).code }),
      )
  }
}

/** The technician's name: the given one, which becomes that of the job, or the one the job has. */
function technicianOf({ jobs, store, changes }: GuidedSetupsParts, jobId: string, given: string): string {
  const job = jobs.get(jobId)
  const name = given.trim()
  if (name === '' || name === job.technician) return job.technician
  store.jobs.save({ ...job, technician: name })
  changes.job(jobId)
  return name
}

function tick(
  parts: GuidedSetupsParts,
  deviceId: string,
  { step, on, technician }: { step: string; on: boolean; technician: string },
): GuidedSetup {
  const device = deviceOf(parts, deviceId)
  const { card } = sheetOf(parts, device)
  if (!card.steps.some(({ id }) => id === step))
    throw new PunchdownError('not-found', { what: 'step', id: step })
  const by = technicianOf(parts, device.jobId, technician)
  const input: GuidedInput = on ? { fact: 'step-ticked', step, by } : { fact: 'step-unticked', step }
  return advance(parts, device, input) ?? current(parts, device, card.id)
}

function current(
  { store, clock }: GuidedSetupsParts,
  { id, jobId }: StoredDevice,
  card: string,
): GuidedSetup {
  return store.guidedSetups.get(id) ?? { id, jobId, card, state: openedAt(clock.now()) }
}

function markDone(
  parts: GuidedSetupsParts,
  deviceId: string,
  technician: string,
  given: string | undefined,
): GuidedSetup {
  const device = deviceOf(parts, deviceId)
  const by = technicianOf(parts, device.jobId, technician)
  if (by === '') throw new PunchdownError('bad-input', { field: 'technician' })
  const url = given ?? sheetOf(parts, device).url
  if (url === null) throw new PunchdownError('gateway-off')
  return put(parts, device, { fact: 'marked-done', by, url: maskUrl(url.trim()) })
}

function readBack(parts: GuidedSetupsParts, deviceId: string, text: string): GuidedSetup {
  const device = deviceOf(parts, deviceId)
  const state = parts.store.guidedSetups.get(deviceId)?.state
  const marked = state === undefined || state.at === 'open' ? null : (state.mark?.url ?? null)
  const { stage, masked } = readPasted(text.trim(), parts.facts, null)
  const isLater = stage !== null && stage !== 'entry'
  if (!isLater && masked !== (marked ?? sheetOf(parts, device).url))
    throw new PunchdownError('setting-refused', { setting: 'URL', found: masked.slice(0, seenLimit) })
  return put(parts, device, { fact: 'evidence-seen', kind: 'url-read', seen: masked.slice(0, seenLimit) })
}

/** Evidence from the gateway core. In live mode Microsoft's service decides, so a fetch from this laptop proves nothing. */
function observe(
  parts: GuidedSetupsParts,
  jobId: string,
  deviceId: string,
  evidence: { kind: 'fetched' | 'registered'; seen: string },
): void {
  const device = parts.store.devices.get(deviceId)
  // without a setup there is nothing to confirm, and most devices have none
  if (device === null || parts.store.guidedSetups.get(deviceId) === null) return
  if (parts.jobs.get(jobId).mode !== 'rehearsal') return
  const { kind, seen } = evidence
  advance(parts, device, { fact: 'evidence-seen', kind, seen: seen.slice(0, seenLimit) })
}

function fetched(parts: GuidedSetupsParts, jobId: string, fetch: GatewayFetch): void {
  const deviceId = fetchingDevice(parts, jobId, fetch)
  if (deviceId !== null) observe(parts, jobId, deviceId, { kind: 'fetched', seen: fetch.userAgent })
}

/**
 * The device of a fetch: that of the endpoint whose hardware id names the file; else the one whose MAC address stands in the file's name or
 * in the User-Agent; else the only one at the address.
 */
function fetchingDevice(
  { store }: GuidedSetupsParts,
  jobId: string,
  { hardwareId, file, address, userAgent }: GatewayFetch,
): string | null {
  if (hardwareId !== null) return store.endpoints.byHardwareId(jobId, hardwareId)?.deviceId ?? null
  const mac = macIn(file) ?? macIn(userAgent)
  if (mac !== null) return store.devices.byKey(jobId, `mac:${mac}`)?.id ?? null
  const [only, ...others] = store.devices.atAddress(jobId, address)
  return others.length === 0 ? (only?.id ?? null) : null
}

/** `config.3c28a620089e.xml`, `ALE M5-CE 2.14 3c28a620089e`, `AUDC-IPPhone/2.2.8 (440HDG-Rev0; 00908F602AAC)` */
function macIn(text: string): string | null {
  const digits = /(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/i.exec(text)?.[0]
  return digits === undefined ? null : parseMac(digits)
}
