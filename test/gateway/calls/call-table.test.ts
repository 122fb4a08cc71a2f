/** The table of calls on real sockets: limits on calls at once. */
import { afterEach, describe, expect, it } from 'vitest'
import { createCallTable } from '#electron/gateway/calls/call-table.ts'
import type { Account } from '#electron/gateway/directory/accounts.ts'
import { systemTiming } from '#electron/platform/timing.ts'
import { type Binding, createSipUserAgent, type SipUserAgent } from '#electron/sip/index.ts'
import { parseHardwareId } from '#shared/model/hardware-id.ts'

const on = { address: '127.0.0.1', port: 0 }
const account = (user: string): Account => ({
  ...{ kind: 'own', hardwareId: parseHardwareId('0004F20A1B2C'), identity: `${user}@practice.test`, user },
  ...{ domain: 'practice.test', authUser: user, password: 'x', displayName: user, number: '' },
})

describe('a table of calls', () => {
  const parts = new AsyncDisposableStack()
  afterEach(() => parts.disposeAsync())

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
        noAnswerMs: 60_000,
        onChange: () => {},
      },
    })
    parts.defer(() => table[Symbol.dispose]())
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
          const status = table.place(incoming, { caller: account(user), number: '+1', devices: [binding] })
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
})
