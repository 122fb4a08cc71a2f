/** One client for the whole page, whatever happens to the connection underneath. */
import { createORPCClient, ORPCError } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '#shared/contract/contract.ts'
import { type Problem, problemSchema } from '#shared/errors.ts'
import { type Carrier, carrierHere, type Link } from './carrier.ts'

export type Client = ContractRouterClient<Contract>

/** connecting: not yet open. open: calls go through. lost: was open, is being reopened. refused: this page has no session. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

export interface Connection {
  readonly client: Client
  state(): ConnectionState
  subscribe(listener: () => void): () => void
}

/** Calls wait while the connection opens; a call under way when it is lost fails with `core-stopped`. */
export function createConnection(carrier: Carrier = carrierHere()): Connection {
  const listeners = new Set<() => void>()
  let state: ConnectionState = 'connecting'
  let opening = Promise.withResolvers<Link>()
  let current: { link: Link; lost: PromiseWithResolvers<never> } | null = null

  const become = (next: ConnectionState) => {
    state = next
    for (const listener of listeners) listener()
  }
  carrier({
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
    refused() {
      opening.promise.catch(() => undefined)
      opening.reject(stopped())
      become('refused')
    },
  })

  const link: Link = {
    async call(path, input, options) {
      const open = await opening.promise
      const call = open.call(path, input, options)
      return current === null ? call : Promise.race([call, current.lost.promise])
    },
  }
  return {
    client: createORPCClient(link),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function stopped(): ORPCError<'PROBLEM', Problem> {
  return new ORPCError('PROBLEM', { status: 422, data: { code: 'core-stopped', facts: {} } })
}

/** The problem inside anything a call threw. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ORPCError) {
    const parsed = problemSchema.safeParse(error.data)
    if (parsed.success) return parsed.data
    if (error.code === 'BAD_REQUEST') return { code: 'bad-input', facts: { message: error.message } }
  }
  if (error instanceof DOMException && error.name === 'AbortError') return { code: 'cancelled', facts: {} }
  return { code: 'bug', facts: { message: error instanceof Error ? error.message : String(error) } }
}
