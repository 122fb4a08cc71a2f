/** Carries the contract to this page: over a message port in Electron's window, over a WebSocket in a browser. */
import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { z } from 'zod'
import { type Problem, problemSchema } from '#shared/errors.ts'

export type Link = ClientLink<ClientContext>

interface CarrierEvents {
  /** The link can be used until `lost` is called. */
  opened(link: Link): void
  lost(): void
  /** The connection is not opened again, because there is no session or no core. */
  ended(problem: Problem): void
}

export interface Carrier {
  /** Opens a connection, and reopens it when it is lost. */
  start(events: CarrierEvents): void
  /** Ends this page's session; null in Electron's window, which has no session. */
  readonly signOut: (() => Promise<void>) | null
}

declare global {
  interface Window {
    /** Set by the preload script of the Electron door. */
    readonly punchdown?: { wantPort(): void }
  }
}

export function carrierHere(): Carrier {
  const bridge = window.punchdown
  return bridge === undefined ? socketCarrier() : portCarrier(bridge)
}

const coreFailed = z.object({ kind: z.literal('punchdown:core-failed'), problem: problemSchema })

function portCarrier(bridge: { wantPort(): void }): Carrier {
  return {
    signOut: null,
    start(events) {
      window.addEventListener('message', (event) => {
        if (event.source !== window) return
        if (event.data === 'punchdown:core-lost') events.lost()
        const failed = coreFailed.safeParse(event.data)
        if (failed.success) events.ended(failed.data.problem)
        const [port] = event.ports
        if (event.data !== 'punchdown:core-port' || port === undefined) return
        events.opened(new PortLink({ port }))
        port.start()
      })
      bridge.wantPort()
    },
  }
}

const secretKey = 'punchdown.session'
/** Growing pauses between attempts to connect, in milliseconds. */
const pauses = [250, 500, 1_000, 2_000, 4_000]

const problemWith = (code: Problem['code']): Problem => ({ code, facts: {} })

function socketCarrier(): Carrier {
  let token = takeToken()
  const hadToken = token !== null
  let socket: WebSocket | null = null
  let isSignedOut = false

  const start = (events: CarrierEvents): void => {
    let attempt = 0
    const again = () => {
      const pause = pauses[Math.min(attempt++, pauses.length - 1)] ?? 4_000
      setTimeout(() => void connect(), pause)
    }
    const connect = async (): Promise<void> => {
      if (isSignedOut) return events.ended(problemWith('signed-out'))
      const secret = await secretOfSession(token)
      if (secret === 'unreachable') return again()
      token = null
      if (secret === null) return events.ended(problemWith(hadToken ? 'session-refused' : 'link-needed'))
      const opening = new WebSocket(`ws://${window.location.host}/contract`, ['punchdown', secret])
      socket = opening
      let isOpen = false
      opening.addEventListener('open', () => {
        isOpen = true
        attempt = 0
        events.opened(new SocketLink({ websocket: opening }))
      })
      opening.addEventListener('close', () => {
        if (isSignedOut) return events.ended(problemWith('signed-out'))
        if (isOpen) events.lost()
        void afterClose(secret)
      })
    }
    /** Asks the door whether to connect again: the core may be restarting, or the core or the session has ended. */
    const afterClose = async (secret: string): Promise<void> => {
      const problem = await sessionProblem(secret)
      if (problem?.code === 'session-refused') sessionStorage.removeItem(secretKey)
      if (problem === null) again()
      else events.ended(problem)
    }
    void connect()
  }
  return {
    start,
    async signOut() {
      const secret = sessionStorage.getItem(secretKey) ?? ''
      isSignedOut = true
      sessionStorage.removeItem(secretKey)
      await fetch('/session', { method: 'DELETE', headers: bearer(secret) }).catch(() => undefined)
      socket?.close()
    },
  }
}

const bearer = (secret: string) => ({ Authorization: `Bearer ${secret}` })

const sessionAnswer = z.object({ problem: problemSchema.nullable() })

/** Null when the page may connect again, also while the door does not respond. */
async function sessionProblem(secret: string): Promise<Problem | null> {
  try {
    const reply = await fetch('/session', { headers: bearer(secret) })
    if (reply.status === 401) return problemWith('session-refused')
    return sessionAnswer.parse(await reply.json()).problem
  } catch {
    return null
  }
}

/** Reads the link's token and removes it from the address bar. */
function takeToken(): string | null {
  const token = /^#token=([\w-]+)/.exec(window.location.hash)?.[1] ?? null
  if (token !== null) window.history.replaceState(null, '', '/#/')
  return token
}

/** The session's secret: exchanged for the token, or stored for this tab by an earlier load of the page. */
async function secretOfSession(token: string | null): Promise<string | 'unreachable' | null> {
  if (token !== null) {
    try {
      const reply = await fetch('/session', { method: 'POST', body: token })
      if (reply.ok) sessionStorage.setItem(secretKey, await reply.text())
    } catch {
      return 'unreachable'
    }
  }
  return sessionStorage.getItem(secretKey)
}
