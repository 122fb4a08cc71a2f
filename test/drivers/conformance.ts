/** What every driver must do against its practice device. A driver's test names the device; the promises are here. */
import { describe, expect, it } from 'vitest'
import type { Session } from '#electron/drivers/driver.ts'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import { identify } from '#electron/identify/identify.ts'
import { httpProbe } from '#electron/probes/http.ts'
import { sipProbe } from '#electron/probes/sip/probe.ts'
import { requireCapability } from '#electron/services/devices/index.ts'
import recorded from '#resources/vendors/driver-proofs.json' with { type: 'json' }
import type { ProblemCode } from '#shared/errors.ts'
import { type DriverProof, driverProofsSchema, gradeOf } from '#shared/model/driver-grade.ts'
import { type PracticeFault, practiceFaultSchema } from '#shared/model/host.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { parseMac } from '#shared/model/mac.ts'
import { type DeviceCapability, deviceCapabilitySchema } from '#shared/model/settings.ts'
import { countingRelay } from '#test/cli/counting-relay.ts'
import { passingFaults } from './conformance-faults.ts'
import { expectNothingHalfTold, isWriteOf, ofWritten, type PeerKind, told } from './conformance-kind.ts'
import { lastingFaults } from './conformance-lasting-faults.ts'
import { readingFaults } from './conformance-reading-faults.ts'
import { converse, kitOn, type Peer } from './conversation.ts'
import { web } from './servers.ts'

export type { PeerKind } from './conformance-kind.ts'

function capabilitiesIn(session: Session): DeviceCapability[] {
  const named: Readonly<Record<string, unknown>> = { ...session, ...session.actions }
  return deviceCapabilitySchema.options.filter((name) => named[name] !== undefined)
}

const identityOf = ({ driver, model, firmware, kind }: PeerKind): Identity => ({
  ...{ vendor: driver.vendor, model, firmware, kind, mac: null, serial: null },
  ...{ level: 'exact', evidence: [], contradictions: [] },
})

/** Sightings of the web page and the SIP answer. */
async function sightingsOf({ ports }: Peer): Promise<Sighting[]> {
  const { signal } = new AbortController()
  const context = { address: '127.0.0.1', ports, timeoutMs: 5_000, signal, now: () => 1 }
  return [...(await httpProbe.look(context)), ...(await sipProbe.look(context))]
}

export function describeDriver(name: string, kind: PeerKind): void {
  const { driver, url } = kind
  const start = (pace = 0) => kind.start({ pace })
  const isWrite = isWriteOf(kind)
  const capabilities = driver.capabilitiesOf(identityOf(kind))
  const writes = capabilities.includes('provisioning')
  /** A test of a capability that the device has; without it the test is left out and counted as skipped. */
  const itCan = (capability: DeviceCapability) => it.runIf(capabilities.includes(capability))

  const proven = new Set<DriverProof>()
  const proves = (...proofs: DriverProof[]): void => {
    for (const proof of proofs) proven.add(proof)
  }

  describe(`${name} keeps a driver's promises`, () => {
    it('recognises the device by what a scan sees of it', async () => {
      await using peer = await start()
      const seen = await sightingsOf(peer)
      const identity = identify(seen)
      expect(identity).toMatchObject({ vendor: driver.vendor, model: kind.model })
      expect(driver.recognise(identity, seen)).toBe(true)
      expect(driver.recognise({ ...identity, model: null }, [])).toBe(false)
      expect(driver.recognise({ ...identity, vendor: 'Another' }, [])).toBe(false)
      proves('identify')
    })

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
      proves('describe')
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
      proves('read')
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

    itCan('provisioning')('plans without writing', async () => {
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
      proves('plan')
    })

    itCan('provisioning')(
      'applies a plan, reads it back, and finds it unchanged the second time',
      async () => {
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
        proves('apply')
      },
    )

    itCan('provisioning')('says refused when the device kept something else', async () => {
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
      proves('read-back')
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

    it.runIf(writes && capabilities.includes('restart'))('fetches from the URL after a restart', async () => {
      const fetched: string[] = []
      await using server = await web((request, response) => {
        fetched.push(request.url ?? '')
        response.writeHead(404).end()
      })
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const here = url.replace('http://192.0.2.1', `http://127.0.0.1:${server.port}`)
      const { edits } = await talk.provisioning.plan(here)
      await talk.provisioning.apply(edits)
      await requireCapability(talk.session.actions?.restart, 'restart')()
      await expect.poll(() => fetched.length, { timeout: 10_000 }).toBeGreaterThan(0)
      proves('restart')
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

  const faults: Readonly<Partial<Record<PracticeFault, () => Promise<void>>>> = writes
    ? { ...passingFaults(kind), ...lastingFaults(kind) }
    : readingFaults(kind)
  const notApplicable: readonly PracticeFault[] = kind.secure === true ? [] : ['new-certificate']
  describe(`${name} meets a device that misbehaves`, () => {
    const met = practiceFaultSchema.options.filter((fault) => !notApplicable.includes(fault))
    it.for(met)('%s', async (fault, { skip }) => {
      const meet = faults[fault]
      if (meet === undefined) return skip('the driver does not write')
      await meet()
      proves(fault)
    })
  })

  // after the other tests, whose results it reads
  describe(`${name} has a grade`, () => {
    it('from the proofs that resources/vendors/driver-proofs.json records', () => {
      console.log(`${name}: ${gradeOf(proven, notApplicable) ?? 'no grade'}`)
      const known = driverProofsSchema.parse(recorded).find(({ device }) => device === name)
      expect({ driver: driver.id, device: name, proofs: [...proven].sort(), notApplicable }).toEqual(known)
    })
  })
}
