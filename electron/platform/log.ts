/** Logs are named by path and carry fields instead of prose. */
export interface LogLine {
  readonly at: number
  /** Dotted path: `gateway.sip.transaction`. */
  readonly path: string
  readonly fields: Readonly<Record<string, unknown>>
}
export interface Log {
  write(path: string, fields?: Record<string, unknown>): void
  /** The newest lines, oldest first. */
  lines(): readonly LogLine[]
}

/** A ring of the newest lines, optionally passed on as they come (standard error in the command line). */
export function createLog(size = 2000, now: () => number = Date.now, sink?: (line: LogLine) => void): Log {
  const ring: LogLine[] = []
  return {
    write(path, fields = {}) {
      const line: LogLine = { at: now(), path, fields }
      ring.push(line)
      if (ring.length > size) ring.splice(0, ring.length - size)
      sink?.(line)
    },
    lines: () => ring.slice(),
  }
}
