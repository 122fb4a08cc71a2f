/** Carries the contract to this page: over a message port in a window, over a WebSocket in a browser. Nothing else differs. */
import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import { z } from 'zod'
import { type Problem, problemSchema } from '#shared/errors.ts'

export type Link = ClientLink<ClientContext>

interface CarrierEvents {
  /** The core can be called through this link until `lost`. */
  opened(link: Link): void
  lost(): void
  /** This page gets no connection any more: it has no session, or there is no core. */
  ended(problem: Problem): void
}

export interface Carrier {
  /** Opens a connection, and opens it again whenever it is lost. */
  start(events: CarrierEvents): void
  /** Ends this page's session at once. Null where the page is the only one and needs none. */
  readonly signOut: (() => Promise<void>) | null
}

declare global {
  interface Window {
    /** Put there by the preload script of the Electron door. */
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
/** Pauses between attempts to connect, in milliseconds: short at first, longer later. */
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
    /** The core is being started again, or will not be, or the session is over: the door tells which. */
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

/** Null when it is worth connecting again, also while the door does not answer. */
async function sessionProblem(secret: string): Promise<Problem | null> {
  try {
    const reply = await fetch('/session', { headers: bearer(secret) })
    if (reply.status === 401) return problemWith('session-refused')
    return sessionAnswer.parse(await reply.json()).problem
  } catch {
    return null
  }
}

/** Takes the link's token out of the address bar. */
function takeToken(): string | null {
  const token = /^#token=([\w-]+)/.exec(window.location.hash)?.[1] ?? null
  if (token !== null) window.history.replaceState(null, '', '/#/')
  return token
}

/** The session's secret: exchanged for the token, or kept for this tab, so that a reload goes on. */
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
