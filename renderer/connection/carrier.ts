/** What carries the contract to this page: a message port in a window, a WebSocket in a browser. Nothing else differs. */
import type { ClientContext, ClientLink } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'

export type Link = ClientLink<ClientContext>

export interface CarrierEvents {
  /** The core can be called through this link until `lost`. */
  opened(link: Link): void
  lost(): void
  /** Asking again is of no use: this page has no right to the core. */
  refused(): void
}

/** Starts keeping a connection, again and again. */
export type Carrier = (events: CarrierEvents) => void

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

function portCarrier(bridge: { wantPort(): void }): Carrier {
  return (events) => {
    window.addEventListener('message', (event) => {
      if (event.source !== window) return
      if (event.data === 'punchdown:core-lost') events.lost()
      const [port] = event.ports
      if (event.data !== 'punchdown:core-port' || port === undefined) return
      events.opened(new PortLink({ port }))
      port.start()
    })
    bridge.wantPort()
  }
}

const secretKey = 'punchdown.session'
/** Pauses between two attempts, milliseconds: soon at first, patient later. */
const pauses = [250, 500, 1_000, 2_000, 4_000]

function socketCarrier(): Carrier {
  let token = takeToken()
  return (events) => {
    let attempt = 0
    const again = () => {
      const pause = pauses[Math.min(attempt++, pauses.length - 1)] ?? 4_000
      setTimeout(() => void connect(), pause)
    }
    const connect = async (): Promise<void> => {
      const secret = await secretOfSession(token)
      if (secret !== 'unreachable') token = null
      if (secret === 'unreachable') return again()
      if (secret === null) return events.refused()
      const socket = new WebSocket(`ws://${window.location.host}/contract`, ['punchdown', secret])
      let open = false
      socket.addEventListener('open', () => {
        open = true
        attempt = 0
        events.opened(new SocketLink({ websocket: socket }))
      })
      socket.addEventListener('close', () => {
        if (open) {
          events.lost()
          again()
        } else void afterRefusal(secret)
      })
    }
    /** A socket that never opened: the core is away, or the session is over. Only the core's own word for the second counts. */
    const afterRefusal = async (secret: string): Promise<void> => {
      if (await sessionIsOver(secret)) {
        sessionStorage.removeItem(secretKey)
        events.refused()
      } else again()
    }
    void connect()
  }
}

async function sessionIsOver(secret: string): Promise<boolean> {
  try {
    const reply = await fetch('/session', { headers: { Authorization: `Bearer ${secret}` } })
    return reply.status === 401
  } catch {
    return false
  }
}

/** The token in the link is used once; the address bar need not show it. */
function takeToken(): string | null {
  const token = /^#token=([\w-]+)/.exec(window.location.hash)?.[1] ?? null
  if (token !== null) window.history.replaceState(null, '', '/#/')
  return token
}

/** The session's secret: exchanged for the token, or kept for this tab. */
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
