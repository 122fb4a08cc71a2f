/** The table of calls on real sockets: limits on calls at once. */
import { afterEach, describe, expect, it } from 'vitest'
import { createCallTable } from '#electron/gateway/calls/call-table.ts'
import { changeLimitMs } from '#electron/gateway/calls/leg.ts'
import type { Target } from '#electron/gateway/calls/ring.ts'
import type { Account } from '#electron/gateway/directory/accounts.ts'
import { systemTiming, type Timing } from '#electron/platform/timing.ts'
import { type Binding, createSipUserAgent, type SipUserAgent } from '#electron/sip/index.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'
import { Phone } from './phone.ts'

const on = { address: '127.0.0.1', port: 0 }
const account = (user: string): Account => ({
  ...{ kind: 'own', hardwareId: parseHardwareId('0004F20A1B2C'), identity: `${user}@practice.test`, user },
  ...{ domain: 'practice.test', authUser: user, password: 'x', displayName: user, number: '' },
})

const targetOf = (binding: Binding): Target => ({
  ...{ devices: [binding], waitMs: 60_000, next: () => null, refused: null, redirected: () => null },
})

describe('a table of calls', () => {
  let parts = new AsyncDisposableStack()
  afterEach(async () => {
    await parts.disposeAsync()
    parts = new AsyncDisposableStack()
  })

  it('refuses the 21st call of a caller with 503 and places one of another', async () => {
    // a device that rings and never answers
    const device = parts.use(
      await createSipUserAgent({ ...on, handler: (incoming) => void incoming.respond(180) }),
    )
    const caller = parts.use(
      await createSipUserAgent({ ...on, handler: (incoming) => void incoming.respond(200) }),
    )
    let core: SipUserAgent | null = null
    const table = createCallTable({
      ...{
        userAgent: () => core,
        timing: systemTiming,
        now: () => 0,
        random: () => 0,
        onChange: () => {},
      },
    })
    parts.defer(() => table.stop())
    const flow = { transport: 'udp', address: device.address, port: device.port } as const
    const binding: Binding = {
      ...{ aor: 'callee@practice.test', contact: `sip:${device.address}:${device.port}`, flow, callId: '1' },
      ...{ cseq: 1, expiresAt: 1, userAgent: '', instance: null, regId: null, q: 1, path: [] },
    }
    const placed: [string, number][] = []
    core = parts.use(
      await createSipUserAgent({
        ...on,
        handler(incoming) {
          if (incoming.request.method !== 'INVITE') return
          const user = /sip:(\w+)@/.exec(incoming.request.headers.get('From') ?? '')?.[1] ?? ''
          const status = table.place(incoming, {
            caller: account(user),
            number: '+1',
            target: targetOf(binding),
          })
          placed.push([user, status])
        },
      }),
    )
    const to = { transport: 'udp', address: core.address, port: core.port } as const
    const call = (user: string): void => {
      const request = caller.newRequest('INVITE', 'sip:callee@practice.test', {
        ...{ from: `<sip:${user}@practice.test>`, to: '<sip:callee@practice.test>', flow: to },
        contact: `<sip:${caller.address}:${caller.port}>`,
      })
      caller.invite(request, to, () => {})
    }
    for (let count = 0; count < 21; count++) call('first')
    await expect.poll(() => placed.length).toBe(21)
    expect(placed.filter(([, status]) => status === 100)).toHaveLength(20)
    expect(placed.filter(([, status]) => status === 503)).toHaveLength(1)
    call('second')
    await expect.poll(() => placed.at(-1)).toEqual(['second', 100])
    expect(table.live()).toHaveLength(21)
  })

  it('RFC 3261 §9.1: cancels a re-INVITE that gets no final response', async () => {
    let core: SipUserAgent | null = null
    const expire: (() => void)[] = []
    const timing: Timing = {
      now: () => 0,
      after(ms, then) {
        if (ms === changeLimitMs) expire.push(then)
        return () => {}
      },
    }
    const table = createCallTable({
      ...{
        userAgent: () => core,
        timing,
        now: () => 0,
        random: () => 0,
        onChange: () => {},
      },
    })
    parts.defer(() => table.stop())
    let isCancelled = false
    const sipAccount = {
      registrar: '127.0.0.1:0',
      authUser: '',
      password: '',
      displayName: '',
      transport: 'udp' as const,
    }
    const device = parts.use(
      await Phone.open(
        { ...sipAccount, user: 'device', identity: 'device@practice.test' },
        (incoming, phone) => {
          if (phone.dialogs.length === 0) phone.answer(incoming)
          else incoming.cancelled.addEventListener('abort', () => (isCancelled = true))
        },
      ),
    )
    const flow = { transport: 'udp', address: '127.0.0.1', port: device.userAgent.port } as const
    const binding: Binding = {
      ...{ aor: 'device@practice.test', contact: `sip:device@127.0.0.1:${flow.port}`, flow, callId: '1' },
      ...{ cseq: 1, expiresAt: 1, userAgent: '', instance: null, regId: null, q: 1, path: [] },
    }
    core = parts.use(
      await createSipUserAgent({
        ...on,
        handler(incoming) {
          if (incoming.request.headers.get('To')?.includes('tag=')) table.receive(incoming)
          else table.place(incoming, { caller: account('caller'), number: '+1', target: targetOf(binding) })
        },
      }),
    )
    const registrar = `127.0.0.1:${core.port}`
    const caller = parts.use(
      await Phone.open({ ...sipAccount, registrar, user: 'caller', identity: 'caller@practice.test' }),
    )
    const { dialog } = await caller.call('device')
    const changed = caller.within(dialog, 'UPDATE', { body: 'v=0', contentType: 'application/sdp' })
    await expect.poll(() => expire).toHaveLength(1)
    expire[0]?.()
    expect((await changed).status).toBe(487)
    await expect.poll(() => isCancelled).toBe(true)
    expect(table.live()).toMatchObject([{ state: 'connected' }])
  })
})
