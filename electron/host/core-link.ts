/** Runs the core of the browser door as a child process, and hands the pages' TCP connections over to it. */
import { fork } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Problem } from '#shared/errors.ts'
import { compileCacheFolder } from '../platform/folders.ts'
import type { Log } from '../platform/log.ts'
import { systemTiming, type Timing } from '../platform/timing.ts'
import { type Handshake, pageMessageSchema, type Start, type ToCore } from './core-messages.ts'
import { type CoreProcess, type CoreProcessEvents, superviseCore } from './core-supervisor.ts'

/** A page's connection that is held by the core, or on its way there. */
interface Page {
  /** The door's copy of the connection, destroyed when the core has its own. */
  readonly socket: Socket
  readonly closed: () => void
}

export interface CoreLink extends AsyncDisposable {
  /** Resolves to null when the core is ready, or to the problem when it cannot be started. */
  ready(): Promise<Problem | null>
  /** Reason why the core was given up; null while it runs or is being started. */
  problem(): Problem | null
  /**
   * Hands the TCP connection of a WebSocket handshake over to the running core, which accepts it. `closed` is called once, when the
   * page or the core has ended it. The result ends the connection; null when no core is running.
   */
  handOver(socket: Socket, handshake: Handshake, closed: () => void): (() => void) | null
  /** Writes to the core's log. */
  readonly log: Pick<Log, 'write'>
}

interface ForkedCore extends CoreProcess {
  /** The socket stays open in this process as well. */
  postSocket(message: Extract<ToCore, { readonly kind: 'page-socket' }>, socket: Socket): void
}

export interface CoreLinkOptions {
  /** The built core-process.js, or its source. */
  readonly file: string
  readonly start: Start
  readonly timing?: Timing
}

export function linkCore({ file, start, timing = systemTiming }: CoreLinkOptions): CoreLink {
  const pages = new Map<number, Page>()
  let nextPage = 1

  const supervisor = superviseCore<ForkedCore>({
    dataFolder: start.dataFolder,
    timing,
    start(events) {
      const process = forkCore(file, { ...events, message: (message) => received(message, events.message) })
      process.post(start)
      return process
    },
    onReady: () => undefined,
    onLost() {
      for (const page of [...pages.keys()]) ended(page)
    },
    onFailed: () => undefined,
  })
  const post = (message: ToCore): void => {
    const state = supervisor.state()
    if (state.kind === 'ready') state.process.post(message)
  }
  /**
   * The core answers the handshake only after this process has destroyed its copy of the connection, so that no frame is read here.
   */
  function received(message: unknown, other: (message: unknown) => void): void {
    const parsed = pageMessageSchema.safeParse(message)
    if (!parsed.success) {
      other(message)
      return
    }
    const { kind, page } = parsed.data
    if (kind === 'page-closed') ended(page)
    const held = pages.get(page)
    if (held === undefined) return
    held.socket.destroy()
    post({ kind: 'page-open', page })
  }
  function ended(page: number): void {
    const left = pages.get(page)
    pages.delete(page)
    left?.socket.destroy()
    left?.closed()
  }
  const problem = (): Problem | null => {
    const state = supervisor.state()
    return state.kind === 'failed' ? state.problem : null
  }
  return {
    problem,
    async ready() {
      await supervisor.settled()
      return problem()
    },
    handOver(socket, handshake, closed) {
      const state = supervisor.state()
      if (state.kind !== 'ready') return null
      const page = nextPage++
      pages.set(page, { socket, closed })
      state.process.postSocket({ kind: 'page-socket', page, handshake }, socket)
      return () => {
        if (!pages.has(page)) return
        ended(page)
        post({ kind: 'page-close', page })
      }
    },
    log: { write: (path, fields = {}) => post({ kind: 'log', path, fields }) },
    [Symbol.asyncDispose]: () => supervisor.stop(),
  }
}

function forkCore(file: string, events: CoreProcessEvents): ForkedCore {
  const child = fork(file, {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Ctrl-C in the terminal reaches the door only, which then stops the core
    detached: process.platform !== 'win32',
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCacheFolder() },
  })
  const ended = Promise.withResolvers<void>()
  void ended.promise.then(events.exit)
  child.on('message', events.message)
  child.once('exit', () => ended.resolve())
  // a process that could not be started emits no 'exit'
  child.on('error', () => {
    if (child.pid === undefined) ended.resolve()
  })
  return {
    post(message) {
      if (child.connected) child.send(message, () => undefined)
    },
    postSocket(message, socket) {
      if (child.connected) child.send(message, socket, { keepOpen: true }, () => undefined)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
