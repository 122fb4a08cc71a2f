/** Where a device hangs: switch, port, VLAN, power, and what it told the switch of itself. */
import type { Device } from '#shared/model/job.ts'
import { type Place, placementOf } from '#shared/model/placement.ts'
import { voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { useJob } from '../../connection/context.ts'
import { EmptyState, Facts, Panel } from '../../parts/layout.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const byWords: Record<Place['by'], string> = {
  link: 'The device told the switch itself (LLDP or CDP).',
  learnt: 'The switch learnt its address on this port.',
  address: 'Only its IP address ties it to this port.',
  behind: 'It hangs somewhere behind this uplink.',
}
const sourceWords = {
  'phone-policy': 'the phone says so over LLDP-MED',
  cdp: 'the phone says so over CDP',
  learnt: 'its address was learnt there',
  'port-policy': 'the port offers it',
} as const

export function Where({ device }: { device: Device }) {
  const { switches, neighbours } = useJob()
  const placement = placementOf(device, { switches, neighbours })
  if (switches.length === 0) return null
  if (placement === null) {
    return (
      <Panel title="Where it hangs">
        <EmptyState title="Not known">
          {device.identity.mac === null
            ? 'Its MAC is not known, so no port can be told from the switches that were read.'
            : 'None of the switches that were read has seen it.'}
        </EmptyState>
      </Panel>
    )
  }
  const { best, contradictions } = placement
  const { neighbour, port } = best
  const voice = neighbour === null ? null : voiceVlanOf(neighbour)
  const finding =
    neighbour === null
      ? undefined
      : voiceVlanFindings(neighbours).find((each) => each.neighbourId === neighbour.id)
  const watts = neighbour?.power?.milliwatts ?? port.power?.milliwatts ?? null
  const powerClass = neighbour?.power?.class ?? port.power?.class ?? null
  const inventory = neighbour?.inventory ?? null
  return (
    <Panel
      title="Where it hangs"
      actions={
        finding === undefined ? null : (
          <ToneBadge tone="attention">{`VLAN ${finding.seen.vlan}, expected ${finding.expected}`}</ToneBadge>
        )
      }
    >
      <Facts
        facts={[
          { name: 'Switch', value: best.switchName },
          { name: 'Port', value: [port.name, port.alias].filter(Boolean).join(', ') },
          { name: 'How this is known', value: byWords[best.by] },
          { name: 'Voice VLAN', value: voice === null ? null : `${voice.vlan} (${sourceWords[voice.from]})` },
          { name: 'Untagged VLAN', value: port.untaggedVlan === null ? null : String(port.untaggedVlan) },
          {
            name: 'Power',
            value:
              powerClass === null && watts === null
                ? null
                : [
                    powerClass === null ? null : `class ${powerClass}`,
                    watts === null ? null : `${(watts / 1000).toFixed(1)} W`,
                  ]
                    .filter((part) => part !== null)
                    .join(', '),
          },
          ...(inventory === null
            ? []
            : [
                {
                  name: 'It says it is',
                  value: [inventory.manufacturer, inventory.model].filter(Boolean).join(' ') || null,
                },
                { name: 'Its firmware', value: inventory.firmware ?? inventory.software, mono: true },
                { name: 'Its serial', value: inventory.serial, mono: true },
              ]),
        ]}
      />
      {contradictions.map((each) => (
        <p key={`${each.switchId} ${each.port.key}`}>
          <ToneBadge tone="attention">Contradiction</ToneBadge> Also seen at {each.switchName}{' '}
          {each.port.name}. {byWords[each.by]}
        </p>
      ))}
    </Panel>
  )
}
