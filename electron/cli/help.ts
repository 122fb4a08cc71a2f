/** The text of --help. Pure. */
import type { Command, OptionHelp } from './command.ts'
import { exitMeanings } from './exit-codes.ts'

export const program = 'punchdown'

const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))

function table(rows: readonly (readonly [string, string])[]): string {
  const left = width(rows.map(([name]) => name))
  return rows.map(([name, text]) => `  ${name.padEnd(left)}  ${text}`).join('\n')
}

const optionName = (name: string, { value }: OptionHelp): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`

const exitTable = (): string =>
  table(Object.entries(exitMeanings).map(([code, meaning]) => [code.padStart(3), meaning]))

export function commandHelp(command: Command): string {
  return [
    `${program} ${command.name}: ${command.summary}`,
    `Usage:\n  ${program} ${command.name} ${command.usage}`,
    command.about.join('\n'),
    `Options:\n${table(
      Object.entries(command.options).map(([name, option]): [string, string] => [
        optionName(name, option),
        option.help,
      ]),
    )}`,
    `Examples:\n${command.examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n')}`,
    `Exit codes:\n${exitTable()}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

export function overview(commands: readonly { readonly name: string; readonly summary: string }[]): string {
  return [
    `${program}: brings SIP phones, adapters and DECT handsets onto Teams SIP Gateway`,
    `Usage:\n  ${program} <command> [options]\n  ${program} <command> --help`,
    `Commands:\n${table(commands.map(({ name, summary }): [string, string] => [name, summary]))}`,
    'Results go to standard output, words to standard error. With --json, or when standard output is no terminal,\n' +
      'each result is one JSON object on a line of its own. PUNCHDOWN_DATA names the folder that gateway and serve keep\n' +
      'their jobs in, catalogue its imported list, and scan --changed what it found; the other commands keep nothing. A password is never an argument.',
    `Examples:\n  # try it without hardware: in one terminal\n  ${program} practice\n  # and in another\n  ${program} scan 127.0.0.1:18080 --ports http=18080,sip=15060,snmp=10161`,
    `Exit codes:\n${exitTable()}`,
  ].join('\n\n')
}
