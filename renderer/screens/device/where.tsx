/** Where a device hangs: switch, port, VLAN, power, and what it told the switch of itself. */

import type { Device } from '#shared/model/job.ts'
import { type Place, placementOf } from '#shared/model/placement.ts'
import { voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { EmptyState, Facts, Panel } from '../../parts/layout.tsx'
import { ToneBadge } from '../../parts/tone.tsx'

const byWords: Record<Place['by'], string> = {
  link: words.deviceScreen.fromDevice,
  learnt: words.deviceScreen.fromForwarding,
  address: words.deviceScreen.onlyIpSeen,
  behind: words.deviceScreen.behindUplink,
}
const sourceWords = {
  'phone-policy': words.deviceScreen.vlanFromMed,
  cdp: words.deviceScreen.vlanFromCdp,
  learnt: words.deviceScreen.vlanLearned,
  'port-policy': words.deviceScreen.vlanOffered,
} as const

export function Where({ device }: { device: Device }) {
  const { switches, neighbours } = useJob()
  const placement = placementOf(device, { switches, neighbours })
  if (switches.length === 0) return null
  if (placement === null) {
    return (
      <Panel title={words.terms.switchPort}>
        <EmptyState title={words.terms.notKnown}>
          {device.identity.mac === null ? words.deviceScreen.macNotKnown : words.deviceScreen.notSeen}
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
      title={words.terms.switchPort}
      actions={
        finding === undefined ? null : (
          <ToneBadge tone="attention">
            {words.deviceScreen.vlanExpected(finding.seen.vlan, finding.expected)}
          </ToneBadge>
        )
      }
    >
      <Facts
        facts={[
          { name: words.terms.switch, value: best.switchName },
          { name: words.terms.port, value: [port.name, port.alias].filter(Boolean).join(', ') },
          { name: words.terms.evidence, value: byWords[best.by] },
          {
            name: words.terms.voiceVlan,
            value: voice === null ? null : `${voice.vlan} (${sourceWords[voice.from]})`,
          },
          {
            name: words.deviceScreen.untaggedVlan,
            value: port.untaggedVlan === null ? null : String(port.untaggedVlan),
          },
          {
            name: words.deviceScreen.power,
            value:
              powerClass === null && watts === null
                ? null
                : [
                    powerClass === null ? null : words.deviceScreen.powerClass(powerClass),
                    watts === null ? null : words.deviceScreen.watts((watts / 1000).toFixed(1)),
                  ]
                    .filter((part) => part !== null)
                    .join(', '),
          },
          ...(inventory === null
            ? []
            : [
                {
                  name: words.deviceScreen.reportsItselfAs,
                  value: [inventory.manufacturer, inventory.model].filter(Boolean).join(' ') || null,
                },
                {
                  name: words.deviceScreen.reportedFirmware,
                  value: inventory.firmware ?? inventory.software,
                  mono: true,
                },
                { name: words.deviceScreen.reportedSerial, value: inventory.serial, mono: true },
              ]),
        ]}
      />
      {contradictions.map((each) => (
        <p key={`${each.switchId} ${each.port.key}`}>
          <ToneBadge tone="attention">{words.terms.contradiction}</ToneBadge>{' '}
          {words.deviceScreen.alsoSeenAt(each.switchName, each.port.name, byWords[each.by])}
        </p>
      ))}
    </Panel>
  )
}
