/**
 * Consultative transfer (RFC 5589 §7, RFC 3891). A transfers B to C; C is baresip. A and B are phones of this project: no client of the suite
 * refers to a call with Replaces (baresip 1.0 sends the escaped Refer-To back as a malformed Request-URI).
 */
import { afterEach, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { type Dialog, dialogId, type IncomingRequest } from '#electron/sip/index.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { missing } from '#test/support/programs.ts'
import { type Bench, handset, openBench, otherHandset } from '../bench.ts'
import { Baresip, isBaresipHere } from './baresip.ts'
import { Phone } from './phone.ts'
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

interface Office {
  readonly bench: Bench
  readonly accounts: readonly [SipAccount, SipAccount, SipAccount]
  readonly a: Phone
  readonly b: Phone
}

/** A and B, who answers; the account of C is free. */
async function openOffice(options: Parameters<typeof openBench>[0] = {}): Promise<Office> {
  const bench = later(await openBench(options))
  const accounts = [
    await signedIn(bench, handset),
    await signedIn(bench, otherHandset),
    await signedIn(bench, thirdHandset),
  ] as const
  const a = later(await Phone.open(accounts[0]))
  const b = later(await Phone.open(accounts[1], (incoming, phone) => phone.answer(incoming)))
  await a.register()
  await b.register()
  return { bench, accounts, a, b }
}

/** `Replaces` for the peer of this dialog: its local tag is our remote one. */
function replacesOf(dialog: Dialog | null): string {
  if (dialog === null) throw new Error('the call was not answered')
  const [callId, local, remote] = dialogId(dialog).split(' ')
  return `${callId};to-tag=${remote};from-tag=${local}`
}

const refer = (replaces: string, to: SipAccount) => ({
  headers: { 'Refer-To': `<sip:${to.identity}?Replaces=${encodeURIComponent(replaces)}>` },
})

const calls = ({ bench }: Office) =>
  bench
    .gateway()
    .status()
    .calls.map(({ from, to, state }) => [from, to, state])

/** A calls B and C, and refers B to the call with C. B gets the Replaces of the REFER. */
async function consulted(office: Office) {
  const { a, b, accounts } = office
  const first = await a.call(accounts[1].user)
  const second = await a.call(accounts[2].user)
  const asked = await a.within(first.dialog, 'REFER', refer(replacesOf(second.dialog), accounts[2]))
  expect(asked.status).toBe(202)
  const received = await b.request('REFER')
  const [, escaped = ''] = /Replaces=([^>]*)/.exec(received.headers.get('Refer-To') ?? '') ?? []
  return { first, second, replaces: decodeURIComponent(escaped) }
}

describe.skipIf(!isBaresipHere)(`RFC 5589 §7: consultative transfer${missing('baresip')}`, () => {
  it('connects B with C, and hangs up on A', async () => {
    const office = await openOffice()
    const { bench, accounts, a, b } = office
    const c = later(await Baresip.open(accounts[2], { answers: true }))
    await expect.poll(() => bench.gateway().status().registrations, { timeout: 20_000 }).toBe(3)
    const { first, replaces } = await consulted(office)
    const taken = await b.call(accounts[2].user, { headers: { Replaces: replaces, Require: 'replaces' } })
    expect(taken.response.status).toBe(200)
    await a.request('BYE')
    expect(calls(office)).toEqual([
      [accounts[0].identity, accounts[1].user, 'connected'],
      [accounts[1].identity, accounts[2].user, 'connected'],
    ])
    // B reports to A, which ends the first call
    const notify = { Event: 'refer', 'Subscription-State': 'terminated;reason=noresource' }
    const body = { body: 'SIP/2.0 200 OK\r\n', contentType: 'message/sipfrag' }
    await b.within(b.dialogs[0] ?? null, 'NOTIFY', { headers: notify, ...body })
    expect((await a.request('NOTIFY')).body.toString()).toBe('SIP/2.0 200 OK\r\n')
    await a.within(first.dialog, 'BYE')
    await b.request('BYE')
    // C talks on with B
    await c.event('CALL_REMOTE_SDP', 2)
    expect(c.events.some((each) => each.startsWith('CALL_CLOSED'))).toBe(false)
    c.command('hangup')
    await b.request('BYE', 2)
    await expect.poll(() => calls(office)).toEqual([])
  }, 60_000)

  it('the target refuses the call of A, or does not answer: A keeps B', async () => {
    const office = await openOffice({ settings: { noAnswerSeconds: 1, voicemail: false } })
    const { bench, accounts, a } = office
    const c = later(await Baresip.open(accounts[2]))
    await expect.poll(() => bench.gateway().status().registrations, { timeout: 20_000 }).toBe(3)
    await a.call(accounts[1].user)
    const refused = a.call(accounts[2].user)
    await c.event('CALL_INCOMING')
    c.command('hangup')
    expect((await refused).response.status).toBe(486)
    const unanswered = await a.call(accounts[2].user)
    expect(unanswered.response.status).toBe(480)
    // the unanswered call ends with the 487 of C
    await expect.poll(() => calls(office)).toEqual([[accounts[0].identity, accounts[1].user, 'connected']])
  }, 60_000)
})

/** C answers its first INVITE; the re-INVITE of the transfer gets `again`. */
async function withTarget(
  again: (respond: (status: number) => void, incoming: IncomingRequest) => void,
  office: Office,
): Promise<Phone> {
  const isReInvite = (value: string | undefined): boolean => value?.includes('tag=') === true
  const c = later(
    await Phone.open(office.accounts[2], (incoming, phone) => {
      if (isReInvite(incoming.request.headers.get('To')))
        again((status) => void incoming.respond(status), incoming)
      else phone.answer(incoming)
    }),
  )
  await c.register()
  return c
}

describe('RFC 3891 §3', () => {
  it('the target refuses the transfer: A keeps both calls', async () => {
    const office = await openOffice()
    await withTarget((respond) => respond(488), office)
    const { replaces } = await consulted(office)
    const { response } = await office.b.call(office.accounts[2].user, { headers: { Replaces: replaces } })
    expect(response.status).toBe(488)
    expect(calls(office)).toHaveLength(2)
    expect(office.a.received).toEqual([])
  })

  it('the target does not answer the transfer, and B gives up: A keeps both calls', async () => {
    const office = await openOffice()
    let reInvites = 0
    let cancelled = 0
    await withTarget((_, { cancelled: signal }) => {
      reInvites++
      signal.addEventListener('abort', () => cancelled++)
    }, office)
    const { replaces } = await consulted(office)
    const giveUp = new AbortController()
    const asking = office.b.call(office.accounts[2].user, {
      headers: { Replaces: replaces },
      signal: giveUp.signal,
    })
    await expect.poll(() => reInvites).toBe(1)
    giveUp.abort()
    expect((await asking).response.status).toBe(487)
    await expect.poll(() => cancelled).toBe(1)
    expect(calls(office)).toHaveLength(2)
    expect(office.a.received).toEqual([])
  })

  it('refuses what no transfer has asked for, and calls that are not connected', async () => {
    const office = await openOffice()
    const { accounts, a, b } = office
    const c = await withTarget((respond) => respond(200), office)
    await a.call(accounts[1].user)
    const second = await a.call(accounts[2].user)
    const replaces = replacesOf(second.dialog)
    const statusOf = async (phone: Phone, value: string) =>
      (await phone.call(accounts[2].user, { headers: { Replaces: value } })).response.status
    expect(await statusOf(b, replaces)).toBe(403)
    expect(await statusOf(b, 'unknown;to-tag=1;from-tag=2')).toBe(481)
    expect(await statusOf(b, 'malformed')).toBe(400)
    expect(await statusOf(a, `${replaces};early-only`)).toBe(486)
    // a REFER names dialogs of its sender only
    await c.within(c.dialogs[0] ?? null, 'REFER', refer(replaces, accounts[2]))
    await a.request('REFER')
    expect(await statusOf(b, replaces)).toBe(403)
    await a.within(second.dialog, 'BYE')
    await expect.poll(() => calls(office)).toHaveLength(1)
    expect(await statusOf(b, replaces)).toBe(481)
  })
})
