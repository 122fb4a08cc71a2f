import { createSocket } from 'node:dgram'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SipAccount } from '#electron/drivers/driver.ts'
import { createGatewayCore } from '#electron/gateway/create-gateway-core.ts'
import { readDialled } from '#electron/gateway/features/dialled.ts'
import { createLog } from '#electron/platform/log.ts'
import { createSipUserAgent, type SipUserAgent } from '#electron/sip/index.ts'
import { openStore } from '#electron/store/open.ts'
import fc from '#test/support/property.ts'
import { type Bench, BenchDevice, fetchConfiguration, handset, openBench, otherHandset } from './bench.ts'

describe('what is dialled', () => {
  const emergency = ['112', '999', '911']
  it.each([
    ['*55*123456', { kind: 'verification', code: '123456' }],
    ['*55*123456#', { kind: 'verification', code: '123456' }],
    ['*55*', { kind: 'verification', code: '' }],
    ['*55', { kind: 'verification', code: '' }],
    ['*555', { kind: 'unknown-code' }],
    ['*30*', { kind: 'do-not-disturb', on: true }],
    ['*31*#', { kind: 'do-not-disturb', on: false }],
    ['*31*5', { kind: 'unknown-code' }],
    ['*32*', { kind: 'reset-forwarding' }],
    ['*33*0411223344', { kind: 'forward', rule: 'always', number: '0411223344' }],
    ['*34*02079460102#', { kind: 'forward', rule: 'onTimeout', number: '02079460102' }],
    ['*35*+442079460102', { kind: 'forward', rule: 'simultaneous', number: '+442079460102' }],
    ['*33*', { kind: 'forward', rule: 'always', number: '' }],
    ['*33*999', { kind: 'emergency' }],
    ['*55*999', { kind: 'verification', code: '999' }],
    ['*99*', { kind: 'voicemail' }],
    ['*21*', { kind: 'unknown-code' }],
    ['#', { kind: 'number', number: '' }],
    ['12#34', { kind: 'unknown-code' }],
    ['112', { kind: 'emergency' }],
    ['+112', { kind: 'emergency' }],
    ['9-9-9', { kind: 'emergency' }],
    ['911#', { kind: 'emergency' }],
    ['urn:service:sos', { kind: 'emergency' }],
    ['urn:service:sos.ambulance', { kind: 'emergency' }],
    ['+44 (0)20 7946-0101', { kind: 'number', number: '+4402079460101' }],
    ['', { kind: 'number', number: '' }],
  ])('%s', (text, expected) => {
    expect(readDialled(text, emergency)).toEqual(expected)
  })
})

