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
  return (events) => {
    let attempt = 0
    const again = () => {
      const pause = pauses[Math.min(attempt++, pauses.length - 1)] ?? 4_000
      setTimeout(() => void connect(), pause)
    }
    const connect = async (): Promise<void> => {
      const secret = await secretOfSession()
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
        } else void afterRefusal()
      })
    }
    /** A socket that never opened: the core is away, or the session is over. Only the second is final. */
    const afterRefusal = async (): Promise<void> => {
      const reachable = await fetch('/', { method: 'HEAD' }).then(
        () => true,
        () => false,
      )
      if (reachable && attempt > 0) {
        sessionStorage.removeItem(secretKey)
        events.refused()
      } else again()
    }
    void connect()
  }
}

/** The session's secret: kept for this tab, or exchanged for the token in the link. */
async function secretOfSession(): Promise<string | 'unreachable' | null> {
  const token = /^#token=([\w-]+)/.exec(window.location.hash)?.[1]
  if (token !== undefined) {
    try {
      const reply = await fetch('/session', { method: 'POST', body: token })
      // the token is worth nothing any more; the address bar need not show it
      window.history.replaceState(null, '', '/#/')
      if (reply.ok) sessionStorage.setItem(secretKey, await reply.text())
    } catch {
      return 'unreachable'
    }
  }
  return sessionStorage.getItem(secretKey)
}
