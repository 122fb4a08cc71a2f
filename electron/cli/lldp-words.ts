/** A neighbour as a line of text, with the problems of its frame below it. */
import { words } from '#shared/words/cli.ts'
import type { FrameProblem } from '../protocols/lldp/frame-problems.ts'
import type { FrameSender, SenderPower, VoicePolicy } from '../protocols/lldp/frame-sender.ts'

interface Where {
  readonly event: string
  readonly frame: number
}

export function neighbourWords(line: FrameSender & Where): string {
  const { name, chassis, port, portDescription, capabilities, vlan, managementAddresses, problems } = line
  const described = portDescription === '' || portDescription === port ? null : portDescription
  const parts = [
    `${eventPrefix(line.event)}${name ?? chassis ?? line.source}`,
    chassis === name || chassis === null ? null : words.lldp.chassis(chassis),
    port === null ? null : words.lldp.port(port, described),
    line.platform,
    quoted(line.description),
    capabilities.length === 0 ? null : capabilities.join('+'),
    vlan === null ? null : words.lldp.vlan(vlan),
    line.voice === null ? null : voiceWords(line.voice),
    line.power === null ? null : powerWords(line.power),
    inventoryWords(line.inventory),
    managementAddresses.length === 0 ? null : words.lldp.managementAddresses(managementAddresses),
  ].filter((each): each is string => each !== null && each !== '')
  return [
    parts.join('  '),
    ...problems.map((problem) => words.lldp.inFrame(line.frame, problemWords(problem))),
  ].join('\n')
}

const eventPrefix = (event: string): string =>
  event === 'changed' ? words.lldp.event.changed : event === 'left' ? words.lldp.event.left : ''

export function discardedWords(line: {
  readonly frame: number
  readonly source: string | null
  readonly problem: FrameProblem
}): string {
  return words.lldp.discarded(line.frame, line.source, problemWords(line.problem))
}

function problemWords({ kind, offset, tlv }: FrameProblem): string {
  return words.lldp.problem(kind, tlv === null || kind.startsWith(tlv) ? null : tlv, offset)
}

const quoted = (text: string | null): string | null =>
  text === null || text === '' ? null : `"${text.replaceAll(/\s+/g, ' ').trim()}"`

function voiceWords({ unknown, tagged, vlan, priority, dscp }: VoicePolicy): string {
  if (unknown) return words.lldp.voice.requested
  return [
    words.lldp.voice.vlan(vlan),
    tagged === null ? null : tagged ? words.lldp.voice.tagged : words.lldp.voice.untagged,
    priority === null ? null : words.lldp.voice.priority(priority),
    dscp === null ? null : words.lldp.voice.dscp(dscp),
  ]
    .filter((each) => each !== null)
    .join(' ')
}

function powerWords({ role, powerClass, requestedW, allocatedW }: SenderPower): string {
  return [
    words.lldp.power.role(role),
    powerClass === null ? null : words.lldp.power.class(powerClass),
    requestedW === null ? null : words.lldp.power.requested(requestedW),
    allocatedW === null ? null : words.lldp.power.allocated(allocatedW),
  ]
    .filter((each) => each !== null)
    .join(' ')
}

function inventoryWords(inventory: FrameSender['inventory']): string | null {
  if (inventory === null) return null
  const { manufacturer, model, hardware, firmware, software, serial, asset } = inventory
  const named = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? [] : [`${name} ${value}`]
  return [
    ...[manufacturer, model].filter((each) => each !== undefined && each !== ''),
    ...named(words.lldp.inventory.hardware, hardware),
    ...named(words.lldp.inventory.firmware, firmware),
    ...named(words.lldp.inventory.software, software),
    ...named(words.lldp.inventory.serial, serial),
    ...named(words.lldp.inventory.asset, asset),
  ].join(' ')
}
