/** Structured log. Secrets are masked, and bodies of pages left out, before a line is kept. */
import { redactFields } from './redaction.ts'

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

/** Keeps the newest `size` lines; `sink` gets each line as it is written. */
export function createLog(size = 2000, now: () => number = Date.now, sink?: (line: LogLine) => void): Log {
  const ring: LogLine[] = []
  return {
    write(path, fields = {}) {
      const line: LogLine = { at: now(), path, fields: redactFields(fields) }
      ring.push(line)
      if (ring.length > size) ring.splice(0, ring.length - size)
      sink?.(line)
    },
    lines: () => ring.slice(),
  }
}
