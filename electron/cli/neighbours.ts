/** `punchdown neighbours`: what hangs on the ports of a switch, a neighbour a line. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { isPhone, type Neighbour, type Switch, type SwitchEvent } from '#shared/model/neighbour.ts'
import { type VlanFinding, voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { type Core, createCore } from '../app/core.ts'
import { identify } from '../identify/identify.ts'
import { sightingsOf } from '../services/devices/index.ts'
import { type Command, commonOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { commandLineJob } from './one-device.ts'
import { accessFor, snmpOptions } from './snmp-access.ts'
import type { Terminal } from './terminal.ts'

const options = {
  ...snmpOptions,
  phones: { type: 'boolean', help: 'phones only' },
  ...commonOptions,
} as const

export const neighbours: Command = {
  name: 'neighbours',
  summary: 'reads a switch over SNMP: what hangs on which of its ports',
  usage: '<switch[:port]> [--community-stdin | --v3 <user> [--auth <method> [--privacy <cipher>]]] [--json]',
  about: [
    'Prints each neighbour once: switch, port, mac, addresses, name, vendor, model, firmware, kind, seenBy (lldp, cdp, fdb),',
    'vlan, voiceVlan, otherVoiceVlan (what was expected, and why), power, inventory, and as raw what was not understood. A port',
    'that the switch does not name is null. Tables that were not read to their end make a last line, with unread.',
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
    // neighbours on unknown ports come last
    const positionOf = ({ port }: Neighbour) => (port === null ? ports.length : ports.indexOf(port.key))
    const inOrder = all.upserted.toSorted((a, b) => positionOf(a) - positionOf(b))
    for (const neighbour of inOrder) {
      if (phonesOnly && !isPhone(neighbour)) continue
      const finding = findings.find(({ neighbourId }) => neighbourId === neighbour.id)
      const line = { ...neighbourLine(neighbour, found), otherVoiceVlan: finding ?? null }
      terminal.result(line, neighbourWords(line))
    }
    const unread = found.tables.filter(({ state }) => state === 'cut' || state === 'stopped')
    if (unread.length > 0) {
      const tables = unread.map(({ name, notes }) => `${name} (${notes.join(', ')})`).join(', ')
      const line = { switch: found.name ?? found.address, switchAddress: found.address, unread }
      terminal.result(line, `Neighbours may be missing. Not read to the end: ${tables}.`)
    }
    return
  }
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
    port: port?.name ?? null,
    portIndex: port?.ifIndex ?? null,
    portAlias: port?.alias ?? null,
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
    `${line.switch} ${line.port ?? '(port not known)'}`,
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
