/** The command line as tests hold it: the real command in a process of its own. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { rootFolder } from '#electron/platform/folders.ts'

export const cliFile = join(rootFolder, 'electron/cli.ts')

export interface Finished {
  readonly code: number | null
  /** Standard output as JSON, one object a line. */
  readonly objects: Record<string, unknown>[]
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string | Buffer
  readonly env?: Record<string, string>
}

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [cliFile, ...args], {
    cwd: resolve(rootFolder),
    // a list that was imported on this machine is none of the tests' business
    env: { ...process.env, PUNCHDOWN_DATA: join(tmpdir(), 'punchdown-test-no-data'), ...env },
    stdio: 'pipe',
  })
}

/** Runs a command to its end. */
export async function punchdown(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = start(args, options.env)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // a command that needs no input may end before it was written
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const [code] = await once(child, 'close')
  return { code: typeof code === 'number' ? code : null, stdout, stderr, objects: objectsIn(stdout) }
}

function objectsIn(text: string): Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line): Record<string, unknown> => JSON.parse(line))
}

/** A command that runs until it is stopped. */
export interface Running extends AsyncDisposable {
  /** The first object on standard output, from now on, that `wanted` takes. */
  next(wanted?: (object: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>
  /** Sends SIGINT and resolves to the exit code. */
  stop(): Promise<number | null>
}

export function running(args: readonly string[], env: Record<string, string> = {}): Running {
  const child = start(args, env)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const closed = once(child, 'close')
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGINT')
    const [code] = await closed
    return typeof code === 'number' ? code : null
  }
  return {
    async next(wanted = () => true) {
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error(`the command ended: ${stderr}`)
        const object: Record<string, unknown> = JSON.parse(value)
        if (wanted(object)) return object
      }
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}
