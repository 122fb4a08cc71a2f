/** Refused WebSocket upgrades at the browser door: reset, and held open. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowserDoor } from '#electron/host/browser-door.ts'
import { createDoorSessions } from '#electron/host/sessions.ts'
import { ask, type OpenDoor, openDoor, tokenOf } from '../doors/open-door.ts'

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

it('a program that takes the port of an ended door gets no token and no secret that works later', async () => {
  await using next = await openDoor()
  const ended = await openDoor()
  const { port, origin } = ended.door
  const granted = await ask(port, {
    ...{ path: '/session', method: 'POST', origin, body: tokenOf(ended.door.link()) },
  })
  expect(granted.status).toBe(200)
  const unused = ended.door.link()
  await ended[Symbol.asyncDispose]()

  // a page that is still open asks again for its socket and its session, and sends its secret
  const taken: string[] = []
  const thief = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (octets: Buffer) => {
      taken.push(octets.toString('latin1'))
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    })
  })
  thief.listen({ host: '127.0.0.1', port })
  await once(thief, 'listening')
  await ask(port, { path: '/session', authorization: `Bearer ${granted.body}` })
  await ask(port, { path: new URL(unused).pathname })
  thief.close()
  expect(taken.join('')).toContain(granted.body)
  expect(taken.join('')).not.toContain(tokenOf(unused))

  using later = await openBrowserDoor({
    ...{ port, pageFolder: '/nowhere', core: next.core },
    sessions: createDoorSessions(() => performance.now()),
  })
  for (const door of [later, next.door]) {
    const asked = { path: '/session', origin: door.origin }
    expect((await ask(door.port, { ...asked, authorization: `Bearer ${granted.body}` })).status).toBe(401)
    for (const body of [granted.body, tokenOf(unused)])
      expect((await ask(door.port, { ...asked, method: 'POST', body })).status).toBe(401)
  }
})
