/** Programs that nobody here wrote, run by tests: curl, sipp, snmpget. */
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export function isHere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** The word for a skipped suite's title. */
export const missing = (program: string): string =>
  isHere(program) ? '' : ` (skipped: ${program} is not installed)`

export interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

export interface Running {
  readonly ended: Promise<Ran>
  /** Output so far. */
  output(): string
  stop(): void
}

export function start(program: string, args: readonly string[], cwd?: string): Running {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, output, errors }))
  })
  return { ended, output: () => output, stop: () => child.kill('SIGTERM') }
}

export const run = (program: string, args: readonly string[], cwd?: string): Promise<Ran> =>
  start(program, args, cwd).ended
