/** Client transactions on a fake clock (RFC 3261 §17.1, §9.1, §13.2.2.4; RFC 6026). */
import { describe, expect, it } from 'vitest'
import type { SipRequest } from '#electron/sip/message/message.ts'
import type { ClientEvent } from '#electron/sip/transaction/client-events.ts'
import { createFakeAgent, type FakeAgent } from './fake-network.ts'

const to = { transport: 'udp', address: '192.0.2.7', port: 5061 } as const

function newRequest(
  { core, flow }: FakeAgent,
  method: string,
  headers: Record<string, string> = {},
): SipRequest {
  return core.newRequest(method, 'sip:desk@practice.test', {
    from: '<sip:lobby@practice.test>',
    to: '<sip:desk@practice.test>',
    ...{ flow, headers },
  })
}

/** Runs an INVITE; events as words: `180`, `200 tag`, `timeout`. */
function call(agent: FakeAgent, headers: Record<string, string> = {}) {
  const events: string[] = []
  const responses: Extract<ClientEvent, { response: unknown }>['response'][] = []
  const request = newRequest(agent, 'INVITE', headers)
  const invite = agent.core.invite(request, agent.flow, (event) => {
    if (event.kind === 'timeout' || event.kind === 'transport-error') events.push(event.kind)
    else {
      responses.push(event.response)
      events.push(`${event.kind} ${event.response.status}`)
    }
  })
  return { events, responses, request, invite }
}

describe('§17.1.1.2 INVITE client transaction', () => {
  it('timer A: resends after T1, doubling, until timer B ends it after 64 × T1', () => {
    const agent = createFakeAgent()
    const { events } = call(agent)
    agent.timing.advance(499)
    expect(agent.flow.lines()).toEqual(['INVITE'])
    agent.timing.advance(1)
    expect(agent.flow.lines()).toHaveLength(2)
    agent.timing.advance(1_000)
    expect(agent.flow.lines()).toHaveLength(3)
    agent.timing.advance(30_499)
    expect(agent.flow.lines()).toHaveLength(7)
    expect(events).toEqual([])
    agent.timing.advance(1)
    expect(events).toEqual(['timeout'])
    expect(agent.timing.pending).toBe(0)
  })

  it('does not resend over a reliable flow', () => {
    const agent = createFakeAgent(undefined, { transport: 'tcp' })
    const { events } = call(agent)
    agent.timing.advance(32_000)
    expect(agent.flow.lines()).toEqual(['INVITE'])
    expect(events).toEqual(['timeout'])
  })

  it('a provisional response stops timers A and B', () => {
    const agent = createFakeAgent()
    const { events, request } = call(agent)
    agent.answer(request, 100)
    agent.answer(request, 180)
    agent.timing.advance(200_000)
    expect(agent.flow.lines()).toEqual(['INVITE'])
    expect(events).toEqual(['provisional 100', 'provisional 180'])
  })

  it('tells a transport error once', () => {
    const agent = createFakeAgent()
    agent.flow.failing = new Error('lost')
    const { events, request } = call(agent)
    agent.flow.failing = null
    agent.answer(request, 200)
    agent.timing.advance(60_000)
    expect(events).toEqual(['transport-error'])
    expect(agent.timing.pending).toBe(0)
  })
})

describe('§17.1.1.3 ACK of a final response other than 2xx', () => {
  it('copies Request-URI, Call-ID, From, Via and Route of the INVITE, and To of the response', () => {
    const agent = createFakeAgent()
    const { request, events } = call(agent, { Route: '<sip:proxy.practice.test;lr>' })
    agent.answer(request, 486)
    const ack = agent.flow.sent[1]
    if (ack?.kind !== 'request') throw new Error('no ACK')
    expect(ack.method).toBe('ACK')
    expect(ack.uri).toBe(request.uri)
    for (const name of ['Via', 'From', 'Call-ID', 'Route'])
      expect(ack.headers.all(name)).toEqual(request.headers.all(name))
    expect(ack.headers.get('To')).toBe('<sip:desk@practice.test>;tag=peer')
    expect(ack.headers.get('CSeq')).toBe('1 ACK')
    expect(events).toEqual(['failure 486'])
  })

  it('is sent again for a retransmission until timer D, without a second event', () => {
    const agent = createFakeAgent()
    const { request, events } = call(agent)
    agent.answer(request, 486)
    agent.timing.advance(31_999)
    agent.answer(request, 486)
    expect(agent.flow.lines()).toEqual(['INVITE', 'ACK', 'ACK'])
    agent.timing.advance(1)
    agent.answer(request, 486)
    expect(agent.flow.lines()).toHaveLength(3)
    expect(events).toEqual(['failure 486'])
    expect(agent.timing.pending).toBe(0)
  })

  it('ends at once over a reliable flow', () => {
    const agent = createFakeAgent(undefined, { transport: 'tls' })
    const { request } = call(agent)
    agent.answer(request, 603)
    expect(agent.flow.lines()).toEqual(['INVITE', 'ACK'])
    expect(agent.timing.pending).toBe(0)
  })
})

