/**
 * A SIP user agent (RFC 3261 §6) on sockets: transport and transactions behind one object. Incoming requests are passed to one handler;
 * `send()` and `invite()` send requests.
 */
import { randomBytes } from 'node:crypto'
import type { SecureContextOptions } from 'node:tls'
import { bugLog } from '../../platform/bugs.ts'
import type { Log } from '../../platform/log.ts'
import type { ConnectionLimits } from '../../platform/sockets.ts'
import { systemTiming, type Timing } from '../../platform/timing.ts'
import type { TableLimits } from '../transaction/server-table.ts'
import { type SipTimers, standardTimers } from '../transaction/timers.ts'
import { type AdmissionLimits, createAdmission, usualAdmission } from '../transport/admission.ts'
import type { TransportListener, TransportName } from '../transport/flow.ts'
import { openTransport } from '../transport/transport.ts'
import type { Random } from './request.ts'
import type { RequestHandler } from './servers.ts'
import { createUserAgentCore, type MalformedInfo, type UserAgentCore } from './user-agent-core.ts'

export interface SipUserAgent
  extends AsyncDisposable,
    Pick<UserAgentCore, 'send' | 'invite' | 'ack' | 'newRequest' | 'transactions'> {
  readonly address: string
  /** The same port for UDP and TCP. */
  readonly port: number
  /** Null without TLS. */
  readonly tlsPort: number | null
  /** Open connections of TCP and TLS. */
  readonly connections: number
}

export interface SipLimits extends AdmissionLimits {
  /** Server transactions at once. At the limit, when none can be removed, a new request is answered with 503. */
  readonly transactions: TableLimits
  readonly connections?: ConnectionLimits
}

/** Our limits. */
export const usualSipLimits: SipLimits = {
  transactions: { most: 20_000, mostPerSource: 10_000 },
  ...usualAdmission,
}

export interface SipUserAgentOptions {
  readonly address: string
  /** 0 chooses a port that is free for UDP and TCP. */
  readonly port: number
  readonly tls?: SecureContextOptions & { readonly port: number }
  readonly handler: RequestHandler
  readonly onMalformed?: (info: MalformedInfo) => void
  /** Defaults to the log of bugs. */
  readonly log?: Pick<Log, 'write'>
  readonly timers?: SipTimers
  readonly timing?: Timing
  readonly random?: Random
  readonly limits?: SipLimits
  /** Whether the budgets per source count; without it, they count while the event loop is busy. */
  readonly isBusy?: () => boolean
}

/** @throws PunchdownError port-in-use | address-not-here */
export async function createSipUserAgent(options: SipUserAgentOptions): Promise<SipUserAgent> {
  const { log = bugLog, timers = standardTimers, timing = systemTiming, random = randomBytes } = options
  const { limits = usualSipLimits, address, port, tls } = options
  await using open = new AsyncDisposableStack()
  const admission = open.use(createAdmission(limits, timing.now, options.isBusy))
  let core: UserAgentCore | null = null
  const listener: TransportListener = {
    onMessage: (octets, flow) => core?.onMessage(octets, flow),
    onMalformed: (octets, flow, malformed) => core?.onMalformed(octets, flow, malformed),
  }
  const transport = open.use(
    await openTransport(
      {
        ...{ address, port, log },
        ...(tls === undefined ? {} : { tls }),
        ...(limits.connections === undefined ? {} : { connections: limits.connections }),
      },
      listener,
    ),
  )
  const portOf = (name: TransportName): number =>
    name === 'tls' ? (transport.tlsPort ?? transport.port) : transport.port
  const opened = open.use(
    createUserAgentCore({
      ...{ admission, timers, timing, log, handler: options.handler, onMalformed: options.onMalformed },
      flows: transport,
      sender: { address, portOf, random },
      tableLimits: limits.transactions,
    }),
  )
  core = opened
  const held = open.move()
  return {
    address: transport.address,
    port: transport.port,
    tlsPort: transport.tlsPort,
    send: opened.send,
    invite: opened.invite,
    ack: opened.ack,
    newRequest: opened.newRequest,
    get transactions() {
      return opened.transactions
    },
    get connections() {
      return transport.connections
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
