/** A driver's session while its device refuses, loses writes, moves or changes its certificate. */
import { expect } from 'vitest'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import { toProblem } from '#shared/errors.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import type { Edit } from '#shared/model/settings.ts'
import { countingRelay } from '#test/cli/counting-relay.ts'
import type { passingFaults } from './conformance-faults.ts'
import { expectNothingHalfTold, isWriteOf, ofWritten, type PeerKind, told } from './conformance-kind.ts'
import { type Conversation, converse, kitOn, type Peer } from './conversation.ts'
import { memoryTrust } from './servers.ts'

type Fault = Exclude<PracticeFault, keyof ReturnType<typeof passingFaults>>

/** Code of the problem that a promise ends with; null when it resolves. A bug is not a named end. */
async function endOf(promise: Promise<unknown>): Promise<string | null> {
  const code = await promise.then(
    () => null,
    (error: unknown) => toProblem(error).code,
  )
  expect(code).not.toBe('bug')
  return code
}

/** Requests that write, as they left the kit; a challenge answered with 401 is not counted. */
const writesOn = ({ log }: Conversation, isWrite: (request: WebRequest) => boolean) =>
  log.lines().filter(({ path, fields }) => {
    const { method, path: at, status } = fields
    if (path !== 'kit.exchange' && path !== 'kit.exchange-failed') return false
    if (typeof at !== 'string' || status === 401) return false
    const known = (['GET', 'POST', 'PUT', 'DELETE'] as const).find((each) => each === method)
    return known !== undefined && isWrite({ method: known, path: at })
  }).length