describe('RFC 6026 §7.2 Accepted', () => {
  it('passes the 2xx of every fork to the user, for 64 × T1', () => {
    const agent = createFakeAgent()
    const { request, events, responses, invite } = call(agent)
    agent.answer(request, 180)
    agent.answer(request, 200, { To: '<sip:desk@practice.test>;tag=one', Contact: '<sip:one@192.0.2.8>' })
    agent.answer(request, 200, { To: '<sip:desk@practice.test>;tag=two', Contact: '<sip:two@192.0.2.9>' })
    expect(events).toEqual(['provisional 180', 'success 200', 'success 200'])
    for (const response of responses.slice(1)) invite.acknowledge(response)
    const acks = agent.flow.sent.slice(1)
    expect(acks.map((ack) => (ack.kind === 'request' ? `${ack.method} ${ack.uri}` : ''))).toEqual([
      'ACK sip:one@192.0.2.8',
      'ACK sip:two@192.0.2.9',
    ])
    // §13.2.2.4: an ACK of a 2xx has a branch of its own
    expect(new Set(agent.flow.sent.map(({ headers }) => headers.get('Via'))).size).toBe(3)
    agent.timing.advance(32_000)
    agent.answer(request, 200, { To: '<sip:desk@practice.test>;tag=three' })
    expect(events).toHaveLength(3)
    expect(agent.timing.pending).toBe(0)
  })

  it('§13.2.2.4 acknowledges a retransmitted 2xx again, without an event', () => {
    const agent = createFakeAgent()
    const { request, events, responses, invite } = call(agent)
    agent.answer(request, 200)
    if (responses[0] !== undefined)
      invite.acknowledge(responses[0], { octets: Buffer.from('v=0'), contentType: 'application/sdp' })
    agent.answer(request, 200)
    expect(events).toEqual(['success 200'])
    expect(agent.flow.lines()).toEqual(['INVITE', 'ACK', 'ACK'])
    expect(agent.flow.sent[2]?.body.toString()).toBe('v=0')
  })

  it('§12.1.2 the ACK follows the Record-Route of the 2xx in reverse order', () => {
    const agent = createFakeAgent()
    const { request, responses, invite } = call(agent, { Authorization: 'Digest username="a"' })
    agent.answer(request, 200, {
      Contact: '<sip:desk@192.0.2.8>',
      'Record-Route': ['<sip:p2.test;lr>', '<sip:p1.test;lr>'],
    })
    if (responses[0] !== undefined) invite.acknowledge(responses[0])
    const ack = agent.flow.sent[1]
    expect(ack?.headers.all('Route')).toEqual(['<sip:p1.test;lr>', '<sip:p2.test;lr>'])
    expect(ack?.headers.get('Authorization')).toBe('Digest username="a"')
  })

  it('§12.2.1.1 a strict router becomes the Request-URI', () => {
    const agent = createFakeAgent()
    const { request, responses, invite } = call(agent)
    agent.answer(request, 200, {
      Contact: '<sip:desk@192.0.2.8>',
      'Record-Route': ['<sip:p2.test;lr>', '<sip:old.test>'],
    })
    if (responses[0] !== undefined) invite.acknowledge(responses[0])
    const ack = agent.flow.sent[1]
    expect(ack?.kind === 'request' && ack.uri).toBe('sip:old.test')
    expect(ack?.headers.all('Route')).toEqual(['<sip:p2.test;lr>', '<sip:desk@192.0.2.8>'])
  })
})

describe('send() of an INVITE', () => {
  it('§13.2.2.4 declines the 2xx of a second fork with ACK and BYE', async () => {
    const agent = createFakeAgent()
    const request = newRequest(agent, 'INVITE')
    const sending = agent.core.send(request, agent.flow)
    agent.answer(request, 200, { To: '<sip:desk@practice.test>;tag=one' })
    const response = await sending
    agent.core.ack(response, request)
    agent.answer(request, 200, { To: '<sip:desk@practice.test>;tag=two' })
    expect(agent.flow.lines()).toEqual(['INVITE', 'ACK', 'ACK', 'BYE'])
    expect(agent.flow.sent[3]?.headers.get('To')).toBe('<sip:desk@practice.test>;tag=two')
    expect(agent.flow.sent[3]?.headers.get('CSeq')).toBe('2 BYE')
  })

  it('is rejected when the user agent closes', async () => {
    const agent = createFakeAgent()
    const sending = agent.core.send(newRequest(agent, 'INVITE'), agent.flow)
    agent.core[Symbol.dispose]()
    await expect(sending).rejects.toMatchObject({ code: 'connection-lost' })
    await expect(agent.core.send(newRequest(agent, 'OPTIONS'), to)).rejects.toMatchObject({
      code: 'connection-lost',
    })
    expect(agent.timing.pending).toBe(0)
  })
})

