/** In the utility process before its own module: `process.parentPort`, and the ports that come through it. */
import { EventEmitter } from 'node:events'
import type { Wire } from './utility-process.ts'

const send = (wire: Wire) => {
  if (process.connected) process.send?.(wire)
}

class ChildPort extends EventEmitter {
  readonly #id: number
  #started = false
  #waiting: unknown[] = []
  constructor(id: number) {
    super()
    this.#id = id
  }
  start(): void {
    this.#started = true
    for (const data of this.#waiting.splice(0)) this.emit('message', { data, ports: [] })
  }
  postMessage(data: unknown): void {
    send({ kind: 'port', port: this.#id, data })
  }
  close(): void {
    send({ kind: 'port-closed', port: this.#id })
    this.emit('close')
  }
  hear(data: unknown): void {
    if (this.#started) this.emit('message', { data, ports: [] })
    else this.#waiting.push(data)
  }
}

const ports = new Map<number, ChildPort>()
const waiting: { data: unknown; ports: ChildPort[] }[] = []

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    send({ kind: 'message', data, ports: [] })
  }
}
const parentPort = new ParentPort()
/** What came before anyone listened is kept until someone does. */
parentPort.on('newListener', (name) => {
  if (name !== 'message') return
  queueMicrotask(() => {
    for (const event of waiting.splice(0)) parentPort.emit('message', event)
  })
})
Object.defineProperty(process, 'parentPort', { value: parentPort })

process.on('message', (wire: Wire) => {
  if (wire.kind === 'port') ports.get(wire.port)?.hear(wire.data)
  else if (wire.kind === 'port-closed') {
    ports.get(wire.port)?.emit('close')
    ports.delete(wire.port)
  } else {
    const carried = wire.ports.map((id) => {
      const port = new ChildPort(id)
      ports.set(id, port)
      return port
    })
    const event = { data: wire.data, ports: carried }
    if (parentPort.listenerCount('message') > 0) parentPort.emit('message', event)
    else waiting.push(event)
  }
})
process.once('disconnect', () => process.exit(0))
