/** Connections of a server on real sockets: caps, first request, idle peers, peers that do not read, resets. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type ConnectionLimits, Connections, guarded, listen } from '#electron/platform/sockets.ts'

const opened: Disposable[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each[Symbol.dispose]()
})

const limits: ConnectionLimits = {
  most: 4,
  mostPerPeer: 2,
  firstRequestMs: 60_000,
  idleMs: null,
  mostUnread: 1_000_000,
}

async function openServer(changes: Partial<ConnectionLimits>, taken: (socket: Socket) => void = () => {}) {
  const connections = new Connections({ ...limits, ...changes })
  const server = createServer((socket) => {
    if (connections.adopt(socket)) taken(socket)
  })
  const port = await listen(server, { address: '127.0.0.1', port: 0, protocol: 'test' })
  opened.push(connections, { [Symbol.dispose]: () => void server.close() })
  const open = async (localAddress: string): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port, localAddress })
    socket.on('error', () => undefined)
    opened.push({ [Symbol.dispose]: () => void socket.destroy() })
    await once(socket, 'connect')
    return socket
  }
  return { connections, open }
}

it('a silent connection of a peer is replaced by its next connection', async () => {
  const { connections, open } = await openServer({})
  const first = await open('127.0.0.2')
  await open('127.0.0.2')
  const closed = once(first, 'close')
  await open('127.0.0.2')
  await closed
  expect(connections.size).toBe(2)
})

it('a connection with a request is not replaced', async () => {
  const { connections, open } = await openServer({}, (socket) => connections.requested(socket))
  await open('127.0.0.2')
  await open('127.0.0.2')
  const third = await open('127.0.0.2')
  if (!third.destroyed) await once(third, 'close')
  expect(connections.size).toBe(2)
})

it('the oldest silent connection is replaced when the server is full', async () => {
  const { connections, open } = await openServer({})
  const first = await open('127.0.0.2')
  for (const peer of ['127.0.0.2', '127.0.0.3', '127.0.0.3']) await open(peer)
  const closed = once(first, 'close')
  await open('127.0.0.4')
  await closed
  expect(connections.size).toBe(4)
})

it('a connection with a request is replaced by that of a peer with fewer, when the server is full', async () => {
  const { connections, open } = await openServer({}, (socket) => connections.requested(socket))
  const first = await open('127.0.0.2')
  for (const peer of ['127.0.0.2', '127.0.0.3', '127.0.0.3']) await open(peer)
  const closed = once(first, 'close')
  await open('127.0.0.4')
  await closed
  // each of the others holds as many as a second connection of this peer would make
  const third = await open('127.0.0.5')
  const refused = await open('127.0.0.5')
  if (!refused.destroyed) await once(refused, 'close')
  expect(third.destroyed).toBe(false)
  expect(connections.size).toBe(4)
})

it('a connection ends without a request, when idle, and when its peer does not read', async () => {
  const silent = await openServer({ firstRequestMs: 20 })
  await once(await silent.open('127.0.0.2'), 'close')
  const idle = await openServer({ firstRequestMs: 20, idleMs: 20 }, (socket) =>
    idle.connections.requested(socket),
  )
  await once(await idle.open('127.0.0.2'), 'close')
  const unread = await openServer({ firstRequestMs: 2_000, mostUnread: 1_000 }, (socket) => {
    socket.write(Buffer.alloc(32_000_000))
  })
  const reader = await unread.open('127.0.0.2')
  reader.pause()
  while (unread.connections.size > 0) await new Promise((resolve) => setImmediate(resolve))
})

it('a reset during a close does not end the process', async () => {
  const { connections, open } = await openServer({}, (socket) => connections.close(socket, 'bye'))
  for (let count = 0; count < 50; count++) (await open('127.0.0.2')).resetAndDestroy()
  while (connections.size > 0) await new Promise((resolve) => setImmediate(resolve))
})

it('reports a port in use and an address of another machine', async () => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const first = createServer()
  resolve(await listen(first, { address: '127.0.0.1', port: 0, protocol: 'test' }))
  const port = await promise
  await expect(
    listen(createServer(), { address: '127.0.0.1', port, protocol: 'test' }),
  ).rejects.toMatchObject({
    code: 'port-in-use',
    facts: { port, protocol: 'test' },
  })
  await expect(
    listen(createServer(), { address: '192.0.2.1', port: 0, protocol: 'test' }),
  ).rejects.toMatchObject({ code: 'address-not-here' })
  first.close()
})

it('a callback that throws or rejects is logged under a reference', async () => {
  const lines: unknown[] = []
  const log = { write: (path: string, fields?: unknown) => void lines.push([path, fields]), lines: () => [] }
  guarded(log, 'x', () => {
    throw new Error('a')
  })()
  guarded(log, 'x', () => Promise.reject(new Error('b')))()
  await Promise.resolve()
  expect(lines).toEqual([
    ['x.bug', expect.objectContaining({ reference: expect.any(String) })],
    ['x.bug', expect.objectContaining({ reference: expect.any(String) })],
  ])
})
