/**
 * A UDP socket that is connected to one agent: it receives nothing from others, and learns at once that a port is closed. It replaces
 * net-snmp's socket, which accepts answers from anywhere.
 */
import { createSocket } from 'node:dgram'

type Sent = (error: Error | null, octets: number) => void

/** Stands in for node:dgram in net-snmp, with the methods that it uses. */
export function connectedTo(address: string, port: number, onError: (error: NodeJS.ErrnoException) => void) {
  return {
    createSocket(type: 'udp4' | 'udp6') {
      const socket = createSocket(type)
      let waiting: (() => void)[] | null = []
      let closed = false
      socket.on('error', onError)
      socket.connect(port, address, () => {
        const ready = waiting ?? []
        waiting = null
        for (const send of ready) send()
      })
      return {
        on(event: 'message' | 'close' | 'error', listener: (...parts: unknown[]) => void) {
          if (event !== 'error') socket.on(event, listener)
        },
        ref: () => socket.ref(),
        unref: () => socket.unref(),
        bind: () => undefined,
        close() {
          closed = true
          socket.close()
        },
        send(octets: Buffer, offset: number, length: number, _port: number, _address: string, done: Sent) {
          const send = () => {
            if (!closed) socket.send(octets, offset, length, done)
          }
          if (waiting === null) send()
          else waiting.push(send)
        },
      }
    },
  }
}
