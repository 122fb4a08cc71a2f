/** What the browser door and the core agree on for the connections of pages. */

/** WebSocket subprotocol that the page offers, followed by the secret of its session. */
export const pageProtocol = 'punchdown'

/**
 * Limits of the door's connections, and of those that it has handed over to the core. All clients have the same address, 127.0.0.1: only
 * a connection with a session counts as one with a request. The first picture of a large job is some 10 MB.
 */
export const doorLimits = {
  most: 256,
  mostPerPeer: 256,
  firstRequestMs: 15_000,
  idleMs: null,
  mostUnread: 256 * 1024 * 1024,
}
