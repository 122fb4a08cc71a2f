/** A command of the command line: its help as data, and its work. */
import type { ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface OptionHelp {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  /** What stands for the value in the help: `<ports>`. */
  readonly value?: string
  readonly help: string
}

export interface Command {
  readonly name: string
  readonly summary: string
  /** What follows the name. */
  readonly usage: string
  readonly about: readonly string[]
  readonly options: Readonly<Record<string, OptionHelp>>
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /** @throws PunchdownError, which decides the exit code */
  run(args: readonly string[], terminal: Terminal): Promise<ExitCode>
}

/** Every command takes these. */
export const commonOptions = {
  json: { type: 'boolean', help: 'one object a line on standard output (already so when it is no terminal)' },
  text: { type: 'boolean', help: 'words for people on standard output, also when it is no terminal' },
  help: { type: 'boolean', help: 'this help' },
} as const satisfies Record<string, OptionHelp>

export const portOption = {
  ports: {
    type: 'string',
    value: '<ports>',
    help: 'ports to look at where they are not the usual ones: http=18080,https=18443,sip=15060,snmp=10161',
  },
} as const satisfies Record<string, OptionHelp>

export const signInOptions = {
  user: { type: 'string', value: '<name>', help: 'user name on the device' },
  'password-stdin': {
    type: 'boolean',
    help: 'the password is all of standard input; without it, it is asked for and not shown',
  },
  'allow-http': {
    type: 'boolean',
    help: 'send the password over plain HTTP where the device offers no HTTPS: everyone on the way can read it',
  },
} as const satisfies Record<string, OptionHelp>
