/** The log on disk. */
import { appendFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepLog, keptLines } from '#electron/platform/kept-log.ts'
import type { Timing } from '#electron/platform/timing.ts'
import { temporaryFolder } from '#test/support/core.ts'

const line = (path: string, fields: Record<string, unknown> = {}) => ({ at: 1, path, fields })

/** Timers that the test lets run out. */
function handTiming() {
  const waiting = new Set<() => void>()
  const timing: Timing = {
    now: () => 0,
    after(_ms, then) {
      waiting.add(then)
      return () => void waiting.delete(then)
    },
  }
  const runOut = () => {
    for (const then of [...waiting]) {
      waiting.delete(then)
      then()
    }
  }
  return { timing, runOut, waiting }
}

describe('the log on disk', () => {
  it('has the lines of one moment after one wait, for this user alone', () => {
    using folder = temporaryFolder()
    const { timing, runOut, waiting } = handTiming()
    const log = keepLog(folder.path, timing)
    log.keep(line('a', { count: 3n }))
    log.keep(line('b'))
    expect([waiting.size, keptLines(folder.path)]).toEqual([1, []])
    runOut()
    expect(keptLines(folder.path)).toEqual([line('a', { count: '3' }), line('b')])
    const file = join(folder.path, 'log', 'core.jsonl')
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('has the last lines when it is closed', () => {
    using folder = temporaryFolder()
    const { timing, waiting } = handTiming()
    const log = keepLog(folder.path, timing)
    log.keep(line('last'))
    log[Symbol.dispose]()
    expect([waiting.size, keptLines(folder.path)]).toEqual([0, [line('last')]])
  })

  it('begins a new file after a megabyte, and keeps one before it', () => {
    using folder = temporaryFolder()
    const { timing } = handTiming()
    const log = keepLog(folder.path, timing)
    for (const name of ['first', 'second', 'third']) {
      log.keep(line(name, { text: 'x'.repeat(1_100_000) }))
      log.flush()
    }
    expect(keptLines(folder.path).map(({ path }) => path)).toEqual(['second', 'third'])
    expect(readdirSync(join(folder.path, 'log')).sort()).toEqual(['core.1.jsonl', 'core.jsonl'])
  })

  it('leaves out what was cut off or is no line', () => {
    using folder = temporaryFolder()
    const { timing } = handTiming()
    const log = keepLog(folder.path, timing)
    log.keep(line('a'))
    log.flush()
    appendFileSync(join(folder.path, 'log', 'core.jsonl'), '{"at":1,"pa\n[]\n')
    log.keep(line('b'))
    log.flush()
    expect(keptLines(folder.path)).toEqual([line('a'), line('b')])
  })

  it('keeps nothing where it cannot write, and does not stop the core', () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'log'), 'a file')
    const log = keepLog(folder.path, handTiming().timing)
    log.keep(line('a'))
    expect(() => log.flush()).not.toThrow()
    expect(keptLines(folder.path)).toEqual([])
    mkdirSync(join(folder.path, 'empty'))
    expect(keptLines(join(folder.path, 'empty'))).toEqual([])
  })
})
