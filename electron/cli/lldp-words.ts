/** A neighbour as a line for people, and what is wrong with its frame below it. Pure. */
import type { FrameProblem } from '../protocols/lldp/frame-problems.ts'
import type { FrameSender, SenderPower, VoicePolicy } from '../protocols/lldp/frame-sender.ts'

interface Where {
  readonly event: string
  readonly frame: number
}

export function neighbourWords(line: FrameSender & Where): string {
  const { name, chassis, port, portDescription, capabilities, vlan, managementAddresses, problems } = line
  const words = [
    `${line.event === 'neighbour' ? '' : `${line.event}: `}${name ?? chassis ?? line.source}`,
    chassis === name || chassis === null ? null : `chassis ${chassis}`,
    port === null
      ? null
      : `port ${port}${portDescription === null || portDescription === '' || portDescription === port ? '' : ` (${portDescription})`}`,
    line.platform,
    quoted(line.description),
    capabilities.length === 0 ? null : capabilities.join('+'),
    vlan === null ? null : `VLAN ${vlan}`,
    line.voice === null ? null : voiceWords(line.voice),
    line.power === null ? null : powerWords(line.power),
    inventoryWords(line.inventory),
    managementAddresses.length === 0 ? null : `at ${managementAddresses.join(', ')}`,
  ].filter((each): each is string => each !== null && each !== '')
  return [
    words.join('  '),
    ...problems.map((problem) => `  frame ${line.frame}: ${problemWords(problem)}`),
  ].join('\n')
}

export function discardedWords(line: {
  readonly frame: number
  readonly source: string | null
  readonly problem: FrameProblem
}): string {
  return `malformed: frame ${line.frame} from ${line.source ?? 'nobody'}: ${problemWords(line.problem)}`
}

function problemWords({ kind, offset, tlv }: FrameProblem): string {
  const where = tlv === null || kind.startsWith(tlv) ? '' : ` in ${tlv}`
  return `${kind}${where} at octet ${offset}`
}

const quoted = (text: string | null): string | null =>
  text === null || text === '' ? null : `"${text.replaceAll(/\s+/g, ' ').trim()}"`

function voiceWords({ unknown, tagged, vlan, priority, dscp }: VoicePolicy): string {
  if (unknown) return 'voice VLAN asked for'
  return [
    `voice VLAN ${vlan}`,
    tagged === null ? null : tagged ? 'tagged' : 'untagged',
    priority === null ? null : `priority ${priority}`,
    dscp === null ? null : `DSCP ${dscp}`,
  ]
    .filter((each) => each !== null)
    .join(' ')
}

function powerWords({ role, powerClass, requestedW, allocatedW }: SenderPower): string {
  return [
    `PoE ${role.toUpperCase()}`,
    powerClass === null ? null : `class ${powerClass}`,
    requestedW === null ? null : `asks ${requestedW} W`,
    allocatedW === null ? null : `gets ${allocatedW} W`,
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
    ...named('hw', hardware),
    ...named('fw', firmware),
    ...named('sw', software),
    ...named('serial', serial),
    ...named('asset', asset),
  ].join(' ')
}
