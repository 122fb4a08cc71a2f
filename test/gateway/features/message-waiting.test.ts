/** Subscriptions to message-summary on a fake clock; the phone is on a real socket. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import type { Account } from '#electron/gateway/directory/accounts.ts'
import { createMessageWaiting, type MessageWaiting } from '#electron/gateway/features/message-waiting.ts'
import { loadService } from '#electron/gateway/service-settings.ts'
import type { Timing } from '#electron/platform/timing.ts'
import { type Binding, createSipUserAgent, hasTag, type SipUserAgent } from '#electron/sip/index.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { Phone } from '../calls/phone.ts'

const number = '+442079460101'
const identity = `${number}@practice.test`
const account: Account = {
  ...{ kind: 'own', hardwareId: parseHardwareId('0003717C0E0A'), identity, user: number, number },
  ...{ domain: 'practice.test', authUser: 'a', password: 'b', displayName: '' },
}

class FakeTiming implements Timing {
  readonly waits: { ms: number; then: () => void }[] = []
  now = () => 0
  after = (ms: number, then: () => void) => {
    const wait = { ms, then }
    this.waits.push(wait)
    return () => void this.waits.splice(this.waits.indexOf(wait), 1)
  }
}

describe('RFC 3842 and RFC 6665: message waiting', () => {
  let parts: AsyncDisposableStack
  let timing: FakeTiming
  let core: SipUserAgent
  let phone: Phone
  let waiting: MessageWaiting
  let contacts: Binding[]
  let counts: { fresh: number; saved: number }
  let used: boolean

  beforeEach(async () => {
    parts = new AsyncDisposableStack()
    timing = new FakeTiming()
    contacts = []
    counts = { fresh: 2, saved: 1 }
    used = true
    core = parts.use(
      await createSipUserAgent({
        ...{ address: '127.0.0.1', port: 0 },
        handler(incoming) {
          if (hasTag(incoming.request.headers.get('To') ?? '')) waiting.refresh(incoming)
          else waiting.subscribe(incoming)
        },
      }),
    )
    waiting = createMessageWaiting({
      userAgent: () => core,
      bindings: {
        ...{ register: () => Promise.reject(), forget: () => {} },
        of: () => contacts,
        all: () => contacts,
      },
      authentication: { authenticate: () => ({ account }) },
      mailboxes: { counts: () => counts, isUsed: () => used },
      settings: loadService().settings,
      timing,
    })
    const sip: SipAccount = {
      ...{ identity, user: number, authUser: '', password: '', displayName: '' },
      ...{ registrar: `127.0.0.1:${core.port}`, transport: 'udp' },
    }
    phone = parts.use(await Phone.open(sip))
  })
  afterEach(() => parts.disposeAsync())

  const subscribe = (expires: string) => phone.subscribe({ Event: 'message-summary', Expires: expires })
  const notified = async (count: number): Promise<[string | undefined, string | undefined]> => {
    const { headers, body } = await phone.request('NOTIFY', count)
    return [headers.get('Subscription-State'), /Voice-Message: (\S+)/.exec(body.toString())?.[1]]
  }
  const contact = (uri: string): Binding => ({
    ...{ aor: identity, contact: uri, callId: '1', cseq: 1, expiresAt: 1, userAgent: '' },
    flow: { transport: 'udp', address: '127.0.0.1', port: phone.userAgent.port },
    ...{ instance: null, regId: null, q: 1, path: [] },
  })

  it('RFC 6665 §4.2.1.2 notifies at once, after a change, and at the end of the subscription', async () => {
    const { response } = await subscribe('600')
    expect([response.status, response.headers.get('Expires')]).toEqual([200, '600'])
    expect(await notified(1)).toEqual(['active;expires=600', '2/1'])
    expect((await phone.request('NOTIFY')).body.toString()).toMatch(/^Messages-Waiting: yes\r\n/)
    counts = { fresh: 0, saved: 3 }
    waiting.changed(number)
    expect(await notified(2)).toEqual(['active;expires=600', '0/3'])
    expect((await phone.request('NOTIFY', 2)).body.toString()).toMatch(/^Messages-Waiting: no\r\n/)
    expect(timing.waits.map(({ ms }) => ms)).toEqual([600_000])
    timing.waits[0]?.then()
    expect(await notified(3)).toEqual(['terminated;reason=timeout', '0/3'])
    waiting.changed(number)
    contacts = [contact(phone.contact.slice(1, -1))]
    waiting.changed(number)
    // without a subscription
    expect(await notified(4)).toEqual(['terminated', '0/3'])
  })

  it('refreshes and ends a subscription within its dialog', async () => {
    const { dialog } = await subscribe('600')
    await notified(1)
    const again = { headers: { Event: 'message-summary', Expires: '7200' } }
    expect((await phone.within(dialog, 'SUBSCRIBE', again)).headers.get('Expires')).toBe('3600')
    expect(await notified(2)).toEqual(['active;expires=3600', '2/1'])
    expect(timing.waits.map(({ ms }) => ms)).toEqual([3_600_000])
    const next = dialog === null ? null : { ...dialog, localSeq: dialog.localSeq + 1 }
    const end = { headers: { Event: 'message-summary', Expires: '0' } }
    expect((await phone.within(next, 'SUBSCRIBE', end)).status).toBe(200)
    expect(await notified(3)).toEqual(['terminated;reason=timeout', '2/1'])
    expect((await phone.within(next, 'SUBSCRIBE', end)).status).toBe(481)
    expect(timing.waits).toEqual([])
  })

  it.each([
    ['30', 423],
    ['0', 200],
    ['nonsense', 200],
  ])('Expires %s gives %i', async (expires, status) => {
    expect((await subscribe(expires)).response.status).toBe(status)
    expect(timing.waits).toEqual([])
  })

  it('refuses the mailbox of another user', async () => {
    const other = await phone.subscribe({ Event: 'message-summary' }, '+442079460102@practice.test')
    expect(other.response.status).toBe(403)
  })

  it('keeps ten subscriptions of a user', async () => {
    for (let count = 0; count < 12; count++) await subscribe('600')
    expect(timing.waits).toHaveLength(10)
  })

  it('§4.2.2 forgets a subscription that the phone knows no longer', async () => {
    await phone[Symbol.asyncDispose]()
    const gone = parts.use(
      await createSipUserAgent({
        address: '127.0.0.1',
        port: 0,
        handler: ({ respond }) => void respond(481),
      }),
    )
    const flow = { transport: 'udp', address: '127.0.0.1', port: core.port } as const
    const to = `<sip:${identity}>`
    const request = gone.newRequest('SUBSCRIBE', `sip:${identity}`, {
      ...{ from: to, to, flow, contact: `<sip:127.0.0.1:${gone.port}>` },
      headers: { Event: 'message-summary' },
    })
    expect((await gone.send(request, flow)).status).toBe(200)
    await expect.poll(() => timing.waits).toEqual([])
  })

  it('notifies a phone that registers when its mailbox was used, and not twice when it has a subscription', async () => {
    contacts = [contact(phone.contact.slice(1, -1))]
    used = false
    waiting.registered(account)
    used = true
    waiting.registered({ ...account, kind: 'temporary' })
    waiting.registered(account)
    expect(await notified(1)).toEqual(['terminated', '2/1'])
    await subscribe('600')
    expect(await notified(2)).toEqual(['active;expires=600', '2/1'])
    waiting.registered(account)
    waiting.changed(number)
    expect(await notified(3)).toEqual(['active;expires=600', '2/1'])
  })
})
