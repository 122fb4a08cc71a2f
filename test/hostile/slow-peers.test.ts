/** Peers that send a request octet by octet, or read no answer, while a phone at 127.0.0.3 fetches and sends OPTIONS. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { usualHttpLimits } from '#electron/gateway/provisioning/http-limits.ts'
import { type Bench, BenchDevice, fetchConfiguration, handset, openBench } from '../gateway/bench.ts'
import { fetchFrom } from '../gateway/other-address.ts'

const megabyte = 1_048_576
const tries = 10

let bench: Bench
beforeEach(async () => {
  bench = await openBench({ httpLimits: { ...usualHttpLimits, headersMs: 2_000, requestMs: 2_000 } })
})
afterEach(() => bench[Symbol.asyncDispose]())

const port = (protocol: 'http' | 'sip'): number => bench.gateway().status()[`${protocol}Port`] ?? 0

async function open(to: number, localAddress: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: to, localAddress })
  socket.on('error', () => undefined)
  await Promise.race([once(socket, 'connect'), once(socket, 'close')])
  return socket
}

/** The fetches of an honest phone that are answered. */
async function served(): Promise<number> {
  let count = 0
  for (let id = 10; id < 10 + tries; id++) {
    const url = `${bench.gateway().entryUrl()}/0003717C0E${id}.cfg`
    const { status } = await fetchFrom('127.0.0.3', url).catch(() => ({ status: 0 }))
    if (status === 200) count++
  }
  return count
}

it('512 connections of 8 addresses with a header octet each second end, and a phone is served beside them', async () => {
  const addresses = Array.from({ length: 8 }, (_, index) => `127.0.5.${index + 1}`)
  const slow = await Promise.all(
    addresses.flatMap((address) => Array.from({ length: 64 }, () => open(port('http'), address))),
  )
  const closed = slow.map((socket) => (socket.closed ? null : once(socket, 'close')))
  for (const socket of slow) socket.resume().write(`GET /${handset}.cfg HTTP/1.1\r\nHost: 127.0.0.1\r\nX: `)
  const drip = setInterval(() => slow.forEach((socket) => void socket.write('a')), 1_000)
  expect(await served()).toBeGreaterThanOrEqual(tries * 0.9)
  await Promise.all(closed)
  clearInterval(drip)
  expect(await served()).toBe(tries)
}, 30_000)

const requests = {
  http: 'GET /signin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  sip: 'OPTIONS sip:h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKu\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:h>\r\nCall-ID: u\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n',
}

/** Registers as a phone does, from another address than the peers. */
async function phoneRegisters(): Promise<void> {
  await using phone = await BenchDevice.open('udp', '127.0.0.3')
  const { nextUrl } = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
  const { account } = await fetchConfiguration(nextUrl)
  if (account === null) throw new Error('no account')
  expect((await phone.register(account)).status).toBe(200)
}

/** Sends up to `most` octets of requests without reading an answer; true when the server dropped the connection before. */
async function sendUnread(protocol: 'http' | 'sip', most: number): Promise<boolean> {
  const many = Buffer.from(requests[protocol].repeat(1_000))
  const socket = await open(port(protocol), '127.0.0.2')
  socket.pause()
  const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)))
  for (let sent = 0; sent < most; sent += many.length) {
    const isSent = new Promise<boolean>((resolve) => void socket.write(many, () => resolve(false)))
    if (await Promise.race([closed, isSent])) break
  }
  const isDropped = socket.destroyed
  socket.destroy()
  return isDropped
}

it('a connection has one pending HTTP request: 64 peers that send a thousand at once are dropped, and a phone is served', async () => {
  const floods = Promise.all(Array.from({ length: 64 }, () => sendUnread('http', 16 * megabyte)))
  expect(await served()).toBeGreaterThanOrEqual(tries * 0.9)
  expect((await floods).filter(Boolean)).toHaveLength(64)
  await phoneRegisters()
}, 60_000)

it('answers no request behind a pending one', async () => {
  const socket = await open(port('http'), '127.0.0.2')
  let answers = ''
  socket.on('data', (chunk) => {
    answers += chunk.toString('latin1')
  })
  const closed = once(socket, 'close')
  socket.write(requests.http.repeat(1_000))
  await closed
  expect(answers.split('HTTP/1.1 200').length - 1).toBeLessThanOrEqual(1)
})

it('answers one request after another on a connection', async () => {
  const socket = await open(port('http'), '127.0.0.2')
  for (let count = 0; count < 20; count++) {
    const answer = once(socket, 'data')
    socket.write(requests.http)
    const [first] = await answer
    expect(String(first)).toMatch(/^HTTP\/1\.1 200/)
  }
  expect(socket.destroyed).toBe(false)
  socket.destroy()
})

it('16 peers that read no answer to SIP over TCP leave a phone served', async () => {
  // the budget of the source ends the answers, not the connection
  const floods = Promise.all(Array.from({ length: 16 }, () => sendUnread('sip', megabyte)))
  expect(await served()).toBeGreaterThanOrEqual(tries * 0.9)
  await floods
  await phoneRegisters()
}, 60_000)
