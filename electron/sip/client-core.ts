/** The client side of a user agent (RFC 3261 §8.1, §17.1): sends requests and matches responses to their transactions. */
import { PunchdownError } from '#shared/errors.ts'
import { type ClientTransaction, createClientTransaction } from './client-transaction.ts'
import { parseCSeq } from './message/cseq.ts'
import { type SipRequest, type SipResponse, serialize } from './message/message.ts'
import { branchOf } from './message/via.ts'
import { cancelOf } from './request.ts'
import type { SipTimers } from './timers.ts'
import type { Flow, Transmit } from './transport.ts'

export interface SendOptions {
  onProvisional?(response: SipResponse): void
  /** For an INVITE, abort sends CANCEL after the first provisional response (§9.1); for other methods it stops waiting. */
  readonly signal?: AbortSignal
}

export interface Clients {
  /** By branch and method (§17.1.3). */
  readonly open: Map<string, ClientTransaction>
  readonly timers: SipTimers
  readonly transmit: Transmit
  closed: boolean
}

/** Passes a response to its transaction; drops a response that matches none. @throws PunchdownError sip-malformed */
export function receiveResponse({ open }: Clients, response: SipResponse): void {
  const { method } = parseCSeq(response.headers.get('CSeq'))
  open.get(`${branchOf(response.headers)} ${method}`)?.receive(response)
}

/** @throws PunchdownError timed-out | unreachable | connection-lost | cancelled */
export async function sendRequest(
  clients: Clients,
  request: SipRequest,
  to: Flow,
  { signal, onProvisional }: SendOptions,
): Promise<SipResponse> {
  const { open, timers, transmit } = clients
  if (clients.closed) throw new PunchdownError('connection-lost', { address: to.address, port: to.port })
  const key = `${branchOf(request.headers)} ${request.method}`
  let provisional = false
  let cancelWanted = signal?.aborted === true
  const cancel = (): void => {
    cancelWanted = true
    if (request.method !== 'INVITE') transaction.fail(new PunchdownError('cancelled'))
    else if (provisional) transmit(serialize(cancelOf(request)), to)
  }
  const transaction = createClientTransaction({
    request,
    flow: to,
    timers,
    send: (bytes) => transmit(bytes, to, (error) => open.get(key)?.fail(error)),
    onProvisional: (response) => {
      provisional = true
      onProvisional?.(response)
      if (cancelWanted) cancel()
    },
    onTerminated: () => open.delete(key),
  })
  open.set(key, transaction)
  signal?.addEventListener('abort', cancel)
  try {
    return await transaction.final
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
