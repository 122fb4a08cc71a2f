/** A session of a driver that does not write, while its device misbehaves. Faults of a write have no test here. */
import { expect } from 'vitest'
import { toProblem } from '#shared/errors.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import { passingFaults } from './conformance-faults.ts'
import type { PeerKind } from './conformance-kind.ts'
import { lastingFaults } from './conformance-lasting-faults.ts'
import { converse } from './conversation.ts'

const codeOf = (promise: Promise<unknown>): Promise<string | null> =>
  promise.then(
    () => null,
    (error: unknown) => toProblem(error).code,
  )

export function readingFaults(kind: PeerKind): Readonly<Partial<Record<PracticeFault, () => Promise<void>>>> {
  const { driver } = kind
  /** Reads while the fault is on, then without it. */
  const readDuring =
    (fault: PracticeFault, codes: readonly (string | null)[], limits: object = {}) =>
    async () => {
      await using peer = await kind.start({ pace: 0 })
      await using talk = await converse(driver, peer, { limits })
      const settings = await talk.session.read()
      peer.misbehave(fault, true)
      for (const asked of [() => talk.session.describe(), () => talk.session.read()]) {
        await expect.poll(() => codeOf(asked()), { timeout: 10_000 }).toBeOneOf([...codes])
      }
      peer.misbehave(fault, false)
      await expect.poll(() => talk.session.read().catch(() => null), { timeout: 10_000 }).toEqual(settings)
    }
  /** Signs in while the fault is on, and reads. */
  const signInDuring = (fault: PracticeFault, code: string | null) => async () => {
    await using peer = await kind.start({ pace: 0 })
    peer.misbehave(fault, true)
    expect(await codeOf(converse(driver, peer).then((talk) => talk[Symbol.asyncDispose]()))).toBe(code)
    peer.misbehave(fault, false)
    await using talk = await converse(driver, peer)
    peer.misbehave(fault, true)
    expect(await codeOf(talk.session.read())).toBe(code)
  }
  return {
    'wrong-password': passingFaults(kind)['wrong-password'],
    'lock-out': lastingFaults(kind)['lock-out'],
    slow: async () => {
      await using peer = await kind.start({ pace: 0.1 })
      await using talk = await converse(driver, peer, {
        limits: { connectMs: 100, answerMs: 50, attempts: 2 },
      })
      await using patient = await converse(driver, peer)
      peer.misbehave('slow', true)
      expect(await codeOf(talk.session.read())).toBe('timed-out')
      expect(await codeOf(patient.session.read())).toBeNull()
    },
    'drop-one-reply': readDuring('drop-one-reply', [null]),
    'garbage-page': readDuring('garbage-page', ['unexpected-page']),
    'unknown-page': readDuring('unknown-page', ['unexpected-page']),
    'other-charset': readDuring('other-charset', [null]),
    silent: readDuring('silent', ['timed-out'], { answerMs: 100, attempts: 1 }),
    'password-change': signInDuring('password-change', kind.passwordChange),
    'interface-off': signInDuring('interface-off', kind.interfaceOff),
    'new-address': readDuring('new-address', ['unreachable', 'connection-lost']),
  }
}
