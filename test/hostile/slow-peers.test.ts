/** Peers that send a request octet by octet, or read no answer, while a phone at 127.0.0.3 fetches and sends OPTIONS. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
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

describe.each([
  // the rate limit of the source ends the answers of SIP, not the connection
  { protocol: 'http', peers: 64, most: 16 * megabyte, dropped: 64 },
  { protocol: 'sip', peers: 16, most: megabyte, dropped: 0 },
] as const)('$peers peers that read no answer ($protocol)', ({ protocol, peers, most, dropped }) => {
  it('get a bounded share of memory, and a phone is served', async () => {
    const many = Buffer.from(requests[protocol].repeat(1_000))
    const before = process.memoryUsage().rss
    let mostMemory = before
    /** Whether the server dropped the connection before `most` octets were sent. */
    const flood = async (): Promise<boolean> => {
      const socket = await open(port(protocol), '127.0.0.2')
      socket.pause()
      const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)))
      for (let sent = 0; sent < most; sent += many.length) {
        const isSent = new Promise<boolean>((resolve) => void socket.write(many, () => resolve(false)))
        if (await Promise.race([closed, isSent])) break
        mostMemory = Math.max(mostMemory, process.memoryUsage().rss)
      }
      const isDropped = socket.destroyed
      socket.destroy()
      return isDropped
    }
    const floods = Promise.all(Array.from({ length: peers }, flood))
    expect(await served()).toBeGreaterThanOrEqual(tries * 0.9)
    expect((await floods).filter(Boolean).length).toBeGreaterThanOrEqual(dropped)
    expect(mostMemory - before).toBeLessThan(250 * megabyte)
    await using phone = await BenchDevice.open('udp', '127.0.0.3')
    const { nextUrl } = await fetchConfiguration(`${bench.gateway().entryUrl()}/${handset}.cfg`)
    const { account } = await fetchConfiguration(nextUrl)
    if (account === null) throw new Error('no account')
    expect((await phone.register(account)).status).toBe(200)
  }, 60_000)
})
