/** The user agent as other programs meet it: single datagrams, retransmissions, floods. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import { listen } from '#electron/platform/sockets.ts'
import type { IncomingRequest } from '#electron/sip/agent/servers.ts'
import {
  createSipUserAgent,
  type SipUserAgent,
  type SipUserAgentOptions,
  usualSipLimits,
} from '#electron/sip/agent/user-agent.ts'
import type { SipHeaders } from '#electron/sip/message/headers.ts'
import { readHead } from '#electron/sip/message/read-message.ts'
import { invalid, request } from './samples.ts'

const opened: (() => PromiseLike<void> | void)[] = []

interface Answer {
  readonly status: number
  readonly headers: SipHeaders
}
afterEach(async () => {
  for (const close of opened.splice(0)) await close()
})

async function openAgent(
  handler: (incoming: IncomingRequest) => void,
  options: Partial<SipUserAgentOptions> = {},
): Promise<SipUserAgent> {
  const agent = await createSipUserAgent({ address: '127.0.0.1', port: 0, handler, ...options })
  opened.push(() => agent[Symbol.asyncDispose]())
  return agent
}

/** A peer on an address of its own that sends what it is told to. */
async function openPeer(address: string, to: number) {
  const socket: Socket = createSocket('udp4')
  const port = await listen(socket, { address, port: 0, protocol: 'sip' })
  opened.push(() => void socket.close())
  const answers: Answer[] = []
  socket.on('message', (octets) => {
    // an answer to a malformed request brings its headers back as they are
    const { startLine, headers } = readHead(octets.toString('latin1'))
    answers.push({ status: Number(startLine.split(' ')[1]), headers })
  })
  return {
    port,
    answers,
    send: (octets: string | Buffer) => void socket.send(octets, to, '127.0.0.1'),
    /** Resolves with the first `count` answers. */
    async heard(count: number): Promise<readonly Answer[]> {
      while (answers.length < count) await once(socket, 'message')
      return answers
    },
  }
}

let branches = 0
const via = (address: string, port: number, branch = `z9hG4bK-${++branches}`) =>
  `Via: SIP/2.0/UDP ${address}:${port};branch=${branch}`

describe('a single datagram', () => {
  it('with a header that every object has is answered like every other', async () => {
    const agent = await openAgent(({ respond }) => respond(200))
    const peer = await openPeer('127.0.0.2', agent.port)
    const names = ['constructor', '__proto__', 'toString', 'valueOf', 'isPrototypeOf']
    for (const name of names) {
      peer.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.2', peer.port), `${name}: x`]))
    }
    expect((await peer.heard(names.length)).map(({ status }) => status)).toEqual(names.map(() => 200))
  })

  it.each(invalid.filter(({ answered }) => answered !== null))(
    'with $name is refused',
    async ({ text, answered }) => {
      const seen: string[] = []
      const agent = await openAgent(() => undefined, { onMalformed: ({ reason }) => seen.push(reason) })
      const peer = await openPeer('127.0.0.2', agent.port)
      peer.send(text.replace('192.0.2.7:5061', `127.0.0.2:${peer.port}`))
      const [answer] = await peer.heard(1)
      expect(answer?.status).toBe(answered)
      if (/Call-ID/.test(text)) expect(answer?.headers.get('Call-ID')).toBe('71f0@192.0.2.7')
      expect(seen).toHaveLength(1)
    },
  )

  it('of STUN, or a keep-alive, is no malformed SIP', async () => {
    const seen: string[] = []
    const agent = await openAgent(({ respond }) => respond(200), {
      onMalformed: ({ reason }) => seen.push(reason),
    })
    const peer = await openPeer('127.0.0.2', agent.port)
    const stun = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex')
    for (const octets of [
      stun,
      Buffer.alloc(20),
      Buffer.from('\r\n\r\n'),
      Buffer.from('jaK\0'),
      Buffer.alloc(0),
    ]) {
      peer.send(octets)
    }
    peer.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.2', peer.port)]))
    await peer.heard(1)
    expect(seen).toEqual([])
  })

  it('cannot throw past the boundary of its socket', async () => {
    const lines: string[] = []
    const log = {
      write: (path: string) => void lines.push(path),
      lines: () => [],
    }
    const agent = await openAgent(({ respond }) => respond(200), {
      log,
      onMalformed: () => {
        throw new Error('a bug of ours')
      },
    })
    const peer = await openPeer('127.0.0.2', agent.port)
    peer.send('hello there, gateway\r\n\r\n')
    peer.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.2', peer.port)]))
    expect((await peer.heard(1))[0]?.status).toBe(200)
    expect(lines).toContain('sip.transport.bug')
  })
})

