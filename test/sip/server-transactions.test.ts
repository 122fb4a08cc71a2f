/** Server transactions on a fake clock (RFC 3261 §17.2, §9.2, §8.2.2.2, §8.2.7, §13.3.1.4, §18.2.2; RFC 6026). */
import { describe, expect, it } from 'vitest'
import type { IncomingRequest } from '#electron/sip/agent/servers.ts'
import type { SipRequest } from '#electron/sip/message/message.ts'
import { createFakeAgent, type FakeAgent } from './fake-network.ts'
import { request } from './samples.ts'

/** An agent that keeps what its handler gets. */
function waitingAgent(
  options: Parameters<typeof createFakeAgent>[1] = {},
): FakeAgent & { heard: IncomingRequest[] } {
  const heard: IncomingRequest[] = []
  return { ...createFakeAgent((incoming) => void heard.push(incoming), options), heard }
}
const invite = request('INVITE')
/** ACK of a final response other than 2xx: the branch of the INVITE. */
const ack = (to = '<sip:desk@practice.test>;tag=x') => request('ACK', undefined, [`To: ${to}`])
const otherBranch = 'Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bKother'

describe('§17.2.1 INVITE server transaction', () => {
  it('sends 100 after 200 ms when the user has not answered, and resends the last provisional response', () => {
    const { flow, timing, receive, heard } = waitingAgent()
    receive(invite)
    timing.advance(199)
    receive(invite)
    expect(flow.lines()).toEqual([])
    timing.advance(1)
    expect(flow.lines()).toEqual(['100'])
    expect(flow.sent[0]?.headers.get('To')).toBe('<sip:desk@practice.test>')
    heard[0]?.respond(180)
    receive(invite)
    expect(flow.lines()).toEqual(['100', '180', '180'])
    expect(heard).toHaveLength(1)
  })

  it('sends no 100 when the user has answered', () => {
    const { flow, timing, receive } = createFakeAgent(({ respond }) => void respond(183))
    receive(invite)
    timing.advance(10_000)
    expect(flow.lines()).toEqual(['183'])
  })

  it('timer G: resends a final response up to every T2, until the ACK; timer I absorbs further ACKs', () => {
    const { flow, timing, receive, heard, core } = waitingAgent()
    receive(invite)
    heard[0]?.respond(486)
    timing.advance(500 + 1_000 + 2_000 + 4_000 + 4_000)
    expect(flow.lines()).toHaveLength(6)
    receive(invite)
    expect(flow.lines()).toHaveLength(7)
    receive(ack())
    timing.advance(4_999)
    receive(ack())
    receive(invite)
    expect(flow.lines()).toHaveLength(7)
    expect(core.transactions).toBe(1)
    timing.advance(1)
    expect([core.transactions, timing.pending]).toEqual([0, 0])
  })

  it('timer H: ends after 64 × T1 without an ACK', () => {
    const { timing, receive, heard, core } = waitingAgent()
    receive(invite)
    heard[0]?.respond(486)
    timing.advance(31_999)
    expect(core.transactions).toBe(1)
    timing.advance(1)
    expect([core.transactions, timing.pending]).toEqual([0, 0])
  })

  it('does not resend over a reliable flow, and ends with the ACK', () => {
    const { flow, timing, receive, heard, core } = waitingAgent({ transport: 'tcp' })
    receive(invite)
    heard[0]?.respond(486)
    timing.advance(10_000)
    expect(flow.lines()).toEqual(['486'])
    receive(ack())
    expect(core.transactions).toBe(0)
  })

  it('drops a response that follows a final one', () => {
    const { flow, receive, heard } = waitingAgent()
    receive(invite)
    heard[0]?.respond(486)
    heard[0]?.respond(200)
    heard[0]?.respond(180)
    expect(flow.lines()).toEqual(['486'])
  })
})

describe('§13.3.1.4 and RFC 6026 §7.1: 2xx of an INVITE', () => {
  function answered(options: Parameters<typeof createFakeAgent>[1] = {}) {
    const acks: (SipRequest | null)[] = []
    const agent = waitingAgent(options)
    agent.receive(invite)
    const response = agent.heard[0]?.respond(200, { onAcknowledged: (received) => void acks.push(received) })
    return { ...agent, acks, to: response?.headers.get('To') ?? '' }
  }

  it('is resent from T1 up to every T2, over any transport, until its ACK reaches the user', () => {
    for (const transport of ['udp', 'tcp'] as const) {
      const { flow, timing, receive, acks, to } = answered({ transport })
      timing.advance(500 + 1_000 + 2_000 + 4_000 + 4_000)
      expect(flow.lines()).toEqual(['200', '200', '200', '200', '200', '200'])
      receive(request('ACK', undefined, [otherBranch, `To: ${to}`]))
      timing.advance(60_000)
      expect(flow.lines()).toHaveLength(6)
      expect(acks.map((received) => received?.method)).toEqual(['ACK'])
      expect(timing.pending).toBe(0)
    }
  })

  it('tells the user after 64 × T1 that no ACK came', () => {
    const { timing, acks } = answered()
    timing.advance(32_000)
    expect(acks).toEqual([null])
    expect(timing.pending).toBe(0)
  })

  it('takes the ACK of an older peer, which has the branch of the INVITE', () => {
    const { receive, acks, to } = answered()
    receive(request('ACK', undefined, [`To: ${to}`]))
    expect(acks).toHaveLength(1)
  })

  it('ignores an ACK of another dialog, and absorbs a retransmitted INVITE', () => {
    const { flow, receive, acks, heard } = answered()
    receive(request('ACK', undefined, [otherBranch, 'To: <sip:desk@practice.test>;tag=wrong']))
    receive(invite)
    expect(acks).toEqual([])
    expect(heard).toHaveLength(1)
    expect(flow.lines()).toEqual(['200'])
  })
})

