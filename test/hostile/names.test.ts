/** Names of Object.prototype in every protocol that the product listens to: no worker and no core ends. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RawData, WebSocket } from 'ws'
import { createCore } from '#electron/app/core.ts'
import type { Gateway } from '#electron/gateway/gateway.ts'
import { createGateway } from '#electron/gateway/supervised-gateway.ts'
import { createLog } from '#electron/platform/log.ts'
import { memoryKeyring } from '#electron/platform/secrets.ts'
import { mdnsListener } from '#electron/probes/mdns/listener.ts'
import { pnpListener } from '#electron/probes/pnp/listener.ts'
import type { Listener } from '#electron/probes/probe.ts'
import { ssdpListener } from '#electron/probes/ssdp/listener.ts'
import type { Sighting } from '#shared/model/identity.ts'
import { ask, openDoor, tokenOf } from '../doors/open-door.ts'
import { BenchDevice, fetchConfiguration, handset } from '../gateway/bench.ts'

const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__']

/** Sends octets over TCP and waits for the first answer, or for the end. */
async function sendOverTcp(port: number, octets: string): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port })
  const answered = new Promise<void>((resolve) => {
    for (const event of ['data', 'close', 'error']) socket.on(event, () => resolve())
  })
  socket.end(octets)
  await answered
  socket.destroy()
}

describe('the gateway', () => {
  const log = createLog()
  let gateway: Gateway
  const ports = () => ({ http: gateway.status().httpPort ?? 0, sip: gateway.status().sipPort ?? 0 })
  beforeAll(async () => {
    gateway = createGateway({
      ...{ file: join(import.meta.dirname, '../gateway/mortal-worker.ts'), folder: null, log },
      keyring: memoryKeyring(),
      settings: { progressMs: 0 },
    })
    await gateway.start({ address: '127.0.0.1', httpPort: 0, sipPort: 0 })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  const sip = (name: string, method: string): string =>
    `${method} sip:${name}@127.0.0.1;${name}=${name}?${name}=x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK${name}${method};${name}=1;rport\r\nFrom: <sip:${name}@onboarding.test>;tag=${name}\r\nTo: <sip:${name}@onboarding.test>\r\nCall-ID: ${name}\r\nCSeq: 1 ${method}\r\nContact: <sip:${name}@127.0.0.1>;${name}=1\r\nAuthorization: Digest username="${name}", realm="${name}", nonce="${name}", ${name}="x", uri="sip:h", response="0"\r\nEvent: ${name}\r\n${name}: ${name}\r\nContent-Length: 0\r\n\r\n`

  it.each(names)('survives %s over SIP and HTTP, and serves a phone afterwards', async (name) => {
    const socket = createSocket('udp4')
    for (const method of ['OPTIONS', 'REGISTER', 'INVITE', 'SUBSCRIBE', 'NOTIFY', name]) {
      socket.send(sip(name, method), ports().sip, '127.0.0.1')
      await sendOverTcp(ports().sip, sip(name, method))
    }
    const form = `${name}=${name}&token=${name}&code=${name}&user=${name}`
    for (const request of [
      `GET /${name} HTTP/1.1\r\nHost: 127.0.0.1\r\n${name}: ${name}\r\nCookie: ${name}=${name}\r\n\r\n`,
      `GET /${name}/${name}/${handset}.cfg?${name}=${name}&${name}[${name}]=1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
      `POST /signin HTTP/1.1\r\nHost: 127.0.0.1\r\n${name}: x\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    ])
      await sendOverTcp(ports().http, request)
    await using phone = await BenchDevice.open()
    const { nextUrl } = await fetchConfiguration(`${gateway.entryUrl()}/${handset}.cfg`)
    const { account } = await fetchConfiguration(nextUrl)
    if (account === null) throw new Error('no account')
    expect((await phone.register(account)).status).toBe(200)
    const bad = /worker-ended|\.bug$|handler-failed|listener-failed/
    expect(log.lines().filter(({ path }) => bad.test(path))).toEqual([])
    socket.close()
  })
})

const octetsOf = (data: RawData): Buffer =>
  Array.isArray(data) ? Buffer.concat(data) : Buffer.from(new Uint8Array(data))

describe('the door', () => {
  it('survives each name as a path, a header, a query and a call of the contract, and its core continues', async () => {
    await using here = await openDoor()
    const { port, origin } = here.door
    for (const name of names) {
      expect((await ask(port, { path: `/${name}` })).status).toBeLessThan(500)
      expect((await ask(port, { path: `/assets/${name}?${name}=1` })).status).toBeLessThan(500)
      expect((await ask(port, { path: '/session', method: 'POST', origin, body: name })).status).toBe(401)
      expect((await ask(port, { path: '/session', authorization: `Bearer ${name}` })).status).toBe(401)
      await sendOverTcp(port, `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${name}: x\r\n\r\n`)
    }
    const granted = await ask(port, {
      ...{ path: '/session', method: 'POST', origin, body: tokenOf(here.door.link()) },
    })
    const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['punchdown', granted.body], {
      headers: { Origin: origin },
    })
    await once(socket, 'open')
    const inputs = [
      ...names.map((name) => `{"json":{"${name}":{"${name}":1}},"meta":[[1,"${name}","${name}"]]}`),
      '{"json":{"a":"x"},"meta":[[0,"__proto__","polluted"],[2,"constructor","prototype","x"]]}',
      '[]',
      '"',
      `${'['.repeat(50_000)}`,
    ]
    const calls = [
      ...names.map((name) => `/${name}/${name}`),
      '/jobs/create',
      '/gateway/start',
      '/discovery/scan',
    ]
    let id = 0
    for (const url of calls) {
      for (const body of inputs) {
        id++
        socket.send(`{"i":"${id}","p":{"u":"orpc:/${url}","b":${JSON.stringify(body)}}}`)
        socket.send(`{"i":"${id}b","p":{"u":"orpc:/${url}","b":${body}}}`)
        socket.send(Buffer.from(`\u0000${url}${body}`))
      }
    }
    // a call as the page sends it, after all of the others
    const last = new Promise<void>((resolve, reject) => {
      socket.on('message', (data) => (octetsOf(data).includes('"last"') ? resolve() : undefined))
      socket.on('close', () => reject(new Error('the core ended')))
    })
    socket.send('{"i":"last","p":{"u":"orpc:/jobs/list"}}')
    await last
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(here.core.problem()).toBeNull()
    socket.terminate()
  })
})

/** An answer (RFC 1035, 4.1) with PTR, TXT and SRV of one instance. */
function mdnsAnswer(name: string): Buffer {
  // a label with a leading underscore names a type of service
  const label = Buffer.concat([Buffer.from([name.length + 1]), Buffer.from(`a${name}`)])
  const full = Buffer.concat([label, Buffer.from('\u0005_http\u0004_tcp\u0005local\u0000', 'latin1')])
  const record = (type: number, data: Buffer): Buffer =>
    Buffer.concat([
      full,
      Buffer.from([0, type, 0, 1, 0, 0, 0, 120, data.length >> 8, data.length & 0xff]),
      data,
    ])
  const header = Buffer.from([0, 0, 0x84, 0, 0, 0, 0, 3, 0, 0, 0, 0])
  const pairs = Buffer.from(`${name}=${name}`)
  return Buffer.concat([
    header,
    record(12, full),
    record(16, Buffer.concat([Buffer.from([pairs.length]), pairs])),
    record(33, Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 80]), full])),
  ])
}