describe('the SIP side', () => {
  let bench: Bench
  let device: BenchDevice
  let peer: SipUserAgent
  let account: SipAccount
  const entry = (path: string) =>
    bench
      .gateway()
      .log()
      .findLast((each) => each.path === path)
  const port = () => bench.gateway().status().sipPort ?? 0

  beforeAll(async () => {
    bench = await openBench()
    device = await BenchDevice.open()
    peer = await createSipUserAgent({
      address: '127.0.0.1',
      port: 0,
      handler: (each) => void each.respond(200),
    })
    const first = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
    const given = (await fetchConfiguration(first.nextUrl)).account
    if (given === null) throw new Error('no account')
    account = given
  })
  afterAll(async () => {
    await peer[Symbol.asyncDispose]()
    await device[Symbol.asyncDispose]()
    await bench[Symbol.asyncDispose]()
  })

  const send = (method: string, uri: string, headers: Record<string, string> = {}, to = `<${uri}>`) => {
    const flow = { transport: 'udp' as const, address: '127.0.0.1', port: port() }
    const from = '<sip:somebody@practice.test>'
    return peer.send(peer.newRequest(method, uri, { from, to, flow, headers }), flow)
  }

  it('registers only with the right password', async () => {
    expect((await device.register(account, { password: 'wrong' })).status).toBe(403)
    expect(entry('sip.register')?.facts).toMatchObject({ status: 403, reason: 'wrong' })
    expect(bench.gateway().status().registrations).toBe(0)
    expect((await device.register(account)).status).toBe(200)
    expect(bench.gateway().status().registrations).toBe(1)
    expect((await device.register(account, { expires: 0 })).status).toBe(200)
    expect(bench.gateway().status().registrations).toBe(0)
  })

  it('refuses the password of another account', async () => {
    const first = await fetchConfiguration(`${bench.gateway().entryUrl()}/${otherHandset}.cfg`)
    const other = (await fetchConfiguration(first.nextUrl)).account
    if (other === null) throw new Error('no account')
    const mixed = { ...account, authUser: other.authUser, password: other.password }
    expect((await device.register(mixed)).status).toBe(403)
  })

  it('answers a too short expiry with 423 and Min-Expires', async () => {
    const response = await device.register(account, { expires: 5 })
    expect(response.status).toBe(423)
    expect(Number(response.headers.get('Min-Expires'))).toBeGreaterThan(5)
  })

  it.each<[string, string, Record<string, string>, number]>([
    ['OPTIONS', 'sip:onboarding.test', {}, 200],
    ['SUBSCRIBE', 'sip:a@practice.test', { Event: 'presence' }, 489],
    ['SUBSCRIBE', 'sip:a@practice.test', { Event: 'message-summary' }, 401],
    ['MESSAGE', 'sip:a@practice.test', {}, 405],
    ['NONSENSE', 'sip:a@practice.test', {}, 501],
    ['BYE', 'sip:a@practice.test', {}, 481],
    ['NOTIFY', 'sip:a@practice.test', { Event: 'check-sync' }, 481],
    ['OPTIONS', 'sip:onboarding.test', { Require: 'telepathy' }, 420],
    ['INVITE', 'sip:+442079460101@practice.test', {}, 401],
    ['INVITE', 'sip:112@practice.test', {}, 403],
    ['INVITE', 'urn:service:sos', {}, 403],
    ['INVITE', 'sip:%%%@@', {}, 400],
    ['REGISTER', 'sip:practice.test', {}, 401],
  ])('answers %s %s', async (method, uri, headers, status) => {
    const to = method === 'REGISTER' ? '<sip:somebody@practice.test>' : undefined
    const response = await send(method, uri, headers, to)
    expect(response.status).toBe(status)
    if (status === 405 || status === 501 || method === 'OPTIONS') {
      expect(response.headers.get(status === 420 ? 'Unsupported' : 'Allow')).toBeDefined()
    }
  })

  it.each(['INVITE', 'UPDATE', 'BYE', 'INFO', 'REFER', 'NOTIFY', 'OPTIONS'])(
    'RFC 3261 §12.2.2: answers %s within an unknown dialog with 481',
    async (method) => {
      const to = '<sip:+442079460101@practice.test>;tag=unknown'
      expect((await send(method, 'sip:127.0.0.1', {}, to)).status).toBe(481)
    },
  )

  it('refuses a registration under the name of another account', async () => {
    const response = await send('REGISTER', 'sip:example.com', {}, '<sip:a@example.com>')
    expect(response.status).toBe(404)
  })

  it('connects no calls before sign-in, and never to an emergency number', async () => {
    expect(await device.dial(account, '+442079460101')).toEqual([403])
    expect(await device.dial(account, '*30*')).toEqual([403])
    expect(await device.dial(account, '999')).toEqual([403])
    expect(entry('sip.invite')?.facts).toMatchObject({ reason: 'emergency' })
  })

  it('ends the tone on CANCEL', async () => {
    await using slow = await openBench({ settings: { progressMs: 60_000 } })
    await using caller = await BenchDevice.open()
    const first = await fetchConfiguration(`${slow.gateway().entryUrl()}/${handset}.cfg`)
    const own = (await fetchConfiguration(first.nextUrl)).account
    if (own === null) throw new Error('no account')
    const hangUp = new AbortController()
    const statuses = await caller.dial(own, '*55*000000', {
      signal: hangUp.signal,
      onHeard: (status) => {
        if (status === 183) hangUp.abort()
      },
    })
    expect(statuses.at(-1)).toBe(487)
    await slow.seen('verification-refused')
  })

  function datagram(bytes: Buffer): Promise<void> {
    const socket = createSocket('udp4')
    return new Promise((resolve, reject) => {
      socket.send(bytes, port(), '127.0.0.1', (error) => {
        socket.close()
        if (error === null) resolve()
        else reject(error)
      })
    })
  }

  it('counts malformed messages and continues', async () => {
    const bad = [
      'hello there, gateway',
      'INVITE sip:a@b SIP/2.0\r\n\r\n',
      'REGISTER sip:practice.test SIP/2.0\r\nVia: x\r\nFrom: a\r\nTo: b\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\n\r\n',
      `OPTIONS sip:a SIP/2.0\r\nX: ${'y'.repeat(60_000)}\r\n\r\n`,
    ]
    for (const text of bad) await datagram(Buffer.from(text))
    expect((await send('OPTIONS', 'sip:onboarding.test')).status).toBe(200)
    expect(entry('sip.malformed')?.facts).toMatchObject({ problem: 'sip-malformed', transport: 'udp' })
  })

  it('survives any bytes over UDP, and messages with bytes changed', async () => {
    const good = [
      'REGISTER sip:practice.test SIP/2.0',
      'Via: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKx',
      'From: <sip:a@practice.test>;tag=1',
      'To: <sip:a@practice.test>',
      'Call-ID: x',
      'CSeq: 1 REGISTER',
      'Contact: <sip:a@127.0.0.1:9>',
      'Authorization: Digest username="a", realm="practice.test", nonce="x", uri="sip:b", response="0"',
      '',
      '',
    ].join('\r\n')
    const changed = fc
      .tuple(fc.nat({ max: good.length - 1 }), fc.string({ maxLength: 8 }), fc.nat({ max: 20 }))
      .map(([at, text, cut]) => Buffer.from(good.slice(0, at) + text + good.slice(at + cut)))
    const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))
    await fc.assert(
      fc.asyncProperty(fc.oneof(bytes, changed), (each) => datagram(each)),
      { numRuns: 200 },
    )
    expect((await send('OPTIONS', 'sip:onboarding.test')).status).toBe(200)
  })

  it('closes a stream that cannot be parsed further, and no other', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port: port() }, () => socket.write('x'.repeat(70_000)))
      socket.on('error', () => {})
      socket.on('close', () => resolve())
    })
    expect((await send('OPTIONS', 'sip:onboarding.test')).status).toBe(200)
  })
})

