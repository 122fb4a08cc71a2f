/** Start of the core until it answers, and of the command line until its help is printed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { cliFile } from '../cli/punchdown.ts'
import { measure } from './figures.ts'

const ended = async (args: readonly string[]) => {
  const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
}
await measure('start of the core in a new process, until it is closed again', 5, () =>
  ended([join(import.meta.dirname, 'open-and-close.ts')]),
)
await measure('punchdown --help', 5, () => ended([cliFile, '--help']))
