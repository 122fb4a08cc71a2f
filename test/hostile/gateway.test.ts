/** Attacks on the gateway core from 127.0.0.2, while a client at 127.0.0.3 goes on. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSipUserAgent, type SipUserAgent } from '#electron/sip/index.ts'
import { type Bench, openBench } from '../gateway/bench.ts'
import { flood } from './flood.ts'

const attacker = '127.0.0.2'
const honest = '127.0.0.3'
const tries = 10

let bench: Bench
let client: SipUserAgent
const ports = () => {
  const { sipPort, httpPort } = bench.gateway().status()
  return { sip: sipPort ?? 0, http: httpPort ?? 0 }
}
beforeAll(async () => {
  bench = await openBench()
  client = await createSipUserAgent({ address: honest, port: 0, handler: ({ respond }) => void respond(200) })
})
afterAll(async () => {
  await client[Symbol.asyncDispose]()
  await bench[Symbol.asyncDispose]()
})

async function optionsServed(transport: 'udp' | 'tcp'): Promise<boolean> {
  const flow = { transport, address: '127.0.0.1', port: ports().sip }
  const uri = 'sip:onboarding.test'
  const request = client.newRequest('OPTIONS', uri, { from: '<sip:a@h>', to: `<${uri}>`, flow })
  return client.send(request, flow).then(
    ({ status }) => status === 200,
    () => false,
  )
}

function fetchServed(path = '/signin'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: ports().http, localAddress: honest })
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1')
    })
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(heard.startsWith('HTTP/1.1 200')))
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
  })
}

/** `NUMBER` is replaced in each packet. */
const optionsFrom = (host: string): string =>
  `OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/UDP ${host}:9;branch=z9hG4bKfNUMBER\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:h>\r\nCall-ID: fNUMBER\r\nCSeq: 1 OPTIONS\r\n\r\n`

/** Successes of an honest client's tries, one after another. */
async function served(attempt: () => Promise<boolean>): Promise<number> {
  let successes = 0
  for (let count = 0; count < tries; count++) if (await attempt()) successes += 1
  return successes
}

/** Opens connections; where there are first octets, waits for their answer. */
async function silentConnections(
  port: number,
  count: number,
  localAddress = attacker,
  first = '',
): Promise<Disposable> {
  const sockets: Socket[] = []
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect({ host: '127.0.0.1', port, localAddress })
      socket.on('error', () => undefined)
      sockets.push(socket)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
      if (first === '') return
      socket.write(first)
      await Promise.race([once(socket, 'data'), once(socket, 'close')]).catch(() => undefined)
    }),
  )
  return { [Symbol.dispose]: () => sockets.forEach((socket) => void socket.destroy()) }
}

it('24,000 packets from one host leave the others served', async () => {
  const flooding = flood({ source: attacker, port: ports().sip, count: 24_000, text: optionsFrom(attacker) })
  expect(await served(() => optionsServed('udp'))).toBeGreaterThanOrEqual(tries * 0.9)
  await flooding
  expect(await served(() => optionsServed('udp'))).toBeGreaterThanOrEqual(tries * 0.9)
}, 60_000)

it('a packet each from 250 hosts leaves one journal entry of their surplus', async () => {
  const hosts = Array.from({ length: 250 }, (_, index) => `127.0.7.${index + 1}`)
  for (const host of hosts) {
    await using other = await createSipUserAgent({ address: host, port: 0, handler: () => undefined })
    const flow = { transport: 'udp', address: '127.0.0.1', port: ports().sip } as const
    const request = other.newRequest('OPTIONS', 'sip:h', { from: '<sip:a@h>', to: '<sip:h>', flow })
    expect((await other.send(request, flow)).status).toBe(200)
  }
  const from = bench
    .gateway()
    .log()
    .map((entry) => entry.from)
  expect(from.filter((each) => each.startsWith('127.0.7.')).length).toBeLessThanOrEqual(100)
  expect(from.filter((each) => each === '')).toHaveLength(1)
}, 30_000)

it('600 silent SIP connections from one host leave the others served', async () => {
  using _ = await silentConnections(ports().sip, 600)
  expect(await served(() => optionsServed('tcp'))).toBeGreaterThanOrEqual(tries * 0.9)
})

