/**
 * Starts a packed program with an empty data folder and waits until its core has opened the database there, for the release workflow:
 * `node electron/packaging/try-program.ts release/linux-unpacked/punchdown-window`. Needs Electron's real program and a display.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { databaseFileName } from '../store/database-files.ts'

const longestMs = 90_000

/** Resolves to null when the core is running, else to the reason why not. */
export async function tryProgram(file: string, args: readonly string[] = []): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'punchdown-try-'))
  const child = spawn(file, args, {
    stdio: 'inherit',
    env: { ...process.env, PUNCHDOWN_DATA: join(folder, 'data') },
  })
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(String(error)))
    child.once('exit', (code) => resolve(`the program ended with ${code}`))
  })
  const stop = new AbortController()
  const opened = async (): Promise<string | null> => {
    for (let waited = 0; waited < longestMs; waited += 250) {
      if (existsSync(join(folder, 'data', databaseFileName))) return null
      await after(250, undefined, { signal: stop.signal })
    }
    return 'the core opened no database'
  }
  const outcome = await Promise.race([exited, opened()])
  stop.abort()
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    child.kill()
    await exited
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  return outcome
}

if (import.meta.main) {
  const [file, ...args] = process.argv.slice(2)
  if (file === undefined) {
    console.error('usage: try-program.ts <program> [arguments]')
    process.exit(2)
  }
  const reason = await tryProgram(file, args)
  console.log(reason ?? 'The program started, and its core opened the database.')
  process.exitCode = reason === null ? 0 : 1
}
