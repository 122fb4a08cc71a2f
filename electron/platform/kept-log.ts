/**
 * The log in the data folder, for a report after the core has ended: `log/core.jsonl`, a line of JSON for each line of the log, and the
 * lines before these in `log/core.1.jsonl`. Lines are redacted before they are kept (log.ts).
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { LogLine } from './log.ts'
import type { Timing } from './timing.ts'

/** Size of a file before the next one is begun, in octets. */
const largestFile = 1_000_000
/** Time that lines wait for others, in milliseconds. */
const gatherMs = 250

const lineSchema = z.object({
  at: z.number(),
  path: z.string(),
  fields: z.record(z.string(), z.unknown()),
})

const filesIn = (dataFolder: string) => ({
  folder: join(dataFolder, 'log'),
  newest: join(dataFolder, 'log', 'core.jsonl'),
  before: join(dataFolder, 'log', 'core.1.jsonl'),
})

export interface KeptLog extends Disposable {
  keep(line: LogLine): void
  /** Writes what is waiting. */
  flush(): void
}

/** A log that cannot be written keeps nothing: it must not stop the core. */
export function keepLog(dataFolder: string, timing: Timing): KeptLog {
  const { folder, newest, before } = filesIn(dataFolder)
  let waiting: string[] = []
  let cancel: (() => void) | null = null

  const flush = (): void => {
    cancel?.()
    cancel = null
    const text = waiting.join('')
    waiting = []
    if (text === '') return
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      if ((statSync(newest, { throwIfNoEntry: false })?.size ?? 0) > largestFile) renameSync(newest, before)
      appendFileSync(newest, text, { mode: 0o600 })
    } catch {
      // as above
    }
  }
  return {
    keep(line) {
      waiting.push(`${JSON.stringify(line, withoutBigInts)}\n`)
      cancel ??= timing.after(gatherMs, flush)
    },
    flush,
    [Symbol.dispose]: flush,
  }
}

const withoutBigInts = (_name: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value

/** The lines that are kept in a data folder, oldest first; lines that were cut off are left out. */
export function keptLines(dataFolder: string): LogLine[] {
  const { newest, before } = filesIn(dataFolder)
  return [before, newest].flatMap((file) =>
    textIn(file)
      .split('\n')
      .flatMap((line) => parsed(line) ?? []),
  )
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function parsed(line: string): LogLine | null {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    return null
  }
}
