/**
 * Flows (RFC 5626 §3.2): a flow is the path between this stack and one peer. For TCP and TLS it is the connection, for UDP the pair of
 * addresses and ports.
 */
import type { MalformedMessage } from '../message/read-message.ts'

export type TransportName = 'udp' | 'tcp' | 'tls'

/** Where a message is sent to. Plain data, which can be stored. */
export interface Destination {
  readonly transport: TransportName
  /** IPv4 or IPv6, without brackets. Names are not resolved. */
  readonly address: string
  readonly port: number
}

export interface Flow extends Destination {
  /** Equal for messages of one flow. A closed connection's id is not used again. */
  readonly id: string
  /** A reliable flow needs no retransmissions (§17). */
  readonly reliable: boolean
  /** True for a connection that has ended; always false for UDP. */
  readonly closed: boolean
  /** Never throws; `onError` gets a PunchdownError: unreachable | connection-lost. */
  send(octets: Buffer, onError?: (error: Error) => void): void
  /** Calls back when the connection ends, never for UDP; the result takes the listener away. */
  onLost(listener: (error: Error) => void): () => void
}

export interface TransportListener {
  /** Octets of one message. */
  onMessage(octets: Buffer, flow: Flow): void
  /** Octets on a connection of which no message can be cut; the connection closes. */
  onMalformed(octets: Buffer, flow: Flow, malformed: MalformedMessage): void
}

export const destinationOf = ({ transport, address, port }: Destination): Destination => ({
  transport,
  address,
  port,
})

export const isReliable = (transport: TransportName): boolean => transport !== 'udp'

/** Port of a Via or a URI without one (§18.2.2, §19.1.2). */
export const usualPort = (transport: TransportName): number => (transport === 'tls' ? 5061 : 5060)

/** `2001:db8::1` → `[2001:db8::1]`, as Via and URIs have it. */
export const hostOf = (address: string): string => (address.includes(':') ? `[${address}]` : address)
