/** `MessageChannelMain`: two ends, each here in main, or carried to a page or to the utility process. */
import { EventEmitter } from 'node:events'

/** Where a carried end lives now: what its peer says goes there. */
export interface Carried {
  message(data: unknown): void
  close(): void
}

export class MessagePortMain extends EventEmitter {
  #peer: MessagePortMain | null = null
  #carried: Carried | null = null
  #started = false
  #closed = false
  /** What was said before anyone listened. */
  #waiting: unknown[] = []

  static entangle(one: MessagePortMain, other: MessagePortMain): void {
    one.#peer = other
    other.#peer = one
  }

  start(): void {
    this.#started = true
    this.#flush()
  }

  postMessage(message: unknown): void {
    if (this.#carried !== null) throw new Error('a port that was transferred is no longer here')
    this.say(structuredClone(message))
  }

  close(): void {
    this.hangUp()
  }

  /** This end goes elsewhere; what waits for it goes along. */
  carry(to: Carried): void {
    if (this.#carried !== null) throw new Error('a port is transferred once')
    this.#carried = to
    this.#started = true
    this.#flush()
    if (this.#closed) to.close()
  }

  /** From this end, wherever it lives, to the other. */
  say(data: unknown): void {
    const peer = this.#peer
    if (peer !== null) peer.#hear(data)
  }

  /** This end is gone, wherever it lived. */
  hangUp(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#carried === null) this.emit('close')
    const peer = this.#peer
    this.#peer = null
    if (peer === null || peer.#closed) return
    peer.#closed = true
    if (peer.#carried === null) peer.emit('close')
    else peer.#carried.close()
  }

  #hear(data: unknown): void {
    this.#waiting.push(data)
    if (this.#started) this.#flush()
  }

  #flush(): void {
    for (const data of this.#waiting.splice(0)) {
      if (this.#carried === null) this.emit('message', { data, ports: [] })
      else this.#carried.message(data)
    }
  }
}

export class MessageChannelMain {
  readonly port1 = new MessagePortMain()
  readonly port2 = new MessagePortMain()
  constructor() {
    MessagePortMain.entangle(this.port1, this.port2)
  }
}
