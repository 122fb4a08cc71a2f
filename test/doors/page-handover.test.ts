/** The way of a page's connection from the browser door to the core. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openBrowserDoor } from '#electron/host/browser-door.ts'
import { linkCore } from '#electron/host/core-link.ts'
import { createDoorSessions } from '#electron/host/sessions.ts'
import { type OpenDoor, openDoor } from './open-door.ts'

const statusCall = (id: number) => JSON.stringify({ i: String(id), p: { u: '/app/status', b: {} } })

const handshake = (port: number, secret: string, key = 'AAAAAAAAAAAAAAAAAAAAAA==') =>
  `GET /contract HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\n` +
  `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n` +
  `Sec-WebSocket-Protocol: punchdown, ${secret}\r\n\r\n`

describe('a core that answers', () => {
  let here: OpenDoor
  beforeAll(async () => {
    here = await openDoor()
  })
  afterAll(() => here[Symbol.asyncDispose]())
  const newSecret = () => here.sessions.exchange(here.sessions.issueToken()) ?? ''

  it('answers the calls that a page sends as soon as its socket is open, for 64 pages at once', async () => {
    const secret = newSecret()
    const { port, origin } = here.door
    const answered = Array.from({ length: 64 }, async (_, id) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['punchdown', secret], { origin })
      socket.once('open', () => socket.send(statusCall(id)))
      const [data]: unknown[] = await once(socket, 'message')
      socket.terminate()
      return String(data)
    })
    const replies = await Promise.all(answered)
    expect(replies.map((reply) => JSON.parse(reply).i)).toEqual(replies.map((_, id) => String(id)))
  })

  it('passes on what a client sends in the same segment as its handshake', async () => {
    const { port } = here.door
    const socket = connect({ host: '127.0.0.1', port })
    // RFC 6455 section 5.2: a ping (0x89) of no octets (0x80) with the mask 0
    const ping = Buffer.from([0x89, 0x80, 0, 0, 0, 0])
    socket.write(Buffer.concat([Buffer.from(handshake(port, newSecret())), ping]))
    let received = Buffer.alloc(0)
    for await (const chunk of socket) {
      received = Buffer.concat([received, chunk])
      if (received.subarray(-2).equals(Buffer.from([0x8a, 0x00]))) break
    }
    expect(received.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /)
    expect(received.toString('latin1')).not.toContain('Sec-WebSocket-Extensions')
  })

  it('refuses a handshake that is not of RFC 6455', async () => {
    const { port } = here.door
    const socket = connect({ host: '127.0.0.1', port })
    socket.write(handshake(port, newSecret(), 'short'))
    const [data]: unknown[] = await once(socket, 'data')
    expect(String(data)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('goes on when pages reset their connections at any point of the handover', async () => {
    const secret = newSecret()
    const { port, origin } = here.door
    for (let count = 0; count < 50; count++) {
      const socket = connect({ host: '127.0.0.1', port })
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(handshake(port, secret))
      for (let turn = 0; turn < count % 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      socket.resetAndDestroy()
    }
    const socket = new WebSocket(`ws://127.0.0.1:${port}/contract`, ['punchdown', secret], { origin })
    await once(socket, 'open')
    socket.send(statusCall(1))
    await once(socket, 'message')
    socket.terminate()
  })
})

describe('a core that takes no connection', () => {
  const open = async () => {
    const parts = new AsyncDisposableStack()
    const core = parts.use(
      linkCore({
        file: join(import.meta.dirname, 'stuck-core-child.ts'),
        start: {
          kind: 'start',
          dataFolder: ':memory:',
          capabilities: [],
          keyring: null,
          practice: { practice: false, practiceOffice: false },
        },
      }),
    )
    const sessions = createDoorSessions(() => performance.now())
    const door = parts.use(await openBrowserDoor({ port: 0, pageFolder: '.', sessions, core }))
    await core.ready()
    const secret = sessions.exchange(sessions.issueToken()) ?? ''
    const handedOver = Promise.withResolvers<void>()
    const { handOver } = core
    core.handOver = (...args) => {
      handedOver.resolve()
      return handOver(...args)
    }
    const socket = connect({ host: '127.0.0.1', port: door.port })
    socket.on('error', () => undefined)
    const closed = once(socket, 'close')
    socket.resume().write(handshake(door.port, secret))
    await handedOver.promise
    return { core, door, sessions, secret, closed, [Symbol.asyncDispose]: () => parts.disposeAsync() }
  }

  it('closes it when the core ends', async () => {
    await using opened = await open()
    opened.core.log.write('end')
    await opened.closed
  })

  it('closes it when the door closes', async () => {
    await using opened = await open()
    opened.door[Symbol.dispose]()
    // the core process has a copy until it ends
    await opened.core[Symbol.asyncDispose]()
    await opened.closed
  })
})
