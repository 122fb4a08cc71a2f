/** What every driver must do against its practice device. A driver's test names the device; the promises are here. */
import { describe, expect, it } from 'vitest'
import type { Driver, Session } from '#electron/drivers/driver.ts'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import { requireCapability } from '#electron/services/devices/index.ts'
import type { ProblemCode } from '#shared/errors.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import type { DeviceKind, Identity } from '#shared/model/identity.ts'
import { parseMac } from '#shared/model/mac.ts'
import {
  type Description,
  type DeviceCapability,
  deviceCapabilitySchema,
  type Edit,
  type EditResult,
} from '#shared/model/settings.ts'
import { countingRelay } from '#test/cli/counting-relay.ts'
import { converse, kitOn, type Peer } from './conversation.ts'

/** Faults that the suite does not raise yet. */
type NotRaised =
  | 'silent'
  | 'lock-out'
  | 'password-change'
  | 'interface-off'
  | 'unknown-page'
  | 'other-charset'
  | 'drop-before-write'
  | 'drop-during-write'
  | 'drop-after-write'
  | 'forget-write'
  | 'new-address'
  | 'new-certificate'

export interface PeerKind {
  readonly driver: Driver
  start(options: { pace: number }): Promise<Peer>
  readonly model: string
  readonly kind: DeviceKind
  readonly firmware: string
  /** IPEIs of its handsets, in the order of their slots; none for a device without handsets. */
  readonly handsets: readonly string[]
  /** A provisioning URL that the device takes and that leads nowhere. */
  readonly url: string
  /** A firmware that the device finds when it is told to. */
  readonly update: string
  /** How often the device has started, in its own words; absent for a device that does not count. */
  readonly starts?: (description: Description) => number
  /** Whether a request writes; any method but GET when absent. */
  readonly isWrite?: (request: WebRequest) => boolean
  /** A restart loses a write that has not taken effect. */
  readonly losesWriteAtRestart?: boolean
}

const told = (results: readonly EditResult[]) => results.map(({ result }) => result)
const all = (results: readonly EditResult[], outcome: EditResult['result']) =>
  results.length > 0 && results.every(({ result }) => result === outcome)

/** The outcome of a write that worked: a setting that already had its value is unchanged. */
const ofWritten = ({ before, after }: Edit) => (before === after ? 'unchanged' : 'set')

/** What a caller may be told when a write went wrong on the way: what is so, or that reading back will tell. */
function expectNothingHalfTold(applied: { results: EditResult[]; restarts: boolean }): void {
  const isKept = applied.results.every((each) => each.result === ofWritten(each))
  const certain = isKept && !applied.restarts
  const open = all(applied.results, 'unknown') && applied.restarts
  expect({ told: told(applied.results), restarts: applied.restarts, fair: certain || open }).toMatchObject({
    fair: true,
  })
}

function capabilitiesIn(session: Session): DeviceCapability[] {
  const named: Readonly<Record<string, unknown>> = { ...session, ...session.actions }
  return deviceCapabilitySchema.options.filter((name) => named[name] !== undefined)
}

const identityOf = ({ driver, model, firmware, kind }: PeerKind): Identity => ({
  ...{ vendor: driver.vendor, model, firmware, kind, mac: null, serial: null },
  ...{ level: 'exact', evidence: [], contradictions: [] },
})

