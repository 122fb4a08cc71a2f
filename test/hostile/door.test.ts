/** Refused WebSocket upgrades at the browser door: reset, and held open. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, type OpenDoor, openDoor } from '../doors/open-door.ts'

let here: OpenDoor
beforeAll(async () => {
  here = await openDoor()
})
afterAll(() => here[Symbol.asyncDispose]())

async function refusedUpgrade(): Promise<Socket> {
  const { port } = here.door
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true })
  socket.on('error', () => undefined)
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]).catch(() => undefined)
  socket.write(
    `GET /contract HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  )
  return socket
}

it('a refused upgrade that is reset ends nothing', async () => {
  for (let count = 0; count < 100; count++) (await refusedUpgrade()).resetAndDestroy()
  expect((await ask(here.door.port)).status).toBe(200)
})

it('4,096 refused upgrades that are held open leave the page served', async () => {
  const held: Socket[] = []
  for (let count = 0; count < 4_096; count += 64) {
    held.push(...(await Promise.all(Array.from({ length: 64 }, refusedUpgrade))))
  }
  expect((await ask(here.door.port)).status).toBe(200)
  for (const socket of held) socket.destroy()
}, 60_000)

it('256 connections that ask for the page again and again leave the page served', async () => {
  const { port } = here.door
  const held: Socket[] = []
  for (let count = 0; count < 256; count++) {
    const socket = connect({ host: '127.0.0.1', port })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    socket.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
    await Promise.race([once(socket, 'data'), once(socket, 'close')])
    held.push(socket)
  }
  expect((await ask(port)).status).toBe(200)
  for (const socket of held) socket.destroy()
})