export function lastingFaults(kind: PeerKind): Readonly<Record<Fault, () => Promise<void>>> {
  const { driver, url } = kind
  const isWrite: (request: WebRequest) => boolean = isWriteOf(kind)
  const start = () => kind.start({ pace: 0 })
  const expectNotWritten = async ({ provisioning }: Conversation, edits: readonly Edit[]) =>
    expect(told(await provisioning.readBack(edits))).toContain('refused')

  async function signInTo(peer: Peer, limits: object = {}, password?: string) {
    await using relay = await countingRelay(peer.httpPort)
    const { kit } = kitOn(peer, relay, { limits, ...(password === undefined ? {} : { password }) })
    const code = await endOf(driver.connect(kit))
    await kit[Symbol.asyncDispose]()
    return { code, signIns: relay.signIns() }
  }

  /** Applies while a fault is on: it is refused with a code of `ends`, or done. Afterwards the device holds what was told. */
  async function applyDuring(fault: PracticeFault, ends: readonly (string | null)[]) {
    await using peer = await start()
    await using talk = await converse(driver, peer)
    const { edits } = await talk.provisioning.plan(url)
    peer.misbehave(fault, true)
    const code = await endOf(talk.provisioning.apply(edits))
    expect(ends).toContain(code)
    peer.misbehave(fault, false)
    if (code === null) expect(told(await talk.provisioning.readBack(edits))).toEqual(edits.map(() => 'set'))
    else await expectNotWritten(talk, edits)
  }

  /** The first write meets the fault, and is sent once unless the device takes it again without harm. */
  async function writeMeets(fault: PracticeFault, isKept: boolean, limits: object = {}) {
    await using peer = await start()
    let state: 'before' | 'during' | 'after' = 'before'
    await using talk = await converse(driver, peer, {
      limits,
      before: (request) => {
        // a fault that lasts ends with the request after the write
        if (state === 'during') {
          peer.misbehave(fault, false)
          state = 'after'
        }
        if (state !== 'before' || !isWrite(request)) return
        peer.misbehave(fault, true)
        state = 'during'
      },
    })
    const { edits } = await talk.provisioning.plan(url)
    const applied = await talk.provisioning.apply(edits)
    peer.misbehave(fault, false)
    const sent = writesOn(talk, isWrite)
    expect(sent).toBeGreaterThan(0)
    if (kind.mayRepeatWrite !== true) expect(sent).toBe(1)
    const held = told(await talk.provisioning.readBack(edits))
    const isHeld = held.every((each) => each === 'set')
    if (isKept) expect(isHeld).toBe(true)
    return { ...applied, isHeld }
  }

  async function lostWrite(fault: PracticeFault, isKept: boolean, limits: object = {}): Promise<void> {
    const { results, restarts, isHeld } = await writeMeets(fault, isKept, limits)
    const isRefused = results.some(({ result }) => result === 'refused') && !restarts
    // refused is a clear answer when the device has in fact kept its values
    if (isRefused) expect(isHeld).toBe(false)
    else expectNothingHalfTold({ results, restarts })
    if (results.every((each) => each.result === ofWritten(each))) expect(isHeld).toBe(true)
  }

  return {
    silent: async () => {
      await using peer = await start()
      peer.misbehave('silent', true)
      expect(await signInTo(peer, { answerMs: 100, attempts: 1 })).toEqual({ code: 'timed-out', signIns: 0 })
      await lostWrite('silent', false, { answerMs: 1_500, attempts: 2 })
    },
    'lock-out': async () => {
      await using peer = await start()
      peer.misbehave('lock-out', true)
      for (const password of ['wrong 1', 'wrong 2', 'wrong 3']) {
        expect(await signInTo(peer, {}, password)).toEqual({ code: 'sign-in-refused', signIns: 1 })
      }
      const { code, signIns } = await signInTo(peer)
      expect(['sign-in-refused', 'sign-in-blocked']).toContain(code)
      expect(signIns).toBeLessThanOrEqual(1)
      peer.misbehave('lock-out', false)
      expect((await signInTo(peer)).code).toBeNull()
    },
    'password-change': async () => {
      await using peer = await start()
      peer.misbehave('password-change', true)
      expect((await signInTo(peer)).code).toBe(kind.passwordChange)
      await applyDuring('password-change', [kind.passwordChange, 'unexpected-page'])
    },
    'interface-off': async () => {
      await using peer = await start()
      peer.misbehave('interface-off', true)
      expect((await signInTo(peer)).code).toBe(kind.interfaceOff)
      await applyDuring('interface-off', [kind.interfaceOff, 'interface-off'])
    },
    'unknown-page': async () => {
      await using peer = await start()
      peer.misbehave('unknown-page', true)
      expect((await signInTo(peer)).code).toBe('unexpected-page')
      await applyDuring('unknown-page', ['unexpected-page'])
      await lostWrite('unknown-page', false)
    },
    'other-charset': async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const [identity, settings] = [await talk.session.describe(), await talk.session.read()]
      peer.misbehave('other-charset', true)
      expect(await talk.session.describe()).toMatchObject({ model: identity.model, mac: identity.mac })
      expect(await talk.session.read()).toEqual(settings)
      const { edits } = await talk.provisioning.plan(url)
      const { results } = await talk.provisioning.apply(edits)
      expect(told(results)).toEqual(edits.map(ofWritten))
    },
    'drop-before-write': () => lostWrite('drop-before-write', false),
    'drop-during-write': () => lostWrite('drop-during-write', false),
    'drop-after-write': () => lostWrite('drop-after-write', true),
    'forget-write': async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { edits } = await talk.provisioning.plan(url)
      peer.misbehave('forget-write', true)
      const { results, restarts } = await talk.provisioning.apply(edits)
      expect({ told: told(results), restarts }).toEqual({
        told: edits.map((edit) => (edit.before === edit.after ? 'unchanged' : 'refused')),
        restarts: false,
      })
      expect(writesOn(talk, isWrite)).toBe(1)
      peer.misbehave('forget-write', false)
      await expectNotWritten(talk, edits)
    },
    'new-address': async () => {
      await using peer = await start()
      await using talk = await converse(driver, peer)
      const { edits } = await talk.provisioning.plan(url)
      peer.misbehave('new-address', true)
      const read = () => endOf(talk.provisioning.readBack(edits))
      await expect.poll(read, { timeout: 10_000 }).not.toBeNull()
      expect(['unreachable', 'connection-lost']).toContain(await endOf(talk.provisioning.apply(edits)))
      peer.misbehave('new-address', false)
      await expect.poll(read, { timeout: 10_000 }).toBeNull()
      await expectNotWritten(talk, edits)
      expect(writesOn(talk, isWrite)).toBe(0)
    },
    'new-certificate': async () => {
      await using peer = await start()
      const trust = memoryTrust()
      await using talk = await converse(driver, peer, { trust, secure: true })
      const { edits } = await talk.provisioning.plan(url)
      peer.misbehave('new-certificate', true)
      const end = endOf(converse(driver, peer, { trust, secure: true, httpsPort: talk.relay.port }))
      expect(await end).toBe('certificate-changed')
      expect(await endOf(talk.provisioning.apply(edits))).toBe('certificate-changed')
      peer.misbehave('new-certificate', false)
      await expectNotWritten(talk, edits)
    },
  }
}