describe('§17.2.2 non-INVITE server transaction', () => {
  it('absorbs a retransmission before the answer, repeats the answer after it, until timer J', () => {
    const { flow, timing, receive, heard, core } = waitingAgent()
    const info = request('INFO')
    receive(info)
    receive(info)
    expect(flow.lines()).toEqual([])
    heard[0]?.respond(100)
    receive(info)
    heard[0]?.respond(200)
    receive(info)
    expect(flow.lines()).toEqual(['100', '100', '200', '200'])
    expect(heard).toHaveLength(1)
    timing.advance(31_999)
    expect(core.transactions).toBe(1)
    timing.advance(1)
    expect([core.transactions, timing.pending]).toEqual([0, 0])
  })

  it('ends with the answer over a reliable flow', () => {
    const { receive, core } = createFakeAgent(({ respond }) => void respond(200), { transport: 'tcp' })
    receive(request('INFO'))
    expect(core.transactions).toBe(0)
  })
})

describe('§17.2.3 matching', () => {
  it('tells requests of older peers without a branch apart by Call-ID, CSeq and From', () => {
    const { receive, heard } = waitingAgent()
    const old = (cseq: number) =>
      request('INFO', undefined, ['Via: SIP/2.0/UDP 192.0.2.7:5061', `CSeq: ${cseq} INFO`])
    receive(old(1))
    receive(old(1))
    receive(old(2))
    // RFC 4475 §3.2.1: nothing behind the magic cookie
    receive(request('INFO', undefined, ['Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bK', 'CSeq: 3 INFO']))
    receive(request('INFO', undefined, ['Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bK', 'CSeq: 4 INFO']))
    expect(heard).toHaveLength(4)
  })

  it('tells equal branches of two senders apart', () => {
    const { receive, heard } = waitingAgent()
    const from = (sentBy: string) =>
      request('INFO', undefined, [`Via: SIP/2.0/UDP ${sentBy};branch=z9hG4bKsame`, `Call-ID: ${sentBy}`])
    receive(from('192.0.2.7:5061'))
    receive(from('192.0.2.7:5062'))
    expect(heard).toHaveLength(2)
  })
})

describe('§9.2 CANCEL', () => {
  const cancel = request('CANCEL')

  it('answers the INVITE with 487, itself with 200, and its retransmission with 200', () => {
    const { flow, receive, heard } = waitingAgent()
    receive(invite)
    const { cancelled } = heard[0] ?? {}
    heard[0]?.respond(180)
    receive(cancel)
    expect(cancelled?.aborted).toBe(true)
    receive(cancel)
    expect(flow.lines()).toEqual(['180', '200', '487', '200'])
    expect(flow.sent.slice(1).map(({ headers }) => headers.get('CSeq'))).toEqual([
      '8 CANCEL',
      '8 INVITE',
      '8 CANCEL',
    ])
    heard[0]?.respond(200)
    expect(flow.lines()).toHaveLength(4)
  })

  it('has no effect on an answered INVITE, and gets 481 without one', () => {
    const { flow, receive, heard } = waitingAgent()
    receive(cancel)
    receive(invite)
    heard[0]?.respond(486)
    receive(request('CANCEL'))
    expect(flow.lines()).toEqual(['481', '486', '200'])
    expect(heard[0]?.cancelled.aborted).toBe(false)
  })
})