describe('§9.1 CANCEL', () => {
  it('waits for a provisional response, and is a transaction of its own', () => {
    const agent = createFakeAgent()
    const { request, invite, events } = call(agent, { Route: '<sip:proxy.practice.test;lr>' })
    invite.cancel()
    expect(agent.flow.lines()).toEqual(['INVITE'])
    agent.answer(request, 180)
    invite.cancel()
    expect(agent.flow.lines()).toEqual(['INVITE', 'CANCEL'])
    const cancel = agent.flow.sent[1]
    expect(cancel?.headers.all('Via')).toEqual([request.headers.get('Via')])
    expect(cancel?.headers.all('Route')).toEqual(['<sip:proxy.practice.test;lr>'])
    agent.timing.advance(500)
    expect(agent.flow.lines()).toEqual(['INVITE', 'CANCEL', 'CANCEL'])
    agent.answer(cancel, 200)
    agent.timing.advance(2_000)
    expect(agent.flow.lines()).toHaveLength(3)
    agent.answer(request, 487)
    expect(agent.flow.lines()).toEqual(['INVITE', 'CANCEL', 'CANCEL', 'ACK'])
    expect(events).toEqual(['provisional 180', 'failure 487'])
  })

  it('gives up 64 × T1 later when the 487 is lost', () => {
    const agent = createFakeAgent()
    const { request, invite, events } = call(agent)
    agent.answer(request, 180)
    invite.cancel()
    agent.answer(agent.flow.sent[1], 200)
    agent.answer(request, 180)
    agent.timing.advance(31_999)
    expect(events).toEqual(['provisional 180', 'provisional 180'])
    agent.timing.advance(1)
    expect(events).toEqual(['provisional 180', 'provisional 180', 'timeout'])
    agent.timing.advance(60_000)
    expect(agent.timing.pending).toBe(0)
  })

  it('has no effect on an answered call', () => {
    const agent = createFakeAgent()
    const { request, invite, events } = call(agent)
    agent.answer(request, 180)
    agent.answer(request, 200)
    invite.cancel()
    expect(agent.flow.lines()).toEqual(['INVITE'])
    expect(events).toEqual(['provisional 180', 'success 200'])
  })

  it('of another method forgets the request', async () => {
    const agent = createFakeAgent()
    const stopping = new AbortController()
    const sending = agent.core.send(newRequest(agent, 'OPTIONS'), agent.flow, { signal: stopping.signal })
    stopping.abort()
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' })
    expect(agent.timing.pending).toBe(0)
  })
})

describe('§17.1.2.2 non-INVITE client transaction', () => {
  const send = (agent: FakeAgent) => {
    const request = newRequest(agent, 'OPTIONS')
    const provisional: number[] = []
    const sending = agent.core.send(request, agent.flow, {
      onProvisional: ({ status }) => void provisional.push(status),
    })
    return { request, sending, provisional }
  }

  it('timer E: resends after T1, doubling up to T2, until timer F ends it after 64 × T1', async () => {
    const agent = createFakeAgent()
    const { sending } = send(agent)
    agent.timing.advance(31_999)
    // 0, 0.5, 1.5, 3.5, then every 4 s
    expect(agent.flow.lines()).toHaveLength(11)
    agent.timing.advance(1)
    await expect(sending).rejects.toMatchObject({ code: 'timed-out' })
    expect(agent.timing.pending).toBe(0)
  })

  it('resends every T2 after a provisional response', async () => {
    const agent = createFakeAgent()
    const { request, sending, provisional } = send(agent)
    agent.answer(request, 100)
    agent.timing.advance(500)
    expect(agent.flow.lines()).toHaveLength(2)
    agent.timing.advance(4_000)
    expect(agent.flow.lines()).toHaveLength(3)
    agent.answer(request, 404)
    expect((await sending).status).toBe(404)
    expect(provisional).toEqual([100])
    agent.timing.advance(4_999)
    expect(agent.timing.pending).toBe(1)
    agent.timing.advance(1)
    expect(agent.timing.pending).toBe(0)
  })

  it('ends at once over a reliable flow', async () => {
    const agent = createFakeAgent(undefined, { transport: 'tcp' })
    const { request, sending } = send(agent)
    agent.timing.advance(10_000)
    agent.answer(request, 200)
    expect((await sending).status).toBe(200)
    expect(agent.flow.lines()).toHaveLength(1)
    expect(agent.timing.pending).toBe(0)
  })

  it('rejects with the transport error', async () => {
    const agent = createFakeAgent()
    agent.flow.failing = new Error('lost')
    await expect(send(agent).sending).rejects.toThrow('lost')
  })
})

describe('§17.1.3 matching', () => {
  it('matches the branch in any case, and drops what matches nothing', async () => {
    const agent = createFakeAgent()
    const request = newRequest(agent, 'OPTIONS')
    const sending = agent.core.send(request, agent.flow)
    const via = request.headers.get('Via') ?? ''
    agent.answer(request, 200, { Via: 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKother' })
    agent.answer(request, 200, { CSeq: '1 INVITE' })
    agent.answer(request, 202, { Via: via.replace(/branch=[^;]+/, (branch) => branch.toUpperCase()) })
    expect((await sending).status).toBe(202)
  })
})
