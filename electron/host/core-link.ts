/** Runs the core of the browser door as a child process, and passes frames between it and the pages. */
import { fork } from 'node:child_process'
import type { Problem } from '#shared/errors.ts'
import { compileCacheFolder } from '../platform/folders.ts'
import type { Log } from '../platform/log.ts'
import { systemTiming, type Timing } from '../platform/timing.ts'
import type { Frame, Start, ToCore } from './core-messages.ts'
import { type CoreProcess, superviseCore } from './core-supervisor.ts'

/** The page's end of a connection. */
interface PageSocket {
  send(frame: Frame): void
  /** Called when the core has ended. */
  close(): void
}

/** The core's end of a connection. */
interface PageLine {
  send(frame: Frame): void
  /** Call it when the page has disconnected. */
  close(): void
}

export interface CoreLink extends AsyncDisposable {
  /** Resolves to null when the core is ready, or to the problem when it cannot be started. */
  ready(): Promise<Problem | null>
  /** Reason why the core was given up; null while it runs or is being started. */
  problem(): Problem | null
  /** Connects a page to the running core; null when none is running. */
  connect(page: PageSocket): PageLine | null
  /** Writes to the core's log. */
  readonly log: Pick<Log, 'write'>
}

export interface CoreLinkOptions {
  /** The built core-process.js, or its source. */
  readonly file: string
  readonly start: Start
  readonly timing?: Timing
}

export function linkCore({ file, start, timing = systemTiming }: CoreLinkOptions): CoreLink {
  const pages = new Map<number, PageSocket>()
  let nextPage = 1

  const supervisor = superviseCore<CoreProcess>({
    dataFolder: start.dataFolder,
    timing,
    start(events) {
      const process = forkCore(file, events)
      process.post(start)
      return process
    },
    onReady: () => undefined,
    onFrame: ({ page, frame }) => pages.get(page)?.send(frame),
    onLost() {
      const left = [...pages.values()]
      pages.clear()
      for (const page of left) page.close()
    },
    onFailed: () => undefined,
  })
  const post = (message: ToCore): void => {
    const state = supervisor.state()
    if (state.kind === 'ready') state.process.post(message)
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
    connect(socket) {
      if (supervisor.state().kind !== 'ready') return null
      const page = nextPage++
      pages.set(page, socket)
      post({ kind: 'page-opened', page })
      return {
        send: (frame) => post({ kind: 'frame', page, frame }),
        close() {
          if (pages.delete(page)) post({ kind: 'page-closed', page })
        },
      }
    },
    log: { write: (path, fields = {}) => post({ kind: 'log', path, fields }) },
    [Symbol.asyncDispose]: () => supervisor.stop(),
  }
}

function forkCore(file: string, events: { message(message: unknown): void; exit(): void }): CoreProcess {
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
    kill: () => void child.kill('SIGKILL'),
  }
}