describe('§8.2.2.2 merged requests', () => {
  it('answers the copy that came over another path with 482', () => {
    const { flow, receive, heard } = waitingAgent()
    receive(invite)
    receive(request('INVITE', undefined, [otherBranch]))
    expect(heard).toHaveLength(1)
    expect(flow.lines()).toEqual(['482'])
  })

  it('does not apply within a dialog, nor to another CSeq, nor to OPTIONS', () => {
    const { receive, heard } = waitingAgent()
    receive(invite)
    receive(request('INVITE', undefined, [otherBranch, 'CSeq: 9 INVITE']))
    receive(request('INFO', undefined, ['To: <sip:desk@practice.test>;tag=1']))
    receive(request('INFO', undefined, [otherBranch, 'To: <sip:desk@practice.test>;tag=1']))
    receive(request('OPTIONS'))
    receive(request('OPTIONS', undefined, [otherBranch]))
    expect(heard).toHaveLength(6)
  })

  it('ends with its transaction', () => {
    const { timing, receive, heard } = waitingAgent()
    receive(invite)
    heard[0]?.respond(486)
    timing.advance(32_000)
    receive(request('INVITE', undefined, [otherBranch]))
    expect(heard).toHaveLength(2)
  })
})

describe('§8.2.7 stateless answers', () => {
  it('a refusal at once keeps no transaction and no timer; its retransmission gets the same To tag', () => {
    const { flow, timing, receive, core } = createFakeAgent(({ respond }) => void respond(401))
    receive(invite)
    receive(invite)
    receive(ack(flow.sent[0]?.headers.get('To')))
    expect(flow.lines()).toEqual(['401', '401'])
    expect(new Set(flow.sent.map(({ headers }) => headers.get('To'))).size).toBe(1)
    expect([core.transactions, timing.pending]).toEqual([0, 0])
  })

  it('a refusal later, or after a provisional response, keeps one', () => {
    const { flow, receive, heard, core } = waitingAgent()
    receive(invite)
    heard[0]?.respond(401)
    expect(core.transactions).toBe(1)
    const other = createFakeAgent(({ respond }) => {
      respond(183)
      respond(401)
    })
    other.receive(invite)
    expect(other.core.transactions).toBe(1)
    expect([...flow.lines(), ...other.flow.lines()]).toEqual(['401', '183', '401'])
  })

  it('at the limit of the table the oldest answered transaction gives way, and one that waits does not', () => {
    const { flow, receive, heard, core } = waitingAgent({ most: 2 })
    const info = (id: number) =>
      request('INFO', undefined, [`Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bK${id}`, `Call-ID: ${id}`])
    receive(info(1))
    heard[0]?.respond(200)
    receive(info(2))
    receive(info(3))
    expect(core.transactions).toBe(2)
    receive(info(4))
    expect(flow.lines()).toEqual(['200', '503'])
    expect(flow.sent[1]?.headers.get('Retry-After')).toBe('10')
    expect(heard).toHaveLength(3)
  })

  it('a handler that throws or rejects is answered with 500', async () => {
    const throwing = createFakeAgent(() => {
      throw new Error('bug')
    })
    throwing.receive(request('INFO'))
    const rejecting = createFakeAgent(() => Promise.reject(new Error('bug')))
    rejecting.receive(request('INFO'))
    await Promise.resolve()
    await Promise.resolve()
    expect([throwing.flow.lines(), rejecting.flow.lines()]).toEqual([['500'], ['500']])
  })
})

describe('§18.2.2 sending a response', () => {
  it('goes to the port of the Via without rport, and to the source with it', () => {
    const { flow, opened, receive } = createFakeAgent(({ respond }) => void respond(200))
    receive(request('INFO', undefined, ['Via: SIP/2.0/UDP 192.0.2.7:6000;branch=z9hG4bK1', 'Call-ID: 1']))
    receive(request('INFO', undefined, ['Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK2', 'Call-ID: 2']))
    receive(
      request('INFO', undefined, [
        'Via: SIP/2.0/UDP 10.0.0.1:6000;branch=z9hG4bK3;rport;maddr=203.0.113.1',
        'Call-ID: 3',
      ]),
    )
    expect([...opened.keys()]).toEqual([6000, 5060])
    expect([...opened.values()].map(({ address }) => address)).toEqual(['192.0.2.7', '192.0.2.7'])
    expect(flow.lines()).toEqual(['200'])
  })

  it('opens a connection to the port of the Via when that of the request is gone', () => {
    const { flow, opened, receive, heard } = waitingAgent({ transport: 'tcp' })
    receive(request('INFO', undefined, ['Via: SIP/2.0/TCP 192.0.2.7:6000;branch=z9hG4bK1']))
    flow.closed = true
    heard[0]?.respond(200)
    expect(flow.lines()).toEqual([])
    expect(opened.get(6000)?.lines()).toEqual(['200'])
  })
})

describe('malformed requests', () => {
  it('are answered with the status of their fault, within the budget of their source', () => {
    const { flow, receive } = createFakeAgent()
    receive(request('OPTIONS', undefined, ['Content-Length: -1']))
    receive(request('ACK', undefined, ['Content-Length: -1']))
    receive('hello there, gateway\r\n\r\n')
    receive(request('OPTIONS').replace('SIP/2.0\r', 'SIP/3.0\r'))
    expect(flow.lines()).toEqual(['400', '505'])
  })
})
