/** Runs the command that the arguments name, on the same core as the two doors, and exits with its exit code. */
import { toProblem } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { version } from '../app/version.ts'
import { logBugsTo } from '../platform/bugs.ts'
import type { Command } from './command.ts'
import { commands } from './commands.ts'
import { type ExitCode, exitCodeFor, exitCodes } from './exit-codes.ts'
import { commandHelp, overview, program } from './help.ts'
import { problemWords } from './problem-words.ts'
import { createTerminal } from './terminal.ts'

const { stdin, stdout, stderr } = process
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
// `punchdown scan … | head`: the reader closed the pipe, so the command stops
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
    stderr.write(`${program}: ${words.general.noCommand(name)}\n`)
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
  using _bugs = logBugsTo({
    write: (path, { reference, error } = {}) => terminal.say(`${program}: ${path} ${reference}\n${error}`),
  })
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (isArgumentError(error)) {
      terminal.say(`${program} ${command.name}: ${error.message}\n${words.general.helpOf(command.name)}`)
      return exitCodes.arguments
    }
    const problem = toProblem(error)
    terminal.say(`${program} ${command.name}: ${problemWords(problem)}`)
    if (problem.code === 'bug' && error instanceof Error) terminal.say(error.stack ?? '')
    return exitCodeFor(problem.code)
  }
}

/** Whether `parseArgs` of node:util refused the arguments. */
function isArgumentError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
}

const code = await main(process.argv.slice(2))
// flushes standard output first; does not wait for kept-alive connections
stdout.write('', () => process.exit(code))
