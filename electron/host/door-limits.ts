/** Constants for the connections of pages, shared by the browser door and the core. */

/** WebSocket subprotocol that the page offers, followed by the secret of its session. */
export const pageProtocol = 'punchdown'

/**
 * Limits of the door's connections, and of those that it has handed over to the core. All clients have the same address, 127.0.0.1: only
 * a connection with a session counts as one with a request. The first event of a large job has some 10 MB.
 */
export const doorLimits = {
  most: 256,
  mostPerPeer: 256,
  firstRequestMs: 15_000,
  idleMs: null,
  mostUnread: 256 * 1024 * 1024,
}
