/** A user agent core on a fake clock, between flows that record what is sent. */
import { SourceBudget } from '#electron/platform/source-budget.ts'
import type { Timing } from '#electron/platform/timing.ts'
import type { RequestHandler } from '#electron/sip/agent/servers.ts'
import { createUserAgentCore, type UserAgentCore } from '#electron/sip/agent/user-agent-core.ts'
import type { SipMessage, SipRequest } from '#electron/sip/message/message.ts'
import { readMessage } from '#electron/sip/message/read-message.ts'
import { standardTimers } from '#electron/sip/transaction/timers.ts'
import { type Destination, type Flow, isReliable } from '#electron/sip/transport/flow.ts'

export interface FakeTiming extends Timing {
  /** Runs every timer that is due within the next `ms`, in order. */
  advance(ms: number): void
  /** Timers that run. */
  readonly pending: number
}

export function createFakeTiming(): FakeTiming {
  let now = 0
  let order = 0
  const timers = new Set<{ at: number; order: number; then: () => void }>()
  return {
    now: () => now,
    after(ms, then) {
      const timer = { at: now + ms, order: order++, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    advance(ms) {
      const until = now + ms
      for (;;) {
        const [next] = [...timers]
          .filter(({ at }) => at <= until)
          .sort((a, b) => a.at - b.at || a.order - b.order)
        if (next === undefined) break
        timers.delete(next)
        now = next.at
        next.then()
      }
      now = until
    },
    get pending() {
      return timers.size
    },
  }
}

function messageIn(octets: Buffer): SipMessage {
  const read = readMessage(octets)
  if (!read.ok) throw new Error(read.malformed.reason)
  return read.message
}

interface FakeFlow extends Flow {
  readonly sent: SipMessage[]
  /** Start lines of what was sent: `INVITE`, `ACK`, `200`. */
  readonly lines: () => string[]
  closed: boolean
  /** When set, `send` fails with it. */
  failing: Error | null
}

const lineOf = (message: SipMessage): string =>
  message.kind === 'request' ? message.method : String(message.status)

function createFakeFlow(destination: Destination): FakeFlow {
  const sent: SipMessage[] = []
  return {
    ...destination,
    ...{ sent, closed: false, failing: null },
    id: `${destination.transport} ${destination.address} ${destination.port}`,
    reliable: isReliable(destination.transport),
    lines: () => sent.map(lineOf),
    onLost: () => () => undefined,
    send(octets, onError) {
      if (this.failing !== null) onError?.(this.failing)
      else sent.push(messageIn(Buffer.from(octets)))
    },
  }
}

export interface FakeAgent {
  readonly core: UserAgentCore
  readonly timing: FakeTiming
  /** The flow to the peer, and those that were opened, by port. */
  readonly flow: FakeFlow
  readonly opened: Map<number, FakeFlow>
  /** Gives a message of the peer to the agent. */
  receive(text: string | Buffer): void
  /** Answers a request that the agent has sent. */
  answer(
    request: SipMessage | undefined,
    status: number,
    changes?: Readonly<Record<string, string | readonly string[]>>,
  ): void
}

export function createFakeAgent(
  handler: RequestHandler = () => undefined,
  options: { transport?: Destination['transport']; most?: number } = {},
): FakeAgent {
  const timing = createFakeTiming()
  const destination = { transport: options.transport ?? 'udp', address: '192.0.2.7', port: 5061 } as const
  const flow = createFakeFlow(destination)
  const opened = new Map<number, FakeFlow>()
  let count = 0
  const budget = new SourceBudget({ perSecond: 0, burst: 1_000 }, timing.now)
  const core = createUserAgentCore({
    handler,
    onMalformed: undefined,
    flows: {
      flowTo(to) {
        const known = opened.get(to.port) ?? createFakeFlow(to)
        opened.set(to.port, known)
        return known
      },
    },
    sender: {
      address: '192.0.2.1',
      portOf: () => 5060,
      random: (octets) => Buffer.alloc(octets, ++count),
    },
    admission: {
      admit: () => 'admit',
      mayRefuse: (source) => budget.take(source),
      [Symbol.dispose]: () => undefined,
    },
    timers: standardTimers,
    timing,
    tableLimits: { most: options.most ?? 1_000, mostPerSource: options.most ?? 1_000 },
    log: { write: () => undefined },
  })
  const receive = (text: string | Buffer): void => core.onMessage(Buffer.from(text), flow)
  return {
    ...{ core, timing, flow, opened, receive },
    answer(request, status, changes = {}) {
      if (request?.kind !== 'request') throw new Error('no request')
      receive(responseText(request, status, changes))
    },
  }
}

/** A response of a peer; `To` gets the tag `peer` unless changed. */
function responseText(
  request: SipRequest,
  status: number,
  changes: Readonly<Record<string, string | readonly string[]>> = {},
): string {
  const lines = [`SIP/2.0 ${status} Reason`]
  for (const name of ['Via', 'From', 'To', 'Call-ID', 'CSeq']) {
    if (Object.hasOwn(changes, name)) continue
    const tag =
      name === 'To' && status > 100 && !/;tag=/.test(request.headers.get('To') ?? '') ? ';tag=peer' : ''
    for (const value of request.headers.all(name)) lines.push(`${name}: ${value}${tag}`)
  }
  for (const [name, values] of Object.entries(changes)) {
    for (const value of typeof values === 'string' ? [values] : values) lines.push(`${name}: ${value}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
