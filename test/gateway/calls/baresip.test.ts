/** Two and three instances of baresip call each other through the gateway core: answer, hold, hang up, transfer. */
import { afterEach, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { missing } from '#test/support/programs.ts'
import { type Bench, handset, openBench, otherHandset } from '../bench.ts'
import { Baresip, isBaresipHere } from './baresip.ts'
import { signedIn } from './signed-in.ts'

const thirdHandset = parseHardwareId('0003717C0E0C')

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each[Symbol.asyncDispose]()
})
function later<Opened extends AsyncDisposable>(each: Opened): Opened {
  opened.push(each)
  return each
}

async function phone(bench: Bench, account: SipAccount, options: Parameters<typeof Baresip.open>[1] = {}) {
  const before = bench.gateway().status().registrations
  const each = later(await Baresip.open(account, options))
  await expect.poll(() => bench.gateway().status().registrations, { timeout: 20_000 }).toBe(before + 1)
  return each
}

const states = (bench: Bench) =>
  bench
    .gateway()
    .status()
    .calls.map(({ state }) => state)

describe.skipIf(!isBaresipHere)(`baresip${missing('baresip')}`, () => {
  it.each(['udp', 'tcp'] as const)(
    'calls a colleague, holds, resumes, and is hung up on (%s)',
    async (transport) => {
      const bench = later(await openBench())
      const [from, to] = [await signedIn(bench, handset), await signedIn(bench, otherHandset)]
      const caller = await phone(bench, from, { transport })
      const callee = await phone(bench, to, { transport })
      caller.command('dial', to.user)
      await callee.event('CALL_INCOMING')
      expect(states(bench)).toEqual(['ringing'])
      await caller.event('CALL_RINGING')
      callee.command('accept')
      await Promise.all([caller.event('CALL_ESTABLISHED'), callee.event('CALL_ESTABLISHED')])
      expect(states(bench)).toEqual(['connected'])
      // media flows between the phones
      await Promise.all([caller.event('CALL_RTPESTAB'), callee.event('CALL_RTPESTAB')])
      caller.command('hold')
      // the second offer and the second answer
      await Promise.all([callee.event('CALL_REMOTE_SDP', 2), caller.event('CALL_REMOTE_SDP', 2)])
      caller.command('resume')
      await Promise.all([callee.event('CALL_REMOTE_SDP', 3), caller.event('CALL_REMOTE_SDP', 3)])
      callee.command('hangup')
      await caller.event('CALL_CLOSED')
      await expect.poll(() => states(bench), { timeout: 20_000 }).toEqual([])
    },
    60_000,
  )

  it('cancels a call that rings, and is refused as busy', async () => {
    const bench = later(await openBench({ settings: { voicemail: false } }))
    const [from, to] = [await signedIn(bench, handset), await signedIn(bench, otherHandset)]
    const caller = await phone(bench, from)
    const callee = await phone(bench, to)
    caller.command('dial', to.user)
    await callee.event('CALL_INCOMING')
    caller.command('hangup')
    await callee.event('CALL_CLOSED')
    await expect.poll(() => states(bench), { timeout: 20_000 }).toEqual([])
    caller.command('dial', to.user)
    await callee.event('CALL_INCOMING', 2)
    callee.command('hangup')
    await caller.event('CALL_CLOSED', 2)
    expect(caller.events.at(-1)).toMatch(/CALL_CLOSED (486|603)/)
  }, 60_000)

  it('rings all phones of a user; the first answer ends the others', async () => {
    const bench = later(await openBench())
    const [from, to] = [await signedIn(bench, handset), await signedIn(bench, otherHandset)]
    const caller = await phone(bench, from)
    const first = await phone(bench, to)
    const second = later(await Baresip.open(to))
    const isSecond = () =>
      bench
        .gateway()
        .log()
        .some(({ facts }) => facts.contacts === 2)
    await expect.poll(isSecond, { timeout: 20_000 }).toBe(true)
    caller.command('dial', to.user)
    await Promise.all([first.event('CALL_INCOMING'), second.event('CALL_INCOMING')])
    second.command('accept')
    await Promise.all([caller.event('CALL_ESTABLISHED'), first.event('CALL_CLOSED')])
    expect(first.events.filter((each) => each.startsWith('CALL_ESTABLISHED'))).toEqual([])
    caller.command('hangup')
    await second.event('CALL_CLOSED')
    await expect.poll(() => states(bench), { timeout: 20_000 }).toEqual([])
  }, 60_000)

  it('RFC 3261 §15: hangs up on all phones when the gateway stops', async () => {
    const bench = later(await openBench())
    const [from, to] = [await signedIn(bench, handset), await signedIn(bench, otherHandset)]
    const third = await signedIn(bench, thirdHandset)
    const caller = await phone(bench, from)
    const callee = await phone(bench, to, { answers: true })
    const ringing = await phone(bench, third)
    caller.command('dial', to.user)
    await Promise.all([caller.event('CALL_ESTABLISHED'), callee.event('CALL_ESTABLISHED')])
    caller.command('dial', third.user)
    await ringing.event('CALL_INCOMING')
    // and starts again: baresip does not quit while its registrar is gone
    await bench.restart()
    await Promise.all([
      caller.event('CALL_CLOSED', 2),
      callee.event('CALL_CLOSED'),
      ringing.event('CALL_CLOSED'),
    ])
    expect(caller.events.filter((each) => /^CALL_CLOSED 503/.test(each))).toHaveLength(1)
    expect(states(bench)).toEqual([])
  }, 60_000)

  it('RFC 3515: transfers a call to a third phone', async () => {
    const bench = later(await openBench())
    const [from, to] = [await signedIn(bench, handset), await signedIn(bench, otherHandset)]
    const third = await signedIn(bench, thirdHandset)
    const caller = await phone(bench, from)
    const callee = await phone(bench, to, { answers: true })
    const target = await phone(bench, third, { answers: true })
    caller.command('dial', to.user)
    await caller.event('CALL_ESTABLISHED')
    await callee.event('CALL_ESTABLISHED')
    caller.command('transfer', third.user)
    await target.event('CALL_ESTABLISHED')
    await caller.event('CALL_CLOSED')
    await expect
      .poll(
        () =>
          bench
            .gateway()
            .status()
            .calls.map(({ from: each, to: dialled }) => [each, dialled]),
        {
          timeout: 20_000,
        },
      )
      .toEqual([[to.identity, third.user]])
  }, 60_000)
})
