/** A driver's session while its device is slow, restarts or garbles: the first five faults. */
import { expect } from 'vitest'
import type { WebRequest } from '#electron/drivers/kit/kit.ts'
import type { PracticeFault } from '#shared/model/host.ts'
import { countingRelay } from '#test/cli/counting-relay.ts'
import { expectNothingHalfTold, isWriteOf, ofWritten, type PeerKind, told } from './conformance-kind.ts'
import { converse, kitOn } from './conversation.ts'

type Fault = Extract<
  PracticeFault,
  'slow' | 'wrong-password' | 'drop-one-reply' | 'reboot-in-the-middle' | 'garbage-page'
>

export function passingFaults(kind: PeerKind): Readonly<Record<Fault, () => Promise<void>>> {
  const { driver, url } = kind
  const start = (pace = 0) => kind.start({ pace })
  const isWrite: (request: WebRequest) => boolean = isWriteOf(kind)
  return {
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
}
