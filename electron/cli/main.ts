/** What the command line does with its arguments. The same core as both doors. */
import { toProblem } from '#shared/errors.ts'
import { version } from '../app/version.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts'
import { commandHelp, overview, program } from './help.ts'
import { problemWords } from './problem-words.ts'
import { createTerminal } from './terminal.ts'

const { stdin, stdout, stderr } = process
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
// a reader that has seen enough closes the pipe: nobody is left to work for
stdout.on('error', () => stopping.abort())

async function main([name, ...args]: readonly string[]): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const shown = name === undefined ? stderr : stdout
    shown.write(`${overview(commands)}\n`)
    return name === undefined ? exitCodes.arguments : exitCodes.ok
  }
  if (name === '--version') {
    stdout.write(`${version}\n`)
    return exitCodes.ok
  }
  const entry = commands.find((each) => each.name === name)
  if (entry === undefined) {
    stderr.write(`${program}: there is no command "${name}"; ${program} --help lists them\n`)
    return exitCodes.arguments
  }
  const command = await entry.load()
  if (args.includes('--help') || args.includes('-h')) {
    stdout.write(`${commandHelp(command)}\n`)
    return exitCodes.ok
  }
  return run(command, args)
}

async function run(command: Command, args: readonly string[]): Promise<ExitCode> {
  const json = args.includes('--json') || (!stdout.isTTY && !args.includes('--text'))
  const terminal = createTerminal({ stdin, stdout, stderr }, json, stopping.signal)
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (isArgumentError(error)) {
      terminal.say(
        `${program} ${command.name}: ${error.message}\n${program} ${command.name} --help says more`,
      )
      return exitCodes.arguments
    }
    const problem = toProblem(error)
    terminal.say(`${program} ${command.name}: ${problemWords(problem)}`)
    if (problem.code === 'bug' && error instanceof Error) terminal.say(error.stack ?? '')
    return exitCodeFor(problem.code)
  }
}

/** What node:util says of arguments it does not take. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

const code = await main(process.argv.slice(2))
// what was written is flushed first; connections kept alive for a next request are not waited for
stdout.write('', () => process.exit(code))
