/** `punchdown neighbours`: what hangs on the ports of a switch, a neighbour a line. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { isPhone, type Neighbour, type Switch, type SwitchEvent } from '#shared/model/neighbour.ts'
import { authProtocols, privacyProtocols, type SnmpAccess, snmpAccessSchema } from '#shared/model/snmp.ts'
import { type VlanFinding, voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { type Core, createCore } from '../core.ts'
import { identify } from '../identify/identify.ts'
import { sightingsOf } from '../services/witness.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'
import type { Terminal } from './terminal.ts'

const options = {
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
  phones: { type: 'boolean', help: 'phones only' },
  ...commonOptions,
} as const

export const neighbours: Command = {
  name: 'neighbours',
  summary: 'reads a switch over SNMP: what hangs on which of its ports',
  usage: '<switch[:port]> [--community-stdin | --v3 <user> [--auth <method> [--privacy <cipher>]]] [--json]',
  about: [
    'Prints each neighbour once: switch, port, mac, addresses, name, vendor, model, firmware, kind, seenBy (lldp, cdp, fdb),',
    'vlan, voiceVlan, otherVoiceVlan (what was expected, and why), power, inventory, and as raw what was not understood.',
    'Devices that only the forwarding table knows are listed on access ports. Nothing is written to the switch. A switch',
    'with nobody on it is exit code 0. A community and a password are never arguments: others can see those.',
  ],
  options,
  examples: [
    { line: 'punchdown neighbours 192.168.10.2', does: 'the community public, which is no secret' },
    {
      line: 'punchdown neighbours 192.168.10.2 --community-stdin --json < community.txt',
      does: 'for a script',
    },
    {
      line: 'punchdown neighbours 192.168.10.2 --v3 tech --auth sha256 --privacy aes',
      does: 'SNMPv3; both passwords are asked for and not shown',
    },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [address, ...others] = positionals
    if (address === undefined || others.length > 0) {
      throw new PunchdownError('bad-input', { argument: '<switch[:port]>', reason: 'exactly one' })
    }
    const snmp = await accessFor(values, terminal)
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const job = commandLineJob(core)
    for await (const event of core.services.switches.read(job.id, { address, snmp }, terminal.signal)) {
      const code = await told(event, core, job.id, values.phones === true, terminal)
      if (code !== null) return code
    }
    return exitCodes.ok
  },
}

/** Null while the reading goes on. */
async function told(event: SwitchEvent, core: Core, jobId: string, phonesOnly: boolean, terminal: Terminal) {
  switch (event.kind) {
    case 'started':
    case 'table':
      return null
    case 'answered':
      terminal.say(
        `${event.name ?? 'The switch'} answers${event.description === null ? '' : `: ${event.description}`}`,
      )
      return null
    case 'cancelled':
      terminal.say('Cancelled.')
      return exitCodes.cancelled
    case 'failed':
      throw new PunchdownError(event.problem.code, event.problem.facts)
    case 'ended': {
      await print(core, jobId, phonesOnly, terminal)
      terminal.say(
        `${event.neighbours} ${event.neighbours === 1 ? 'neighbour' : 'neighbours'}, ${event.phones} of them ${event.phones === 1 ? 'a phone' : 'phones'}, in ${event.tookMs} ms.`,
      )
      return exitCodes.ok
    }
  }
}

async function print(core: Core, jobId: string, phonesOnly: boolean, terminal: Terminal): Promise<void> {
  for await (const { switches, neighbours: all } of core.services.jobs.watch(jobId, undefined)) {
    const findings = voiceVlanFindings(all.upserted)
    const [found] = switches.upserted
    if (found === undefined) return
    const ports = found.ports.map(({ key }) => key)
    const inOrder = all.upserted.toSorted((a, b) => ports.indexOf(a.port.key) - ports.indexOf(b.port.key))
    for (const neighbour of inOrder) {
      if (phonesOnly && !isPhone(neighbour)) continue
      const finding = findings.find(({ neighbourId }) => neighbourId === neighbour.id)
      const line = { ...neighbourLine(neighbour, found), otherVoiceVlan: finding ?? null }
      terminal.result(line, neighbourWords(line))
    }
    for (const { name, state, notes } of found.tables) {
      if (state === 'cut' || state === 'stopped')
        terminal.say(`Not all of ${name} was read: ${notes.join(', ')}.`)
    }
    return
  }
}

/** Both secrets come from standard input or from a prompt; no argument ever holds one. */
async function accessFor(
  values: {
    readonly v1?: boolean
    readonly 'community-stdin'?: boolean
    readonly 'ask-community'?: boolean
    readonly v3?: string
    readonly auth?: string
    readonly privacy?: string
    readonly 'passwords-stdin'?: boolean
    readonly context?: string
  },
  terminal: Terminal,
): Promise<SnmpAccess> {
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
  values: { readonly 'community-stdin'?: boolean; readonly 'ask-community'?: boolean },
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

/** A neighbour as the command line prints it; what its text tells of it is identified as any banner is. */
export function neighbourLine(neighbour: Neighbour, found: Switch) {
  const { seenBy, port, mac, macs, addresses, name, description, platform, software, vlan } = neighbour
  const { chassisId, portId, portDescription, capabilities, medClass, power, inventory, location, raw } =
    neighbour
  const { vendor, model, firmware, serial, kind, level } = identify(
    sightingsOf(neighbour, found, addresses[0] ?? ''),
  )
  return {
    switch: found.name ?? found.address,
    switchAddress: found.address,
    port: port.name,
    portIndex: port.ifIndex,
    portAlias: port.alias,
    mac,
    macs,
    addresses,
    name,
    vendor,
    model,
    firmware,
    serial,
    kind,
    level,
    seenBy,
    phone: isPhone(neighbour),
    vlan,
    voiceVlan: voiceVlanOf(neighbour),
    power,
    inventory,
    capabilities,
    medClass,
    description,
    platform,
    software,
    chassisId,
    portId,
    portDescription,
    location,
    raw,
  }
}

type Line = ReturnType<typeof neighbourLine> & { readonly otherVoiceVlan: VlanFinding | null }

function neighbourWords(line: Line): string {
  const { vlan, power, voiceVlan, otherVoiceVlan } = line
  const what = [line.vendor ?? line.inventory?.manufacturer, line.model ?? line.inventory?.model]
    .filter(Boolean)
    .join(' ')
  const watts = power?.milliwatts ?? power?.askedMilliwatts
  return [
    `${line.switch} ${line.port}`,
    line.mac ?? 'MAC not known',
    line.addresses.join(' ') || 'address not known',
    what || line.name || line.description || line.platform || 'unknown device',
    line.firmware ?? line.inventory?.software ?? '',
    vlan.untagged === null ? '' : `VLAN ${vlan.untagged}`,
    voiceVlan === null ? '' : `voice VLAN ${voiceVlan.vlan}`,
    otherVoiceVlan === null ? '' : `(${otherVoiceVlan.expected} expected: ${otherVoiceVlan.because})`,
    power?.class === null || power === null ? '' : `PoE class ${power.class}`,
    watts === null || watts === undefined ? '' : `${(watts / 1000).toFixed(1)} W`,
    line.inventory?.serial ?? '',
    line.seenBy.join(','),
  ]
    .filter((each) => each !== '')
    .join('  ')
}
