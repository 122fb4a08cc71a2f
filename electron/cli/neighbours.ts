/** `punchdown neighbours`: prints the devices on the ports of a switch, one per line. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { isPhone, type Neighbour, type Switch, type SwitchEvent } from '#shared/model/neighbour.ts'
import { type VlanFinding, voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/cli.ts'
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
  phones: { type: 'boolean', help: words.neighbours.phones },
  ...commonOptions,
} as const

export const neighbours: Command = {
  name: 'neighbours',
  ...words.neighbours.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [address, ...others] = positionals
    if (address === undefined || others.length > 0) {
      throw new PunchdownError('bad-input', { argument: '<switch[:port]>', reason: 'exactly-one' })
    }
    const snmp = await accessFor(values, terminal)
    await using core = await createCore({ dataFolder: ':memory:', capabilities: [] })
    const job = commandLineJob(core)
    for await (const event of core.services.switches.read(job.id, { address, snmp }, terminal.signal)) {
      const code = await printed(event, core, job.id, values.phones === true, terminal)
      if (code !== null) return code
    }
    return exitCodes.ok
  },
}

/** The exit code at the end; null before. */
async function printed(
  event: SwitchEvent,
  core: Core,
  jobId: string,
  phonesOnly: boolean,
  terminal: Terminal,
) {
  switch (event.kind) {
    case 'started':
    case 'table':
      return null
    case 'answered':
      terminal.say(words.neighbours.answered(event.name, event.description))
      return null
    case 'cancelled':
      terminal.say(words.general.cancelled)
      return exitCodes.cancelled
    case 'failed':
      throw new PunchdownError(event.problem.code, event.problem.facts)
    case 'ended': {
      await print(core, jobId, phonesOnly, terminal)
      terminal.say(words.neighbours.ended(event.neighbours, event.phones, event.tookMs))
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
      const finding = findings.find(({ neighbourId }) => neighbourId === neighbour.id)
      const line = { ...neighbourLine(neighbour, found), otherVoiceVlan: finding ?? null }
      if (phonesOnly && !line.phone) continue
      terminal.result(line, neighbourWords(line))
    }
    const unread = found.tables.filter(({ state }) => state === 'cut' || state === 'stopped')
    if (unread.length > 0) {
      const tables = unread.map(({ name, notes }) => words.neighbours.table(name, notes))
      const line = { switch: found.name ?? found.address, switchAddress: found.address, unread }
      terminal.result(line, words.neighbours.unread(tables))
    }
    return
  }
}

/** A neighbour as the command line prints it, identified from its LLDP or CDP texts. */
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
    phone: isPhone(neighbour, kind),
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
    `${line.switch} ${line.port ?? words.neighbours.portNotKnown}`,
    line.mac ?? words.general.macNotKnown,
    line.addresses.join(' ') || words.neighbours.addressNotKnown,
    what || line.name || line.description || line.platform || words.general.unknownDevice,
    line.firmware ?? line.inventory?.software ?? '',
    vlan.untagged === null ? '' : words.neighbours.vlan(vlan.untagged),
    voiceVlan === null ? '' : words.neighbours.voiceVlan(voiceVlan.vlan),
    otherVoiceVlan === null ? '' : words.neighbours.expected(otherVoiceVlan.expected, otherVoiceVlan.because),
    power?.class === null || power === null ? '' : words.neighbours.poeClass(power.class),
    watts === null || watts === undefined ? '' : words.neighbours.watts((watts / 1000).toFixed(1)),
    line.inventory?.serial ?? '',
    line.seenBy.join(','),
  ]
    .filter((each) => each !== '')
    .join('  ')
}
