/** A command of the command line: its help as data, and its operation. */
import { languageSchema, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/cli.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface OptionHelp {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** Placeholder of the value in the help: `<ports>`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** Arguments after the command name. */
  readonly usage: string
  readonly about: readonly string[]
  readonly options: Readonly<Record<string, OptionHelp>>
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /** @throws PunchdownError, which decides the exit code */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>
}

/** Options of every command. */
export const commonOptions = {
  json: { type: 'boolean', help: words.general.json },
  text: { type: 'boolean', help: words.general.text },
  help: { type: 'boolean', help: words.general.help },
} as const satisfies Record<string, OptionHelp>

export const portOption = {
  ports: {
    type: 'string',
    value: '<ports>',
    help: words.general.ports,
  },
} as const satisfies Record<string, OptionHelp>

/** Parts of a provisioning URL of the service. */
export const serviceOptions = {
  region: { type: 'string', value: '<region>', help: words.url.region(regionSchema.options.join(', ')) },
  language: {
    type: 'string',
    value: '<language>',
    help: words.url.language(languageSchema.options.join(', ')),
  },
  tenant: { type: 'string', value: '<guid>', help: words.url.tenant },
} as const satisfies Record<string, OptionHelp>

export const signInOptions = {
  user: { type: 'string', value: '<name>', help: words.signIn.user },
  'password-stdin': {
    type: 'boolean',
    help: words.signIn.passwordStdin,
  },
  'allow-http': {
    type: 'boolean',
    help: words.signIn.allowHttp,
  },
} as const satisfies Record<string, OptionHelp>
