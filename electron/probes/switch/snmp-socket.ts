/**
 * The UDP socket of an SNMP session, in place of net-snmp's own. net-snmp throws on some answers (SNMPv3 with the authentication flag to
 * an SNMPv2c request), which would end the process: here the error goes to `onBroken`.
 */
import { createSocket } from 'node:dgram'

type Sent = (error: Error | null, octets: number) => void

export interface SnmpSocketOptions {
  /**
   * The agent to connect to: the socket receives nothing from others, and learns at once that its port is closed. Null: net-snmp's
   * behaviour, which accepts answers from anywhere.
   */
  readonly only: { readonly address: string; readonly port: number } | null
  /** Errors of the socket, such as an ICMP port unreachable. */
  readonly onError: (error: NodeJS.ErrnoException) => void
  /** An answer on which net-snmp threw; its request is never answered. */
  readonly onBroken: (error: unknown) => void
}

/** Stands in for node:dgram in net-snmp, with the methods that it uses. */
export function snmpSockets({ only, onError, onBroken }: SnmpSocketOptions) {
  return {
    createSocket(type: 'udp4' | 'udp6') {
      const socket = createSocket(type)
      let waiting: (() => void)[] | null = only === null ? null : []
      let closed = false
      socket.on('error', onError)
      if (only !== null) {
        socket.connect(only.port, only.address, () => {
          const ready = waiting ?? []
          waiting = null
          for (const send of ready) send()
        })
      }
      const received = (listener: (...parts: unknown[]) => void) => (octets: Buffer) => {
        try {
          listener(octets)
        } catch (error) {
          onBroken(error)
        }
      }
      return {
        on(event: 'message' | 'close' | 'error', listener: (...parts: unknown[]) => void) {
          if (event === 'message') socket.on('message', received(listener))
          else if (event === 'close') socket.on('close', listener)
        },
        ref: () => socket.ref(),
        unref: () => socket.unref(),
        bind: () => undefined,
        close() {
          closed = true
          socket.close()
        },
        send(octets: Buffer, offset: number, length: number, port: number, address: string, done: Sent) {
          const send = () => {
            if (closed) return
            if (only === null) socket.send(octets, offset, length, port, address, done)
            else socket.send(octets, offset, length, done)
          }
          if (waiting === null) send()
          else waiting.push(send)
        },
      }
    },
  }
}
