/** One phone among misbehaving hosts: it is identified, and the scan ends in bounded time and memory. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createCore } from '#electron/app/core.ts'
import type { ScanEvent } from '#shared/model/scan.ts'
import { freePorts } from '#test/support/core.ts'

// loopback addresses other than 127.0.0.1 exist without configuration on Linux only
const wide = process.platform === 'linux'

type OnTcp = (socket: Socket, octets: Buffer, sent: (count: number) => void) => void
type OnUdp = (octets: Buffer, answer: (reply: Buffer) => void, elsewhere: (reply: Buffer) => void) => void
interface Bad {
  readonly what: string
  readonly tcp?: OnTcp
  readonly udp?: OnUdp
}

const sipAnswer = (request: Buffer, agent: string): Buffer => {
  const text = request.toString()
  const back = (name: string) => new RegExp(`^${name}: .*$`, 'm').exec(text)?.[0] ?? ''
  const lines = [
    'SIP/2.0 200 OK',
    ...['Via', 'From', 'To', 'Call-ID', 'CSeq'].map(back),
    `User-Agent: ${agent}`,
    '',
    '',
  ]
  return Buffer.from(lines.join('\r\n'))
}
const phone = 'Yealink SIP-T46U 108.86.5.1'

/** Writes until the peer closes. */
const flood =
  (head: string, piece: Buffer): OnTcp =>
  (socket, _octets, sent) => {
    socket.write(head)
    const more = () => {
      while (!socket.destroyed && socket.write(piece)) sent(piece.length)
    }
    socket.on('drain', more)
    more()
  }
const drip =
  (head: string): OnTcp =>
  (socket) => {
    socket.write(head)
    const timer = setInterval(() => socket.write('x'), 30)
    socket.on('close', () => clearInterval(timer))
  }
const says =
  (text: string | Buffer): OnTcp =>
  (socket) => {
    socket.end(text)
  }

const neighbours: readonly Bad[] = [
  { what: 'takes everything and says nothing', tcp: () => undefined, udp: () => undefined },
  { what: 'a head, a byte at a time', tcp: drip('HTTP/1.1 200 OK\r\nX: ') },
  { what: 'a page, a byte at a time', tcp: drip('HTTP/1.1 200 OK\r\n\r\n<title>') },
  { what: 'an endless page', tcp: flood('HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(65_536, 'x')) },
  { what: 'an endless head', tcp: flood('HTTP/1.1 200 OK\r\n', Buffer.from('X: y\r\n'.repeat(9_000))) },
  { what: 'an endless line', tcp: flood('', Buffer.alloc(65_536, 'x')) },
  {
    what: 'redirects for ever',
    tcp: (socket, octets) =>
      socket.end(`HTTP/1.1 302 x\r\nLocation: ${/GET (\S+)/.exec(octets.toString())?.[1] ?? '/'}x\r\n\r\n`),
  },
  { what: 'redirects to somebody else', tcp: says('HTTP/1.1 302 x\r\nLocation: http://127.0.92.1/\r\n\r\n') },
  { what: 'hangs up in a header', tcp: says('HTTP/1.1 200 OK\r\nSer') },
  { what: 'another protocol', tcp: says('SSH-2.0-OpenSSH_9.2\r\n') },
  { what: 'zero bytes', tcp: says(Buffer.alloc(100)), udp: (_octets, answer) => answer(Buffer.alloc(100)) },
  { what: 'SIP garbage', udp: (_octets, answer) => answer(Buffer.from('SIP/2.0 200 OK\r\n\0\xff')) },
  { what: 'an echo', tcp: (socket, octets) => socket.write(octets), udp: (octets, answer) => answer(octets) },
  {
    what: 'an answer from another port',
    udp: (octets, _answer, elsewhere) => elsewhere(sipAnswer(octets, phone)),
  },
  {
    what: 'a hundred answers to each question',
    udp: (octets, answer) => {
      for (let i = 0; i < 100; i++)
        answer(Buffer.concat([octets.subarray(0, 200), Buffer.alloc(60_000, 'x')]))
    },
  },
]

describe.skipIf(!wide)(`bad neighbours${wide ? '' : ' (skipped: loopback has one address here)'}`, () => {
  it('do not prevent a scan from ending and from identifying the phone', async () => {
    const free = await freePorts()
    const ports = { http: free.http, https: free.http, sip: free.sip, snmp: free.snmp }
    await using parts = new AsyncDisposableStack()
    const open = new Set<Socket>()
    let sent = 0
    const stranger: string[] = []
    for (const [i, { tcp, udp }] of neighbours.entries()) {
      const address = `127.0.91.${i + 1}`
      if (tcp !== undefined) {
        const hear = (socket: Socket) =>
          socket.once('data', (octets) => tcp(socket, octets, (count) => (sent += count)))
        parts.use(await tcpHost(address, ports.http, open, hear))
      }
      if (udp !== undefined)
        for (const port of [ports.sip, ports.snmp]) parts.use(await udpHost(address, port, udp))
    }
    const good = `127.0.91.${neighbours.length + 1}`
    parts.use(await udpHost(good, ports.sip, (octets, answer) => answer(sipAnswer(octets, phone))))
    parts.use(await tcpHost('127.0.92.1', ports.http, open, () => stranger.push('asked')))

    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const { jobs, scans } = core.services
    const job = jobs.create({ name: 'A', site: '', region: 'emea', language: 'en', mode: 'live' })
    const events: ScanEvent[] = []
    for await (const event of scans.scan(job.id, { targets: ['127.0.91.0/27'], ports }, undefined))
      events.push(event)

    expect(events.at(-1)).toMatchObject({ kind: 'ended', cancelled: false })
    const devices = events.flatMap((event) => (event.kind === 'devices' ? event.devices : []))
    const named = devices.filter(({ identity }) => identity.vendor !== null || identity.model !== null)
    expect(named.map(({ address, identity }) => [address, identity.model])).toEqual([[good, 'SIP-T46U']])
    // every host with a readable answer is listed
    expect(devices.length).toBeGreaterThan(1)
    expect(stranger).toEqual([])
    // the capacity of the buffers of a few sockets; a scan that kept reading would have received gigabytes
    expect(sent).toBeLessThan(150_000_000)
    await expect.poll(() => open.size, { timeout: 5_000 }).toBe(0)
  }, 60_000)
})

async function tcpHost(address: string, port: number, open: Set<Socket>, hear: (socket: Socket) => void) {
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    hear(socket)
  })
  server.listen(port, address)
  await once(server, 'listening')
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

async function udpHost(address: string, port: number, hear: OnUdp): Promise<Disposable> {
  const sockets: UdpSocket[] = []
  const at = async (own: number) => {
    const socket = createSocket('udp4')
    socket.bind(own, address)
    await once(socket, 'listening')
    sockets.push(socket)
    return socket
  }
  const [socket, other] = [await at(port), await at(0)]
  socket.on('message', (octets, from) =>
    hear(
      octets,
      (reply) => socket.send(reply, from.port, from.address, () => undefined),
      (reply) => other.send(reply, from.port, from.address, () => undefined),
    ),
  )
  return {
    [Symbol.dispose]() {
      for (const each of sockets) each.close()
    },
  }
}