export function describeDriver(name: string, kind: PeerKind): void {
  const { driver, url } = kind
  const start = (pace = 0) => kind.start({ pace })
  const { isWrite = ({ method }: WebRequest) => method !== 'GET' } = kind
  const capabilities = driver.capabilitiesOf(identityOf(kind))
  /** A test of a capability that the device has; without it the test is left out and counted as skipped. */
  const itCan = (capability: DeviceCapability) => it.runIf(capabilities.includes(capability))

  describe(`${name} keeps a driver's promises`, () => {
    it('describes the device, absent facts null', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const description = await talk.session.describe()
      expect(description).toMatchObject({
        vendor: driver.vendor,
        model: kind.model,
        firmware: kind.firmware,
      })
      if (description.mac !== null) expect(parseMac(description.mac)).toBe(description.mac)
      expect(Object.values(description)).not.toContain('')
    })

    it('reads every setting with a stable id and shows no password', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const settings = await talk.session.read()
      expect(settings.length).toBeGreaterThan(0)
      expect(new Set(settings.map(({ id }) => id)).size).toBe(settings.length)
      const secrets = settings.filter(({ label }) => /password/i.test(label))
      expect(secrets.map(({ value }) => value)).toEqual(secrets.map(() => null))
      expect(await talk.session.read()).toEqual(settings)
    })

    it('has the capabilities it was announced with, and no other', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      expect(capabilitiesIn(talk.session).sort()).toEqual([...capabilities].sort())
    })

    itCan('handsets')('lists the handsets by slot', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { handsets } = await requireCapability(talk.session.handsets, 'handsets').list()
      expect(handsets.map(({ ipei }) => ipei)).toEqual(kind.handsets)
      expect(handsets.map(({ slot }) => slot)).toEqual(kind.handsets.map((_, index) => index + 1))
    })

    it('plans without writing', async () => {
      await using peer = await start()
      const requests: WebRequest[] = []
      await using talk = await converse(driver, peer, { before: (request) => requests.push(request) })
      const before = await talk.session.read()
      const provisioning = await talk.provisioning.plan(url)
      expect(provisioning.edits.filter(({ after }) => after === url)).toHaveLength(1)
      if (capabilities.includes('firmware')) {
        const firmware = await talk.firmware.plan(kind.update)
        expect(firmware.edits.length).toBeGreaterThan(0)
        expect(firmware.after).toBe('restarts')
      }
      expect(requests.filter(isWrite)).toEqual([])
      expect(await talk.session.read()).toEqual(before)
    })

    it('applies a plan, reads it back, and finds it unchanged the second time', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { edits } = await talk.provisioning.plan(url)
      expect(told(await talk.provisioning.readBack(edits))).not.toEqual(edits.map(() => 'set'))
      const first = await talk.provisioning.apply(edits)
      expect(told(first.results)).toEqual(edits.map(ofWritten))
      expect(told(await talk.provisioning.readBack(edits))).toEqual(edits.map(() => 'set'))
      const again = await talk.provisioning.plan(url)
      expect(again.edits.map(({ before }) => before)).toEqual(edits.map(({ after }) => after))

      const written: WebRequest[] = []
      await using later = await converse(driver, peer, {
        before: (request) => written.push(request),
      })
      const second = await later.provisioning.apply(edits)
      expect(told(second.results)).toEqual(edits.map(() => 'unchanged'))
      expect(written.filter(isWrite)).toEqual([])
    })

    it('says refused when the device kept something else', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { edits } = await talk.provisioning.plan(url)
      await talk.provisioning.apply(edits)
      const elsewhere = edits.map((edit) => (edit.after === url ? { ...edit, after: `${url}.other` } : edit))
      const results = await talk.provisioning.readBack(elsewhere)
      expect(results.find(({ after }) => after === `${url}.other`)).toMatchObject({
        result: 'refused',
        found: url,
      })
    })

    itCan('firmware')('updates the firmware by its own settings', async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { edits } = await talk.firmware.plan(kind.update)
      expectNothingHalfTold(await talk.firmware.apply(edits))
      await expect
        .poll(() => talk.session.describe().then(({ firmware }) => firmware, String), { timeout: 10_000 })
        .toBe(kind.update)
    })

    const { starts } = kind
    it.runIf(capabilities.includes('restart') && starts !== undefined)('restarts the device', async () => {
      if (starts === undefined) return
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const before = starts(await talk.session.describe())
      await requireCapability(talk.session.actions?.restart, 'restart')()
      await expect
        .poll(() => talk.session.describe().then(starts, () => before), { timeout: 10_000 })
        .toBe(before + 1)
    })

    itCan('log')("reads the device's own log, oldest line first", async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const before = await requireCapability(talk.session.log, 'log').read()
      expect(before.length).toBeGreaterThan(0)
      const { edits } = await talk.provisioning.plan(url)
      await talk.provisioning.apply(edits)
      const after = await requireCapability(talk.session.log, 'log').read()
      expect(after.slice(0, before.length)).toEqual(before)
      expect(after.length).toBeGreaterThan(before.length)
    })

    it('tries a refused password once', async () => {
      await using peer = await start()
      await using relay = await countingRelay(peer.httpPort)
      const { kit } = kitOn(peer, relay, { password: 'not this one' })
      await expect(driver.connect(kit)).rejects.toMatchObject({ code: 'sign-in-refused' })
      expect(relay.signIns()).toBe(1)
    })

    it('ends at once when it is cancelled', async () => {
      await using peer = await start(1)
      const cancelling = new AbortController()
      await using talk = await converse(driver, peer, { signal: cancelling.signal })
      peer.misbehave('slow', true)
      const reading = talk.session.read()
      cancelling.abort()
      await expect(reading).rejects.toMatchObject({ code: 'cancelled' satisfies ProblemCode })
    })
  })

  const faults: Readonly<Record<Exclude<PracticeFault, NotRaised>, () => Promise<void>>> = {
    slow: async () => {
      await using peer = await start(0.1)
      await using talk = await converse(driver, peer, {
        limits: { connectMs: 100, answerMs: 50, attempts: 2 },
      })
      await using patient = await converse(driver, peer)
      const { edits } = await talk.provisioning.plan(url)
      peer.misbehave('slow', true)
      await expect(talk.provisioning.apply(edits)).rejects.toMatchObject({ code: 'timed-out' })
      peer.misbehave('slow', false)
      expect(told(await patient.provisioning.readBack(edits))).toContain('refused')
      peer.misbehave('slow', true)
      expect(told((await patient.provisioning.apply(edits)).results)).toEqual(edits.map(ofWritten))
    },
    'wrong-password': async () => {
      await using peer = await start()
      peer.misbehave('wrong-password', true)
      await using relay = await countingRelay(peer.httpPort)
      const { kit } = kitOn(peer, relay, {})
      await expect(driver.connect(kit)).rejects.toMatchObject({ code: 'sign-in-refused' })
      expect(relay.signIns()).toBe(1)
    },
    'drop-one-reply': async () => {
      await using peer = await start()
      let dropping = true
      await using talk = await converse(driver, peer, {
        before: (request) => {
          if (dropping && isWrite(request)) peer.misbehave('drop-one-reply', true)
          dropping &&= !isWrite(request)
        },
      })
      const { edits } = await talk.provisioning.plan(url)
      expectNothingHalfTold(await talk.provisioning.apply(edits))
      expect(told(await talk.provisioning.readBack(edits))).toEqual(edits.map(() => 'set'))
    },
    'reboot-in-the-middle': async () => {
      await using peer = await start(0.01)
      let once = true
      await using talk = await converse(driver, peer, {
        before: (request) => {
          if (once && isWrite(request)) peer.misbehave('reboot-in-the-middle', true)
          once &&= !isWrite(request)
        },
      })
      const { edits } = await talk.provisioning.plan(url)
      expectNothingHalfTold(await talk.provisioning.apply(edits))
      const readBack = () => talk.provisioning.readBack(edits).then(told, () => [])
      if (kind.losesWriteAtRestart === true) {
        await expect.poll(readBack, { timeout: 10_000 }).toContain('refused')
        expectNothingHalfTold(await talk.provisioning.apply(edits))
      }
      await expect.poll(readBack, { timeout: 10_000 }).toEqual(edits.map(() => 'set'))
    },
    'garbage-page': async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { session, provisioning } = talk
      const { edits } = await provisioning.plan(url)
      peer.misbehave('garbage-page', true)
      for (const asked of [
        () => session.describe(),
        () => session.read(),
        () => provisioning.plan(url),
        () => provisioning.apply(edits),
        () => provisioning.readBack(edits),
        ...(session.handsets === undefined ? [] : [session.handsets.list]),
        ...(session.firmware === undefined ? [] : [() => talk.firmware.plan(kind.update)]),
      ]) {
        await expect(asked()).rejects.toMatchObject({ code: 'unexpected-page' })
      }
      peer.misbehave('garbage-page', false)
      expect(told(await provisioning.readBack(edits))).toContain('refused')

      // the form is taken, the page that would prove it is garbage
      let once = true
      await using blind = await converse(driver, peer, {
        before: (request) => {
          if (once && isWrite(request)) {
            peer.misbehave('garbage-page', true)
            once = false
          }
        },
      })
      expectNothingHalfTold(await blind.provisioning.apply(edits))
      peer.misbehave('garbage-page', false)
      expect(told(await provisioning.readBack(edits))).toEqual(edits.map(() => 'set'))
    },
  }

  describe(`${name} meets a device that misbehaves`, () => {
    it.each(Object.entries(faults))('%s', async (_fault, meet) => {
      await meet()
    })
  })
}
