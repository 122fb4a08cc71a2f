/** Devices of a job: stored from scans, passive discovery and switches; read, planned for and acted on. */
import { randomUUID } from 'node:crypto'
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { type Device, portsSchema } from '#shared/model/job.ts'
import {
  checkProvisioningUrl,
  type PlanRequest,
  type ProvisioningTarget,
  type Region,
  serviceUrl,
} from '#shared/model/region.ts'
import type {
  AdapterPort,
  Description,
  DeviceAction,
  Handset,
  Plan,
  PlanTarget,
  Setting,
} from '#shared/model/settings.ts'
import type { Driver } from '../../drivers/driver.ts'
import { identify } from '../../identify/identify.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Secret } from '../../platform/secret.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import { verdictFor } from '../catalogue/index.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'
import { identityWithDescription, redescribed } from './description.ts'
import { had, type Sessions } from './sessions.ts'
import { toldBy } from './switch-sightings.ts'
import { cameByItself, stillTrue, whoseWord, withHeard } from './unsolicited.ts'

/** A device as discovery hands it over. */
export type ScannedDevice = Pick<Device, 'key' | 'address' | 'ports' | 'identity' | 'verdict'> & {
  readonly sightings: readonly Sighting[]
}

export interface DeviceReading {
  readonly description: Description
  readonly settings: Setting[]
  /** Null for a device without handsets. */
  readonly handsets: Handset[] | null
  /** Null for a device without adapter ports. */
  readonly ports: AdapterPort[] | null
}

export interface Devices {
  /** Adds or refreshes a device; the same key is the same device at any address. */
  upsertFromScan(jobId: string, found: ScannedDevice): Device
  /**
   * Takes what a switch says of a device as evidence, in place of what the same switch said before.
   * @throws PunchdownError not-found
   */
  applySwitchEvidence(deviceId: string, switchKey: string, sightings: readonly Sighting[]): void
  /**
   * Takes what was heard at an address as evidence of the device there, beside what is known of it; a device of a vendor we know that
   * nobody has met yet is added. Null where it is none.
   */
  upsertFromPassive(jobId: string, address: string, sightings: readonly Sighting[]): Device | null
  /** Takes what a device called itself when it fetched its configuration from this laptop; nothing where nobody knows whose it is. */
  applyUserAgent(jobId: string, fetch: { address: string; mac: string | null; userAgent: string }): void
  /** Adds a device that only a switch has seen so far: its MAC and its address are the switch's word. */
  upsertFromSwitch(
    jobId: string,
    heard: { mac: string; address: string; sightings: readonly Sighting[] },
  ): Device
  /** @throws PunchdownError not-found */
  get(deviceId: string): Device
  sightings(deviceId: string): Sighting[]
  signIn(deviceId: string, user: string, password: Secret): Promise<Description>
  signOut(deviceId: string): void
  read(deviceId: string): Promise<DeviceReading>
  /** The handsets a base lists now. @throws PunchdownError capability-missing */
  handsets(deviceId: string): Promise<Handset[]>
  log(deviceId: string): Promise<string[]>
  /** Reads the device and stores the edits; writes nothing. @throws PunchdownError capability-missing */
  plan(deviceId: string, target: PlanRequest): Promise<Plan>
  /** @throws PunchdownError capability-missing */
  act(deviceId: string, action: DeviceAction): Promise<void>
}

export interface DevicesParts {
  readonly store: Store
  readonly clock: Clock
  readonly changes: JobChanges
  readonly jobs: Jobs
  readonly sessions: Sessions
  readonly catalogue: Catalogue
  /** Region of the job's site, where that is known: some rows approve another build in each. */
  readonly regionOf: (jobId: string) => Region | null
  readonly drivers: readonly Driver[]
  /** Entry URL of the gateway core. @throws PunchdownError gateway-off */
  readonly rehearsalUrl: () => string
  readonly onHandsets: (device: StoredDevice, handsets: readonly Handset[]) => void
}

/** What a session adds to a device that was found. */
export function presentDevice(sessions: Sessions): (stored: StoredDevice) => Device {
  return (stored) => ({
    ...stored,
    capabilities: sessions.capabilitiesOf(stored),
    signedIn: sessions.isSignedIn(stored.id),
  })
}