it.each(['sip', 'http'] as const)(
  '512 connections with a request, from 8 addresses, leave the others served (%s)',
  async (protocol) => {
    const request =
      protocol === 'sip'
        ? 'OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:h>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n'
        : 'GET /signin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
    const addresses = Array.from({ length: 8 }, (_, index) => `127.0.1.${index + 1}`)
    const held = await Promise.all(
      addresses.map((address) => silentConnections(ports()[protocol], 64, address, request)),
    )
    const attempt = protocol === 'sip' ? () => optionsServed('tcp') : () => fetchServed()
    expect(await served(attempt)).toBeGreaterThanOrEqual(tries * 0.9)
    for (const each of held) each[Symbol.dispose]()
  },
)

it('a peer that sends pings and reads no answer is dropped', async () => {
  const socket = connect({ host: '127.0.0.1', port: ports().sip, localAddress: attacker })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.pause()
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const pings = Buffer.alloc(1_048_576, '\r\n\r\n')
  const before = process.memoryUsage().rss
  let most = before
  while (!socket.destroyed) {
    const isRead = await new Promise<boolean>((resolve) => {
      socket.write(pings, (error) => resolve(error === null || error === undefined))
    })
    most = Math.max(most, process.memoryUsage().rss)
    if (!isRead) break
  }
  await closed
  expect(most - before).toBeLessThan(100 * 1_048_576)
  // the buffers of the system on both sides, and what the gateway keeps for a slow reader
  expect(socket.bytesWritten).toBeLessThan(64 * 1_048_576)
  expect(await served(() => optionsServed('tcp'))).toBeGreaterThanOrEqual(tries * 0.9)
})

const spacedNames = ['To', 'Via', 'From', 'Contact', 'Authorization', 'X-Any']

/** A REGISTER with 60 kB of spaces in one of its headers. */
function spaced(name: string, transport: 'UDP' | 'TCP'): Buffer {
  const values = new Map([
    ['Via', `SIP/2.0/${transport} 127.0.0.2;branch=z9hG4bKs`],
    ['From', '<sip:a@h>;tag=1'],
    ['To', '<sip:h>'],
    ['Call-ID', 's'],
    ['CSeq', '1 REGISTER'],
    ['Content-Length', '0'],
  ])
  values.set(name, `"a"${' '.repeat(30_000)};${' '.repeat(30_000)}${values.get(name) ?? 'x'}`)
  const lines = [...values].map(([key, value]) => `${key}: ${value}\r\n`).join('')
  return Buffer.from(`REGISTER sip:h SIP/2.0\r\n${lines}\r\n`)
}

it.each(spacedNames)(
  '200 messages with 60 kB of spaces in %s over TCP leave the others served',
  async (name) => {
    const bytes = spaced(name, 'TCP')
    const flood = (async () => {
      let socket: Socket | null = null
      for (let sent = 0; sent < 200; sent++) {
        // a refused message may end its connection
        if (socket === null || socket.destroyed) {
          socket = connect({ host: '127.0.0.1', port: ports().sip, localAddress: attacker })
          socket.on('error', () => undefined).resume()
        }
        const open = socket
        await new Promise<void>((resolve) => {
          open.once('close', () => resolve())
          open.write(bytes, () => resolve())
        })
      }
      socket?.destroy()
    })()
    expect(await served(() => optionsServed('tcp'))).toBeGreaterThanOrEqual(tries * 0.9)
    expect(await served(() => optionsServed('udp'))).toBeGreaterThanOrEqual(tries * 0.9)
    await flood
  },
)

it.each(spacedNames)('200 datagrams with 60 kB of spaces in %s leave the others served', async (name) => {
  const text = spaced(name, 'UDP').toString('latin1')
  const flooding = flood({ source: attacker, port: ports().sip, count: 200, text })
  expect(await served(() => optionsServed('udp'))).toBeGreaterThanOrEqual(tries * 0.9)
  await flooding
})

it('600 silent HTTP connections from one host leave the others served', async () => {
  using _ = await silentConnections(ports().http, 600)
  expect(await served(() => fetchServed())).toBeGreaterThanOrEqual(tries * 0.9)
})