describe('transactions', () => {
  it('match an answer whose branch came back in other letters', async () => {
    const agent = await openAgent(() => undefined)
    const socket = createSocket('udp4')
    const port = await listen(socket, { address: '127.0.0.2', port: 0, protocol: 'sip' })
    opened.push(() => void socket.close())
    socket.on('message', (octets, from) => {
      const text = octets.toString().replace(/^OPTIONS[^\r]*/, 'SIP/2.0 200 OK')
      const answer = text.replace(/branch=\S+?;/, (branch) =>
        branch.toUpperCase().replace('BRANCH', 'Branch'),
      )
      socket.send(answer, from.port, from.address)
    })
    const flow = { transport: 'udp' as const, address: '127.0.0.2', port }
    const options = agent.newRequest('OPTIONS', 'sip:x@h', { from: '<sip:a@h>', to: '<sip:x@h>', flow })
    expect((await agent.send(options, flow)).status).toBe(200)
  })

  it('give a retransmission the same answer, with or without a transaction behind it', async () => {
    let handled = 0
    const agent = await openAgent(({ request: { method }, respond }) => {
      handled += 1
      respond(method === 'REGISTER' ? 401 : 200)
    })
    const peer = await openPeer('127.0.0.2', agent.port)
    const register = request('REGISTER', 'sip:h', [via('127.0.0.2', peer.port)])
    const options = request('OPTIONS', 'sip:x@h', [via('127.0.0.2', peer.port)])
    for (const each of [register, register, options, options]) peer.send(each)
    const answers = (await peer.heard(4)).map(({ status, headers }) => `${status} ${headers.get('To')}`)
    expect(new Set(answers.filter((each) => each.startsWith('401'))).size).toBe(1)
    expect(new Set(answers.filter((each) => each.startsWith('200'))).size).toBe(1)
    // the refusal keeps no transaction, so its retransmission reached the handler
    expect(handled).toBe(3)
  })

  it('of one source give way to its own new ones, and leave room for other sources', async () => {
    const limits = { ...usualSipLimits, transactions: { most: 20, mostPerSource: 10 } }
    const waiting: IncomingRequest[] = []
    const agent = await openAgent(
      (incoming) => {
        if (incoming.request.method === 'INFO') waiting.push(incoming)
        else incoming.respond(200)
      },
      { limits },
    )
    const flooder = await openPeer('127.0.0.2', agent.port)
    const honest = await openPeer('127.0.0.3', agent.port)
    // answered ones give way
    for (let count = 0; count < 50; count++) {
      flooder.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.2', flooder.port)]))
    }
    expect((await flooder.heard(50)).every(({ status }) => status === 200)).toBe(true)
    // ones that wait for the handler do not
    for (let count = 0; count < 12; count++) {
      flooder.send(request('INFO', 'sip:x@h', [via('127.0.0.2', flooder.port), `Call-ID: ${count}`]))
    }
    expect((await flooder.heard(52)).slice(50).map(({ status }) => status)).toEqual([503, 503])
    expect(waiting).toHaveLength(10)
    honest.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.3', honest.port)]))
    expect((await honest.heard(1))[0]?.status).toBe(200)
  })

  it('are not opened for messages above the budget of their source', async () => {
    let handled = 0
    const limits = {
      ...usualSipLimits,
      messages: { perSecond: 0, burst: 10 },
      refusals: { perSecond: 0, burst: 5 },
    }
    const agent = await openAgent(
      ({ respond }) => {
        handled += 1
        respond(200)
      },
      { limits, isBusy: () => true },
    )
    const flooder = await openPeer('127.0.0.2', agent.port)
    const honest = await openPeer('127.0.0.3', agent.port)
    honest.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.3', honest.port)]))
    await honest.heard(1)
    for (let count = 0; count < 100; count++) {
      flooder.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.2', flooder.port)]))
    }
    honest.send(request('OPTIONS', 'sip:x@h', [via('127.0.0.3', honest.port)]))
    expect((await honest.heard(2))[1]?.status).toBe(200)
    const statuses = (await flooder.heard(15)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(10)
    expect(statuses.filter((status) => status === 503)).toHaveLength(5)
    expect(handled).toBe(12)
  })
})