export function createDevices(parts: DevicesParts): Devices {
  const { store, clock, changes, jobs, sessions, catalogue } = parts
  const present = presentDevice(sessions)

  const verdictOf = (jobId: string, identity: Device['identity']) =>
    verdictFor(identity, catalogue, parts.regionOf(jobId))

  const keep = (device: StoredDevice): Device => {
    store.devices.save(device)
    changes.device(device.jobId, device.id)
    return present(device)
  }

  /** Takes what the device says of itself into its identity; the device's own word is the strongest evidence. */
  const described = (deviceId: string, description: Description): void => {
    const device = sessions.stored(deviceId)
    const identity = identityWithDescription(device.identity, description, {
      driver: sessions.driverOf(deviceId).id,
      provenance: sessions.driverOf(deviceId).provenance,
      port: device.ports.http,
      at: clock.now(),
    })
    keep({ ...device, identity, verdict: verdictOf(device.jobId, identity), lastSeen: clock.now() })
  }

  const handsetsRead = (deviceId: string, handsets: readonly Handset[]): void =>
    parts.onHandsets(sessions.stored(deviceId), handsets)

  /** A device that was known by its place alone until now, where nothing says that it is another. */
  const heldByPlace = (
    jobId: string,
    { key, address, ports, identity }: ScannedDevice,
  ): StoredDevice | null => {
    const held = key.startsWith('at:') ? null : store.devices.byKey(jobId, `at:${address}:${ports.http}`)
    const vendors = new Set([held?.identity.vendor, identity.vendor].filter((vendor) => vendor !== null))
    return held !== null && vendors.size < 2 ? held : null
  }

  const upsertFromScan = (jobId: string, found: ScannedDevice): Device => {
    const now = clock.now()
    return store.transaction(() => {
      const known = store.devices.byKey(jobId, found.key) ?? heldByPlace(jobId, found)
      // what switches said of it, and what it said by itself, is not the scan's to forget
      const told =
        known === null
          ? []
          : store.devices.sightings(known.id).filter((each) => toldBy(each) !== null || cameByItself(each))
      const sightings = withHeard(
        [...found.sightings, ...told.filter((each) => !cameByItself(each))],
        told.filter((each) => cameByItself(each) && stillTrue(each, found.identity)),
      )
      const identity = told.length === 0 ? found.identity : identify(sightings)
      const driver = parts.drivers.find((each) => each.recognise(identity, sightings))
      const device: StoredDevice = {
        key: found.key,
        address: found.address,
        ports: found.ports,
        identity,
        verdict: verdictOf(jobId, identity),
        id: known?.id ?? randomUUID(),
        jobId,
        driver: driver?.id ?? null,
        firstSeen: known?.firstSeen ?? now,
        lastSeen: now,
        silentSince: null,
      }
      store.devices.save(device)
      store.devices.saveSightings(device.id, sightings)
      changes.device(jobId, device.id)
      if (known === null) {
        jobs.note({
          jobId,
          what: 'device.found',
          deviceId: device.id,
          endpointId: null,
          facts: { address: device.address, vendor: device.identity.vendor, model: device.identity.model },
        })
      }
      return present(device)
    })
  }

  /** Adds what was heard of a device to what is known of it. */
  const take = (known: StoredDevice, address: string, sightings: readonly Sighting[]): Device => {
    const before = store.devices.sightings(known.id)
    const after = withHeard(before, sightings)
    if (after === before && known.address === address) return present(known)
    const identity = redescribed(identify(after), known.identity)
    const driver = parts.drivers.find((each) => each.recognise(identity, after))?.id ?? known.driver
    return store.transaction(() => {
      store.devices.saveSightings(known.id, after)
      return keep({
        ...{ ...known, address, identity, driver, lastSeen: clock.now(), silentSince: null },
        verdict: verdictOf(known.jobId, identity),
      })
    })
  }

  return {
    get: (deviceId) => present(sessions.stored(deviceId)),
    sightings: (deviceId) => store.devices.sightings(sessions.stored(deviceId).id),
    signOut: (deviceId) => sessions.signOut(deviceId),

    upsertFromScan,

    applySwitchEvidence(deviceId, switchKey, told) {
      const device = sessions.stored(deviceId)
      const before = store.devices.sightings(deviceId)
      const others = before.filter((sighting) => toldBy(sighting) !== switchKey)
      if (others.length === before.length && told.length === 0) return
      const sightings = [...others, ...told]
      const identity = redescribed(identify(sightings), device.identity)
      store.devices.saveSightings(deviceId, sightings)
      keep({ ...device, identity, verdict: verdictOf(device.jobId, identity) })
    },

    upsertFromPassive(jobId, address, sightings) {
      const alone = identify(sightings)
      const here = store.devices.atAddress(jobId, address)
      const byMac = alone.mac === null ? null : store.devices.byKey(jobId, `mac:${alone.mac}`)
      const who = byMac ?? whoseWord(here, alone.mac)
      if (who === 'nobody-can-tell') return null
      if (who !== 'somebody-new') return take(who, address, sightings)
      // nobody but a phone asks a link for its configuration
      const isOurs = alone.vendor !== null || sightings.some(({ protocol }) => protocol.startsWith('pnp.'))
      if (!isOurs) return null
      const ports = portsSchema.parse({})
      const key = alone.mac === null ? `at:${address}:${ports.http}` : `mac:${alone.mac}`
      const verdict = verdictOf(jobId, alone)
      return upsertFromScan(jobId, { key, address, ports, sightings, identity: alone, verdict })
    },
    applyUserAgent(jobId, { address, mac, userAgent }) {
      const byMac = mac === null ? null : store.devices.byKey(jobId, `mac:${mac}`)
      const who = byMac ?? whoseWord(store.devices.atAddress(jobId, address), null)
      if (typeof who === 'string') return
      const sighting = { address, port: null, protocol: 'http.user_agent', raw: userAgent, at: clock.now() }
      take(who, who.address, [sighting])
    },

    upsertFromSwitch(jobId, { mac, address, sightings }) {
      const identity = { ...identify(sightings), mac }
      const verdict = verdictOf(jobId, identity)
      return upsertFromScan(jobId, {
        key: `mac:${mac}`,
        address,
        ports: portsSchema.parse({}),
        identity,
        verdict,
        sightings,
      })
    },

    async signIn(deviceId, user, password) {
      const description = await sessions.signIn(deviceId, { user, password }, (session) => session.describe())
      described(deviceId, description)
      jobs.note({
        jobId: sessions.stored(deviceId).jobId,
        what: 'device.signed-in',
        deviceId,
        endpointId: null,
        facts: { user },
      })
      return description
    },

    async read(deviceId) {
      const reading = await sessions.use(deviceId, async (session) => ({
        description: await session.describe(),
        settings: await session.read(),
        handsets: (await session.handsets?.list()) ?? null,
        ports: (await session.ports?.list()) ?? null,
      }))
      described(deviceId, reading.description)
      if (reading.handsets !== null) handsetsRead(deviceId, reading.handsets)
      return reading
    },

    async handsets(deviceId) {
      const handsets = await sessions.use(deviceId, ({ handsets: capability }) =>
        had(capability, 'handsets').list(),
      )
      handsetsRead(deviceId, handsets)
      return handsets
    },

    log: (deviceId) => sessions.use(deviceId, ({ log }) => had(log, 'log').read()),

    async plan(deviceId, target) {
      const wanted: PlanTarget =
        target.kind === 'firmware'
          ? target
          : { kind: 'provisioning', url: urlFor(sessions.driverOf(deviceId), target, parts.rehearsalUrl) }
      const planned = await sessions.use(deviceId, ({ provisioning, firmware }) =>
        wanted.kind === 'firmware'
          ? had(firmware, 'firmware').plan(wanted.version)
          : had(provisioning, 'provisioning').plan(wanted.url),
      )
      const plan: Plan = { id: randomUUID(), deviceId, target: wanted, ...planned, madeAt: clock.now() }
      store.pushes.savePlan(plan)
      return plan
    },

    async act(deviceId, action) {
      await sessions.use(deviceId, ({ actions }) => had(actions?.[action], action)())
      jobs.note({
        jobId: sessions.stored(deviceId).jobId,
        what: `device.${action}`,
        deviceId,
        endpointId: null,
        facts: {},
      })
    },
  }
}

/** The URL to write: the service's by region, a typed one, or the gateway core's entry with the vendor's suffix. */
function urlFor(driver: Driver, target: ProvisioningTarget, rehearsalUrl: () => string): string {
  const suffix = driver.provisioningSuffix.template
  switch (target.kind) {
    case 'service':
      return serviceUrl(target, suffix)
    case 'rehearsal':
      return `${rehearsalUrl()}${suffix}`
    case 'url':
      return checkProvisioningUrl(target.url)
  }
}
