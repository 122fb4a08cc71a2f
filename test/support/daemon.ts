/** A program that runs until it is left, for hooks as well as for tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** Ready when its output says so. @throws Error with its last words when it ends before, or is not ready in 20 seconds */
export async function daemon(
  program: string,
  args: readonly string[],
  ready: RegExp,
  cwd?: string,
): Promise<AsyncDisposable> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  })
  const closed = once(child, 'close')
  const stop = async () => {
    child.kill()
    await closed
  }
  try {
    await saying(child, ready)
  } catch (error) {
    await stop()
    throw new Error(`${program} ${args.join(' ')}: ${String(error)}`)
  }
  return { [Symbol.asyncDispose]: stop }
}

function saying(child: ChildProcess, wanted: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    const fail = () => reject(new Error(said.slice(-2_000)))
    // one that is not ready by then never will be: what it said is worth more than a hook that hangs
    const over = setTimeout(fail, 20_000)
    const hear = (chunk: Buffer) => {
      if (wanted.test(said)) return
      said += chunk.toString()
      if (!wanted.test(said)) return
      clearTimeout(over)
      resolve()
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('close', () => {
      clearTimeout(over)
      fail()
    })
  })
}
