/** How SNMP agents are asked, as options of a command. */
import { PunchdownError } from '#shared/errors.ts'
import { authProtocols, privacyProtocols, type SnmpAccess, snmpAccessSchema } from '#shared/model/snmp.ts'
import type { OptionHelp } from './command.ts'
import type { Terminal } from './terminal.ts'

export const snmpOptions = {
  v1: { type: 'boolean', help: 'SNMPv1, for agents that know nothing newer' },
  'community-stdin': {
    type: 'boolean',
    help: 'the community is the first line of standard input; without it, "public" is tried, which is no secret',
  },
  'ask-community': { type: 'boolean', help: 'the community is asked for and not shown' },
  v3: { type: 'string', value: '<user>', help: 'SNMPv3, as this user' },
  auth: { type: 'string', value: '<method>', help: `how the user signs: ${authProtocols.join(', ')}` },
  privacy: { type: 'string', value: '<cipher>', help: `how it encrypts: ${privacyProtocols.join(', ')}` },
  'passwords-stdin': {
    type: 'boolean',
    help: 'the authentication and the privacy password are the lines of standard input; without it, they are asked for',
  },
  context: { type: 'string', value: '<name>', help: 'the SNMPv3 context, where the switch has several' },
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

/** Both secrets come from standard input or from a prompt; no argument ever holds one. */
export async function accessFor(values: SnmpValues, terminal: Terminal): Promise<SnmpAccess> {
  const { v3, auth, privacy } = values
  const byCommunity =
    values.v1 === true || values['community-stdin'] === true || values['ask-community'] === true
  if (v3 !== undefined && byCommunity)
    throw new PunchdownError('bad-input', { argument: '--v3', reason: 'or a community' })
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
  const passwordFor = async (what: string, at: number): Promise<string> =>
    lines === null ? (await terminal.askSecret(`${what} password of ${v3}: `)).reveal() : (lines[at] ?? '')
  return checked({
    version: '3',
    user: v3,
    auth: auth === undefined ? null : { protocol: auth, password: await passwordFor('Authentication', 0) },
    privacy: privacy === undefined ? null : { protocol: privacy, password: await passwordFor('Privacy', 1) },
    context: values.context ?? '',
  })
}

async function communityFor(
  values: Pick<SnmpValues, 'community-stdin' | 'ask-community'>,
  terminal: Terminal,
): Promise<string> {
  if (values['community-stdin'] === true) return (await terminal.input()).split(/\r?\n/)[0] ?? ''
  if (values['ask-community'] === true) return (await terminal.askSecret('Community: ')).reveal()
  terminal.say('Asking with the community public; --community-stdin gives another.')
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
