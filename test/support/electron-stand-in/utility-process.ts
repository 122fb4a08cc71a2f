/** `utilityProcess.fork`: a Node process of its own with `process.parentPort`, and ports that reach into it. */
import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessagePortMain } from './ports.ts'
import { note } from './record.ts'

/** Between main and the utility process; structured clones on both ways. */
export type Wire =
  | { readonly kind: 'message'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown }
  | { readonly kind: 'port-closed'; readonly port: number }

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly #ports = new Map<number, MessagePortMain>()
  #next = 1

  constructor(module: string, args: readonly string[]) {
    super()
    this.#child = fork(module, args, {
      execArgv: ['--import', fileURLToPath(new URL('utility-child.ts', import.meta.url))],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const pid = this.#child.pid ?? 0
    note({ kind: 'utility', pid })
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.on('message', (wire: Wire) => this.#hear(wire))
    this.#child.once('exit', (code) => {
      for (const port of this.#ports.values()) port.hangUp()
      note({ kind: 'utility-exit', pid })
      this.emit('exit', code ?? 1)
    })
    // main going without a word takes its utility process along, as in Electron
    process.once('exit', () => this.#child.kill('SIGKILL'))
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }

  postMessage(data: unknown, transfer: readonly MessagePortMain[] = []): void {
    const ports = transfer.map((port) => {
      const id = this.#next++
      this.#ports.set(id, port)
      return { id, port }
    })
    this.#send({ kind: 'message', data, ports: ports.map(({ id }) => id) })
    for (const { id, port } of ports) {
      port.carry({
        message: (said) => this.#send({ kind: 'port', port: id, data: said }),
        close: () => this.#send({ kind: 'port-closed', port: id }),
      })
    }
  }

  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }

  #send(wire: Wire): void {
    // a process that died meanwhile hears nothing, and says so by `exit`
    if (this.#child.connected) this.#child.send(wire, () => undefined)
  }

  #hear(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data)
    else if (wire.kind === 'port') this.#ports.get(wire.port)?.say(wire.data)
    else {
      this.#ports.get(wire.port)?.hangUp()
      this.#ports.delete(wire.port)
    }
  }
}

export const utilityProcess = {
  fork: (module: string, args: readonly string[] = []) => new UtilityProcess(module, args),
}