describe('starting', () => {
  const open = () => {
    const store = openStore(':memory:')
    const now = () => 1
    return createGatewayCore({
      documents: store.documents,
      configurationWriters: [],
      clock: { now },
      log: createLog(50, now),
    })
  }

  it('reports the port that another program uses', async () => {
    const first = open()
    const second = open()
    const status = await first.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
    const [httpPort, sipPort] = [status.httpPort ?? 0, status.sipPort ?? 0]
    const inUse = (port: number) => ({ code: 'port-in-use', facts: expect.objectContaining({ port }) })
    await expect(second.start({ address: '127.0.0.1', httpPort, sipPort: 0 })).rejects.toMatchObject(
      inUse(httpPort),
    )
    await expect(second.start({ address: '127.0.0.1', httpPort: 0, sipPort })).rejects.toMatchObject(
      inUse(sipPort),
    )
    expect(second.status()).toMatchObject({ state: 'off', httpPort: null })
    expect(() => second.entryUrl()).toThrow(expect.objectContaining({ code: 'gateway-off' }))
    await first.stop()
    await second.start({ address: '127.0.0.1', httpPort, sipPort })
    await second.stop()
    await second.stop()
  })

  it.each(['192.0.2.1', '0.0.0.0', '::1', 'localhost', ''])(
    'refuses %j, which is not an address of this machine',
    async (address) => {
      const gateway = open()
      await expect(gateway.start({ address, httpPort: 0, sipPort: 0 })).rejects.toMatchObject({
        code: 'address-not-here',
      })
      expect(gateway.status().state).toBe('off')
    },
  )

  it('uses the last ports again, and other ports for those in use', async () => {
    const gateway = open()
    const any = { address: '127.0.0.1', httpPort: 0, sipPort: 0 }
    const first = await gateway.start(any)
    expect(await gateway.start(any)).toEqual(first)
    await gateway.stop()
    expect(await gateway.start(any)).toEqual(first)
    await gateway.stop()
    const squatter = open()
    await squatter.start({ ...any, httpPort: first.httpPort ?? 0 })
    const moved = await gateway.start(any)
    expect(moved.httpPort).not.toBe(first.httpPort)
    expect(moved.sipPort).toBe(first.sipPort)
    await gateway.stop()
    await squatter.stop()
  })

  it('runs starts and stops in the order of the calls', async () => {
    const gateway = open()
    const any = { address: '127.0.0.1', httpPort: 0, sipPort: 0 }
    const outcomes = await Promise.all([
      gateway.start(any),
      gateway.stop(),
      gateway.start(any),
      gateway.start(any),
    ])
    expect(outcomes.at(-1)).toEqual(outcomes.at(-2))
    expect(gateway.status().state).toBe('running')
    await gateway.stop()
    expect(gateway.status().state).toBe('off')
  })
})
