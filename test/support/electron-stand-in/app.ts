/** `app`: the order of Electron's life-cycle events, and a lock that one process holds for each userData folder. */
import { EventEmitter } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, statSync, watch, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { note, obey } from './record.ts'

/** An event that a listener may prevent, as Electron's are. */
export function preventable() {
  return {
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true
    },
  }
}

export interface Closable {
  /** False where a listener kept the window open. */
  close(): Promise<boolean>
}

class App extends EventEmitter {
  readonly windows = new Set<Closable>()
  #userData = join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Punchdown')
  #quitting = false
  #lock: string | null = null
  readonly #atExit: (() => Promise<void>)[] = []
  /** Resolves as a task of its own: `main.js` has run to its end by then. */
  readonly #ready = new Promise<void>((resolve) => setImmediate(resolve))

  whenReady(): Promise<void> {
    return this.#ready
  }

  getPath(name: string): string {
    if (name !== 'userData') throw new Error(`the stand-in knows no path ${name}`)
    return this.#userData
  }

  setPath(name: string, path: string): void {
    this.getPath(name)
    if (!statSync(path).isDirectory()) throw new Error(`${path} is no folder`)
    this.#userData = path
  }

  requestSingleInstanceLock(): boolean {
    if (this.#lock !== null) return true
    mkdirSync(this.#userData, { recursive: true })
    const lock = join(this.#userData, 'stand-in.lock')
    const call = `${lock}.call`
    for (let tries = 0; tries < 2; tries++) {
      try {
        const file = openSync(lock, 'wx')
        writeSync(file, String(process.pid))
        closeSync(file)
        this.#lock = lock
        watch(this.#userData, (_, name) => {
          if (name !== 'stand-in.lock.call') return
          if (!takeAway(call)) return
          this.emit('second-instance', preventable(), [], '', undefined)
        }).unref()
        return true
      } catch {
        if (isAlive(Number(readFileSync(lock, 'utf8')))) {
          closeSync(openSync(call, 'w'))
          return false
        }
        takeAway(lock)
      }
    }
    return false
  }

  quit(): void {
    void this.#quit()
  }

  async #quit(): Promise<void> {
    if (this.#quitting) return
    this.#quitting = true
    const before = preventable()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return this.#stay()
    for (const window of this.windows) if (!(await window.close())) return this.#stay()
    const will = preventable()
    this.emit('will-quit', will)
    if (will.defaultPrevented) return this.#stay()
    this.emit('quit', preventable(), 0)
    note({ kind: 'quit' })
    await this.#exit(0)
  }

  #stay(): void {
    this.#quitting = false
  }

  /** The last window went: the program goes too, unless someone listens who knows better. */
  windowGone(window: Closable): void {
    this.windows.delete(window)
    if (this.windows.size > 0 || this.#quitting) return
    if (!this.emit('window-all-closed')) this.quit()
  }

  /** What this process started beside the program goes before it does. */
  atExit(work: () => Promise<void>): void {
    this.#atExit.push(work)
  }

  async #exit(code: number): Promise<void> {
    await Promise.allSettled(this.#atExit.map((work) => work()))
    if (this.#lock !== null) takeAway(this.#lock)
    // what was told to the test is on its way: the channel is left to drain
    if (process.connected) process.send?.({ kind: 'end' }, () => process.exit(code))
    else process.exit(code)
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}

function takeAway(file: string): boolean {
  try {
    rmSync(file)
    return true
  } catch {
    return false
  }
}

export const app = new App()

obey((order) => {
  if (order.order === 'quit') app.quit()
})
/** Whoever started the stand-in is gone: nobody looks at this window any more. */
process.once('disconnect', () => process.exit(1))