const multicast: readonly {
  readonly listener: Listener
  readonly group: string
  readonly port: number
  readonly datagram: (name: string) => Buffer
}[] = [
  { listener: mdnsListener, group: '224.0.0.251', port: 5353, datagram: mdnsAnswer },
  {
    ...{ listener: ssdpListener, group: '239.255.255.250', port: 1900 },
    datagram: (name) =>
      Buffer.from(
        `NOTIFY * HTTP/1.1\r\nNTS: ssdp:alive\r\n${name}: ${name}\r\nSERVER: ${name}\r\nLOCATION: ${name}\r\n\r\n`,
      ),
  },
  {
    ...{ listener: pnpListener, group: '224.0.1.75', port: 5060 },
    datagram: (name) =>
      Buffer.from(
        `SUBSCRIBE sip:MAC%3a${name}@224.0.1.75 SIP/2.0\r\nEvent: ua-profile;${name}="${name}";vendor="${name}";model="${name}"\r\n${name}: x\r\nFrom: <sip:${name}@h>\r\nUser-Agent: ${name}\r\n\r\n`,
      ),
  },
]

describe.each(multicast)('the $listener.name listener', ({ listener, group, port, datagram }) => {
  it('survives each name, and devices with these names are identified and kept', async () => {
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const page = createRouterClient(core.router, { context: { services: core.services } })
    const job = await page.jobs.create({
      name: 'constructor',
      site: '__proto__',
      region: 'emea',
      mode: 'live',
    })
    const leaving = new AbortController()
    const listening = listener.listen({
      ...{ interfaceAddress: '127.0.0.1', quiet: true, signal: leaving.signal, now: () => 1 },
    })
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    socket.setMulticastInterface('127.0.0.1')
    const first = listening.next()
    const heard: Sighting[] = []
    const isWhole = () => names.every((name) => heard.some(({ raw }) => raw.includes(name)))
    // sent again until the listener has joined the group
    const timer = setInterval(() => {
      for (const name of names) socket.send(datagram(name), port, group)
    }, 20)
    for (let next = await first; next.done !== true && !isWhole(); next = await listening.next())
      heard.push(next.value)
    clearInterval(timer)
    leaving.abort()
    await listening.return()
    for (const [at, sighting] of heard.entries())
      core.services.devices.upsertFromPassive(job.id, `127.0.3.${at + 1}`, [sighting])
    expect((await page.jobs.list()).map(({ id }) => id)).toEqual([job.id])
    expect(Reflect.get({}, 'x')).toBeUndefined()
    socket.close()
  })
})
