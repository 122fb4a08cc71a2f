/** The text of --help. Pure. */
import { words } from '#shared/words/cli.ts'
import type { Command, OptionHelp } from './command.ts'
import { exitMeanings } from './exit-codes.ts'

const { general } = words
export const { program } = general

const width = (texts: readonly string[]): number => Math.max(...texts.map((text) => text.length))

function table(rows: readonly (readonly [string, string])[]): string {
  const left = width(rows.map(([name]) => name))
  return rows.map(([name, text]) => `  ${name.padEnd(left)}  ${text}`).join('\n')
}

const optionName = (name: string, { value }: OptionHelp): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`

const exitTable = (): string =>
  table(Object.entries(exitMeanings).map(([code, meaning]) => [code.padStart(3), meaning]))

const section = (title: string, content: string): string => `${title}:\n${content}`

const examplesOf = (examples: Command['examples']): string =>
  examples.map(({ line, does }) => `  # ${does}\n  ${line}`).join('\n')

export function commandHelp(command: Command): string {
  const options = Object.entries(command.options).map(([name, option]): [string, string] => [
    optionName(name, option),
    option.help,
  ])
  return [
    `${program} ${command.name}: ${command.summary}`,
    section(general.usage, `  ${program} ${command.name} ${command.usage}`),
    command.about.join('\n'),
    section(general.options, table(options)),
    section(general.examples, examplesOf(command.examples)),
    section(general.exitCodes, exitTable()),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

export function overview(commands: readonly { readonly name: string; readonly summary: string }[]): string {
  const summaries = commands.map(({ name, summary }): [string, string] => [name, summary])
  return [
    `${program}: ${general.purpose}`,
    section(general.usage, `  ${program} ${general.command}\n  ${program} ${general.commandHelp}`),
    section(general.commands, table(summaries)),
    general.output.join('\n'),
    section(general.examples, examplesOf(general.tryIt)),
    section(general.exitCodes, exitTable()),
  ].join('\n\n')
}
