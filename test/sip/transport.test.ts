/** Transports on real sockets: UDP, TCP and TLS, IPv4 and IPv6, connections that end or do not read. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { IncomingRequest } from '#electron/sip/agent/servers.ts'
import {
  createSipUserAgent,
  type SipUserAgent,
  type SipUserAgentOptions,
  usualSipLimits,
} from '#electron/sip/agent/user-agent.ts'
import { createAdmission } from '#electron/sip/transport/admission.ts'
import type { Destination } from '#electron/sip/transport/flow.ts'
import { createPinger, isKeepAlive } from '#electron/sip/transport/keep-alive.ts'
import { selfSigned } from '../drivers/servers.ts'
import { createFakeTiming } from './fake-network.ts'
import { request } from './samples.ts'

const opened: (() => PromiseLike<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

async function openAgent(
  options: Partial<SipUserAgentOptions> = {},
): Promise<SipUserAgent & { heard: IncomingRequest[] }> {
  const heard: IncomingRequest[] = []
  const agent = await createSipUserAgent({
    ...{ address: '127.0.0.1', port: 0 },
    handler(incoming) {
      heard.push(incoming)
      incoming.respond(200)
    },
    ...options,
  })
  opened.push(() => agent[Symbol.asyncDispose]())
  return Object.assign(agent, { heard })
}

const options = (from: SipUserAgent, to: Destination) =>
  from.send(from.newRequest('OPTIONS', 'sip:h', { from: '<sip:a@h>', to: '<sip:h>', flow: to }), to)

async function openConnection(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port })
  opened.push(() => socket.destroy())
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

describe('a user agent', () => {
  it('listens for UDP and TCP on one port', async () => {
    const [server, client] = [await openAgent(), await openAgent()]
    for (const transport of ['udp', 'tcp'] as const) {
      const to = { transport, address: server.address, port: server.port }
      expect((await options(client, to)).status).toBe(200)
    }
    expect(server.heard.map(({ flow }) => [flow.transport, flow.reliable])).toEqual([
      ['udp', false],
      ['tcp', true],
    ])
  })

  it('listens for TLS on a port of its own, and sends over TLS to a server whose authority it trusts', async () => {
    const { cert, key } = await selfSigned('practice.test')
    const server = await openAgent({ tls: { port: 0, cert, key } })
    const client = await openAgent({ tls: { port: 0, cert, key, ca: cert } })
    const to = { transport: 'tls', address: server.address, port: server.tlsPort ?? 0 } as const
    expect((await options(client, to)).status).toBe(200)
    expect((await options(client, to)).status).toBe(200)
    expect(server.heard.map(({ flow }) => flow.transport)).toEqual(['tls', 'tls'])
    expect(server.heard[0]?.flow.id).toBe(server.heard[1]?.flow.id)
    expect(server.heard[0]?.request.headers.get('Via')).toContain(`SIP/2.0/TLS 127.0.0.1:${client.tlsPort};`)
    const stranger = await openAgent()
    await expect(options(stranger, to)).rejects.toMatchObject({ code: 'unreachable' })
  })

  it.skipIf(networkInterfaces().lo?.some(({ address }) => address === '::1') !== true)(
    'listens on an IPv6 address, written in brackets',
    async () => {
      const [server, client] = [await openAgent({ address: '::1' }), await openAgent({ address: '::1' })]
      for (const transport of ['udp', 'tcp'] as const) {
        expect((await options(client, { transport, address: '::1', port: server.port })).status).toBe(200)
      }
      expect(server.heard[0]?.request.headers.get('Via')).toContain(`SIP/2.0/UDP [::1]:${client.port};`)
    },
  )

  it('handles a few messages of one connection in a turn of the event loop, and all of them', async () => {
    const counts: number[] = []
    let [inTurn, total] = [0, 0]
    const server = await openAgent({
      handler(incoming) {
        incoming.respond(200)
        total += 1
        if (inTurn === 0) {
          setImmediate(() => {
            counts.push(inTurn)
            inTurn = 0
          })
        }
        inTurn += 1
      },
    })
    const socket = await openConnection(server.port)
    const many = Array.from({ length: 300 }, (_, n) =>
      request('OPTIONS', 'sip:desk@practice.test', [
        `Via: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK${n}`,
        `Call-ID: ${n}`,
        'Content-Length: 0',
      ]),
    )
    let answers = ''
    const answered = new Promise<void>((resolve) => {
      socket.setEncoding('latin1').on('data', (text: string) => {
        answers += text
        if (answers.split('SIP/2.0 200 ').length > many.length) resolve()
      })
    })
    socket.write(many.join(''))
    await answered
    expect(total).toBe(many.length)
    expect(Math.max(...counts)).toBeLessThanOrEqual(8)
  })

  it('opens one connection for requests at the same time, and another after it has ended', async () => {
    const [server, client] = [await openAgent(), await openAgent()]
    const to = { transport: 'tcp', address: server.address, port: server.port } as const
    await Promise.all([options(client, to), options(client, to)])
    expect(server.connections).toBe(1)
    await server[Symbol.asyncDispose]()
    await expect(options(client, to)).rejects.toMatchObject({
      code: expect.stringMatching(/unreachable|connection-lost/),
    })
    const again = await openAgent({ port: server.port })
    expect((await options(client, to)).status).toBe(200)
    expect(again.heard).toHaveLength(1)
  })

  it('reports a peer that refuses the connection, and one that closes it', async () => {
    const client = await openAgent()
    const closing = createServer((socket) => socket.destroy())
    closing.listen(0, '127.0.0.1')
    await once(closing, 'listening')
    const address = closing.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    closing.close()
    await once(closing, 'close')
    const to = { transport: 'tcp', address: '127.0.0.1', port } as const
    await expect(options(client, to)).rejects.toMatchObject({ code: 'unreachable' })
  })
})

describe('§18.2.2', () => {
  it('sends the response over a new connection when that of the request is gone', async () => {
    const waiting: IncomingRequest[] = []
    const server = await openAgent({ handler: (incoming) => void waiting.push(incoming) })
    const listener = createServer()
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    opened.push(() => listener.close())
    const address = listener.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const socket = await openConnection(server.port)
    socket.write(request('INFO', 'sip:h', [`Via: SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bK1`, 'l: 0']))
    const accepted = once(listener, 'connection')
    socket.end()
    await once(socket, 'close')
    while (waiting[0]?.flow.closed !== true) await new Promise(setImmediate)
    waiting[0].respond(200)
    const [connection]: Socket[] = await accepted
    if (connection === undefined) throw new Error('no connection')
    const [answer]: Buffer[] = await once(connection, 'data')
    expect(String(answer)).toMatch(/^SIP\/2.0 200/)
    connection.destroy()
  })
})

describe('RFC 5626 §4.4.1 keep-alive', () => {
  it('answers CRLF CRLF with CRLF, also when it comes in two segments', async () => {
    const server = await openAgent()
    const socket = await openConnection(server.port)
    socket.setNoDelay(true)
    socket.write('\r\n')
    socket.write('\r\n')
    const [pong]: Buffer[] = await once(socket, 'data')
    expect(String(pong)).toBe('\r\n')
  })

  it('a pinger sends at 80 to 100 % of its interval, and reports a flow without a pong after ten seconds', () => {
    const timing = createFakeTiming()
    const sent: string[] = []
    let lost = 0
    const pinger = createPinger(
      { send: (octets) => void sent.push(String(octets)) },
      ...([100_000, timing, () => 0.5, () => void lost++] as const),
    )
    timing.advance(89_999)
    expect(sent).toEqual([])
    timing.advance(1)
    expect(sent).toEqual(['\r\n\r\n'])
    pinger.heard()
    timing.advance(90_000)
    expect(sent).toHaveLength(2)
    timing.advance(9_999)
    expect(lost).toBe(0)
    timing.advance(1)
    expect(lost).toBe(1)
    pinger[Symbol.dispose]()
    expect(timing.pending).toBe(0)
  })

  it('§3.5.2 STUN and line ends on the SIP port are no SIP', () => {
    expect(isKeepAlive(Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex'))).toBe(true)
    expect(isKeepAlive(Buffer.from('\r\n\r\n\r\n\r\n'))).toBe(true)
    expect(isKeepAlive(Buffer.from('jaK\0'))).toBe(true)
    expect(isKeepAlive(Buffer.from('\r\n\r\nOPTIONS sip:h SIP/2.0\r\n'))).toBe(false)
    expect(isKeepAlive(Buffer.from('OPTIONS sip:h SIP/2.0'))).toBe(false)
  })
})

describe('a connection', () => {
  it('whose peer does not read is closed when its queue is full', async () => {
    const connections = {
      most: 8,
      mostPerPeer: 8,
      firstRequestMs: 10_000,
      idleMs: 60_000,
      mostUnread: 65_536,
    }
    const server = await openAgent({ limits: { ...usualSipLimits, connections } })
    const socket = await openConnection(server.port)
    socket.pause()
    const text = request('OPTIONS', 'sip:h', [
      'Via: SIP/2.0/TCP h;branch=z9hG4bK',
      'l: 0',
      `Call-ID: ${'x'.repeat(4_000)}`,
    ])
    const closed = new Promise((resolve) => socket.once('close', resolve))
    const write = (): void => {
      while (!socket.destroyed && socket.write(text));
    }
    socket.on('drain', write)
    write()
    await closed
    expect(socket.bytesWritten).toBeLessThan(64 * 1_048_576)
    // the two ends of a connection see its end at different times
    await vi.waitFor(() => expect(server.connections).toBe(0))
  })

  it('of which no message can be cut gets 400 and is closed', async () => {
    const server = await openAgent()
    const socket = await openConnection(server.port)
    socket.write(request('OPTIONS', 'sip:h', ['Via: SIP/2.0/TCP h;branch=z9hG4bK1', 'l: -5']))
    const [answer]: Buffer[] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^SIP\/2.0 400/)
    await once(socket, 'close')
    expect(server.heard).toHaveLength(0)
  })
})

describe('admission', () => {
  const limits = { messages: { perSecond: 0, burst: 2 }, refusals: { perSecond: 0, burst: 1 } }

  it('lets a source use more than its budget while the process is idle', () => {
    const admission = createAdmission(
      limits,
      () => 0,
      () => false,
    )
    expect(Array.from({ length: 5 }, () => admission.admit('a'))).toEqual(Array(5).fill('admit'))
  })

  it('lets the only source use more than its budget while the process is busy', () => {
    let now = 0
    const admission = createAdmission(
      limits,
      () => now,
      () => true,
    )
    expect(Array.from({ length: 5 }, () => admission.admit('a'))).toEqual(Array(5).fill('admit'))
    admission.admit('b')
    expect([admission.admit('a'), admission.admit('a')]).toEqual(['refuse', 'drop'])
    now = 5_001
    expect(admission.admit('a')).toBe('admit')
  })

  it('keeps each source to its budget while the process is busy', () => {
    let busy = false
    const admission = createAdmission(
      limits,
      () => 0,
      () => busy,
    )
    admission.admit('b')
    admission.admit('a')
    admission.admit('a')
    busy = true
    expect(Array.from({ length: 3 }, () => admission.admit('a'))).toEqual(['refuse', 'drop', 'drop'])
    expect(admission.admit('b')).toBe('admit')
    expect(admission.mayRefuse('b')).toBe(true)
    expect(admission.mayRefuse('b')).toBe(false)
  })
})
