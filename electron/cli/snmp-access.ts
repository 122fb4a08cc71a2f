/** The options of a command for SNMP access. */
import { PunchdownError } from '#shared/errors.ts'
import { authProtocols, privacyProtocols, type SnmpAccess, snmpAccessSchema } from '#shared/model/snmp.ts'
import { words } from '#shared/words/cli.ts'
import type { OptionHelp } from './command.ts'
import type { Terminal } from './terminal.ts'

export const snmpOptions = {
  v1: { type: 'boolean', help: words.snmp.v1 },
  'community-stdin': {
    type: 'boolean',
    help: words.snmp.communityStdin,
  },
  'ask-community': { type: 'boolean', help: words.snmp.askCommunity },
  v3: { type: 'string', value: '<user>', help: words.snmp.v3 },
  auth: { type: 'string', value: '<method>', help: words.snmp.auth(authProtocols.join(', ')) },
  privacy: { type: 'string', value: '<cipher>', help: words.snmp.privacy(privacyProtocols.join(', ')) },
  'passwords-stdin': {
    type: 'boolean',
    help: words.snmp.passwordsStdin,
  },
  context: { type: 'string', value: '<name>', help: words.snmp.context },
} as const satisfies Record<string, OptionHelp>

export interface SnmpValues {
  readonly v1?: boolean | undefined
  readonly 'community-stdin'?: boolean | undefined
  readonly 'ask-community'?: boolean | undefined
  readonly v3?: string | undefined
  readonly auth?: string | undefined
  readonly privacy?: string | undefined
  readonly 'passwords-stdin'?: boolean | undefined
  readonly context?: string | undefined
}

/** Whether any of the options was given. */
export const saysHow = (values: SnmpValues): boolean =>
  [
    values.v1,
    values['community-stdin'],
    values['ask-community'],
    values.v3,
    values.auth,
    values.privacy,
    values.context,
  ].some((value) => value !== undefined)

/** Secrets come from standard input or from a prompt, never from an argument. @throws PunchdownError bad-input */
export async function accessFor(values: SnmpValues, terminal: Terminal): Promise<SnmpAccess> {
  const { v3, auth, privacy } = values
  const byCommunity =
    values.v1 === true || values['community-stdin'] === true || values['ask-community'] === true
  if (v3 !== undefined && byCommunity)
    throw new PunchdownError('bad-input', { argument: '--v3', reason: 'not-with-community' })
  if (v3 === undefined && (auth ?? privacy ?? values.context) !== undefined) {
    throw new PunchdownError('bad-input', { argument: '--v3', reason: 'missing' })
  }
  if (v3 === undefined) {
    return checked({
      version: values.v1 === true ? '1' : '2c',
      community: await communityFor(values, terminal),
    })
  }
  const lines = values['passwords-stdin'] === true ? (await terminal.input()).split(/\r?\n/) : null
  const passwordFor = async (prompt: string, at: number): Promise<string> =>
    lines === null ? (await terminal.askSecret(prompt)).reveal() : (lines[at] ?? '')
  return checked({
    version: '3',
    user: v3,
    auth:
      auth === undefined
        ? null
        : { protocol: auth, password: await passwordFor(words.snmp.authenticationPrompt(v3), 0) },
    privacy:
      privacy === undefined
        ? null
        : { protocol: privacy, password: await passwordFor(words.snmp.privacyPrompt(v3), 1) },
    context: values.context ?? '',
  })
}

async function communityFor(
  values: Pick<SnmpValues, 'community-stdin' | 'ask-community'>,
  terminal: Terminal,
): Promise<string> {
  if (values['community-stdin'] === true) return (await terminal.input()).split(/\r?\n/)[0] ?? ''
  if (values['ask-community'] === true) return (await terminal.askSecret(words.snmp.communityPrompt)).reveal()
  terminal.say(words.snmp.publicCommunity)
  return 'public'
}

/** @throws PunchdownError bad-input, naming the option and never its value */
function checked(given: object): SnmpAccess {
  const parsed = snmpAccessSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.join('.') ?? ''
  const [argument] = Object.entries(optionOf).find(([path]) => where.startsWith(path)) ?? []
  throw new PunchdownError('bad-input', { argument: optionOf[argument ?? ''] ?? where })
}

const optionOf: Readonly<Record<string, string>> = {
  community: '--community-stdin',
  user: '--v3',
  'auth.password': '--passwords-stdin',
  'privacy.password': '--passwords-stdin',
  auth: '--auth',
  privacy: '--privacy',
  context: '--context',
}
