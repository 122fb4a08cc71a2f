/**
 * The log of code that is given none: probes, listeners and practice devices. What it writes goes to each log that subscribed in this
 * process or thread; without one, to standard error as a warning of Node.
 */
import type { Log } from './log.ts'

const logs = new Set<Pick<Log, 'write'>>()

export const bugLog: Pick<Log, 'write'> = {
  write(path, fields = {}) {
    for (const log of logs) log.write(path, fields)
    if (logs.size === 0) process.emitWarning(`${path} ${JSON.stringify(fields)}`)
  },
}

/** Passes lines of `bugLog` to a log until disposed of. */
export function logBugsTo(log: Pick<Log, 'write'>): Disposable {
  logs.add(log)
  return { [Symbol.dispose]: () => void logs.delete(log) }
}
