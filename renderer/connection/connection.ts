/** The contract's client of the page. It stays the same while its connection is lost and reopened. */
import { createORPCClient, ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/contract.ts'
import { type Problem, problemSchema } from '#shared/errors.ts'
import { type Carrier, carrierHere, type Link } from './carrier.ts'

export type Client = ContractRouterClient<Contract>

/** connecting: not yet open. open: calls go through. lost: was open, is being reopened. ended: is not opened again. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'ended'

export interface Connection {
  readonly client: Client
  state(): ConnectionState
  /** Reason why the connection has ended; null in other states. */
  problem(): Problem | null
  /** Ends this page's session; null without one. */
  readonly signOut: (() => Promise<void>) | null
  subscribe(listener: () => void): () => void
}

/** Calls wait until the connection is open. Running calls and streams fail with `core-stopped` when it is lost. */
export function createConnection(carrier: Carrier = carrierHere()): Connection {
  const listeners = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let problem: Problem | null = null
  let opening = Promise.withResolvers<Link>()
  let current: { link: Link; lost: PromiseWithResolvers<never> } | null = null

  const become = (next: ConnectionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  carrier.start({
    opened(link) {
      const lost = Promise.withResolvers<never>()
      lost.promise.catch(() => undefined)
      current = { link, lost }
      opening.resolve(link)
      become('open')
    },
    lost() {
      current?.lost.reject(stopped())
      current = null
      opening = Promise.withResolvers<Link>()
      become('lost')
    },
    ended(why) {
      problem = why
      current?.lost.reject(stopped())
      current = null
      opening.promise.catch(() => undefined)
      opening.reject(stopped())
      become('ended')
    },
  })

  const link: Link = {
    async call(path, input, options) {
      const open = await unlessAborted(opening.promise, options.signal)
      const lost = current?.lost.promise
      const call = open.call(path, input, options)
      if (lost === undefined) return call
      const output = await Promise.race([call, lost])
      return isStream(output) ? streamUntil(lost, output) : output
    },
  }
  return {
    client: createORPCClient(link),
    state: () => state,
    problem: () => problem,
    signOut: carrier.signOut,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Rejects when the signal is aborted before the value is available. */
async function unlessAborted<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([value, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function isStream(output: unknown): output is AsyncIteratorObject<unknown, unknown, undefined> {
  return typeof output === 'object' && output !== null && 'next' in output && Symbol.asyncIterator in output
}

/** Ends a stream when the connection is lost, because a port to an ended process emits no event. */
function streamUntil(
  lost: Promise<never>,
  stream: AsyncIteratorObject<unknown, unknown, undefined>,
): AsyncIteratorObject<unknown, unknown, undefined> {
  const leave = async () => {
    await stream.return?.()
    return { done: true as const, value: undefined }
  }
  return {
    next: () => Promise.race([stream.next(), lost]),
    return: leave,
    [Symbol.asyncDispose]: async () => void (await leave()),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function stopped(): ORPCError<'PROBLEM', Problem> {
  return new ORPCError('PROBLEM', { status: 422, data: { code: 'core-stopped', facts: {} } })
}

/** Converts the error of a call to a problem. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const parsed = problemSchema.safeParse(error.data)
    if (parsed.success) return parsed.data
    if (error.code === 'BAD_REQUEST') return { code: 'bad-input', facts: { message: error.message } }
  }
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', facts: {} }
  return { code: 'bug', facts: { message: error instanceof Error ? error.message : String(error) } }
}
