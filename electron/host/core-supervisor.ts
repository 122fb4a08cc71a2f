/**
 * Supervises the core process of either door: restarts a core that ends, after growing pauses, at most five times within a minute.
 */
import type { Problem } from '#shared/errors.ts'
import type { Timing } from '../platform/timing.ts'
import { fromCoreSchema, type ToCore } from './core-messages.ts'

/** Restarts allowed within `windowMs`. */
const mostRestarts = 5
const windowMs = 60_000
/** Pauses before the first, second, … restart within the window, in milliseconds. */
const pausesMs: readonly number[] = [0, 100, 250, 500, 1_000]
/** Time for the core to close its files and sockets before its process is killed, in milliseconds. */
const stopWithinMs = 3_000

/** A core process, started by Electron's `utilityProcess` or Node's `fork`. */
export interface CoreProcess {
  post(message: ToCore): void
  kill(): void
}

export interface CoreProcessEvents {
  /** Called for every message, which is not checked yet. */
  message(message: unknown): void
  /** Called once, when the process has ended. */
  exit(): void
}

export interface SupervisorOptions<Process extends CoreProcess> {
  /** Starts a process and sends it its `start` message. */
  readonly start: (events: CoreProcessEvents) => Process
  readonly onReady: (process: Process) => void
  /** Called when a process that was ready has ended. */
  readonly onLost: () => void
  /** Called when the core cannot start or has ended too often. It is not restarted. */
  readonly onFailed: (problem: Problem) => void
  readonly dataFolder: string
  readonly timing: Timing
}

type CoreState<Process> =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly process: Process }
  | { readonly kind: 'failed'; readonly problem: Problem }

export interface Supervisor<Process extends CoreProcess> {
  state(): CoreState<Process>
  /** Resolves when the core is ready or has failed. */
  settled(): Promise<CoreState<Process>>
  /** Stops the core; resolves when its process has ended. */
  stop(): Promise<void>
}

export function superviseCore<Process extends CoreProcess>(
  options: SupervisorOptions<Process>,
): Supervisor<Process> {
  const { timing } = options
  let state: CoreState<Process> = { kind: 'starting' }
  let settling = Promise.withResolvers<CoreState<Process>>()
  let running: { readonly process: Process; readonly ended: PromiseWithResolvers<void> } | null = null
  let restartedAt: number[] = []
  let cancelRestart = () => {}
  let stopping = false

  const fail = (problem: Problem): void => {
    state = { kind: 'failed', problem }
    settling.resolve(state)
    options.onFailed(problem)
  }
  const restart = (): void => {
    const now = timing.now()
    restartedAt = [...restartedAt.filter((at) => now - at < windowMs), now]
    if (restartedAt.length > mostRestarts) {
      const facts = { times: restartedAt.length, path: options.dataFolder }
      fail({ code: 'core-keeps-stopping', facts })
      return
    }
    const pause = pausesMs[restartedAt.length - 1] ?? 0
    if (pause === 0) start()
    else cancelRestart = timing.after(pause, start)
  }
  const onExit = (): void => {
    const wasReady = state.kind === 'ready'
    running?.ended.resolve()
    running = null
    if (state.kind === 'failed') return
    state = { kind: 'starting' }
    if (wasReady) {
      settling = Promise.withResolvers()
      options.onLost()
    }
    if (!stopping) restart()
  }
  const onMessage = (process: Process, message: unknown): void => {
    const parsed = fromCoreSchema.safeParse(message)
    if (!parsed.success || state.kind !== 'starting') return
    if (parsed.data.kind === 'failed') {
      fail(parsed.data.problem)
      process.kill()
      return
    }
    state = { kind: 'ready', process }
    settling.resolve(state)
    options.onReady(process)
  }
  function start(): void {
    const process = options.start({
      message: (message) => onMessage(process, message),
      exit: onExit,
    })
    running = { process, ended: Promise.withResolvers() }
  }

  start()
  return {
    state: () => state,
    settled: () => (state.kind === 'starting' ? settling.promise : Promise.resolve(state)),
    async stop() {
      stopping = true
      cancelRestart()
      if (running === null) return
      const { process, ended } = running
      process.post({ kind: 'stop' })
      const cancelKill = timing.after(stopWithinMs, () => process.kill())
      await ended.promise
      cancelKill()
    },
  }
}
