/** The switch port of a device: switch, port, VLAN, power, and the inventory that it reported to the switch. */

import type { JobDevice } from '#shared/model/job.ts'
import { type Place, placementOf } from '#shared/model/placement.ts'
import { voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'
import { useJob } from '../../connection/context.ts'
import { EmptyState, type Fact, Facts, Panel } from '../../parts/layout.tsx'
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

type Power = Pick<NonNullable<Place['port']['power']>, 'class' | 'milliwatts'>

export function Where({ device }: { device: JobDevice }) {
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
  const { neighbour } = best
  const finding =
    neighbour === null
      ? undefined
      : voiceVlanFindings(neighbours).find((each) => each.neighbourId === neighbour.id)
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
      <Facts facts={factsOf(best, switches.find(({ id }) => id === best.switchId)?.readAt ?? null)} />
      {contradictions.map((each) => (
        <p key={`${each.switchId} ${each.port.key}`}>
          <ToneBadge tone="attention">{words.terms.contradiction}</ToneBadge>{' '}
          {words.deviceScreen.alsoSeenAt(each.switchName, each.port.name, byWords[each.by])}
        </p>
      ))}
    </Panel>
  )
}

/** `readAt`: when the switch was read. */
function factsOf({ switchName, by, neighbour, port }: Place, readAt: number | null): Fact[] {
  const voice = neighbour === null ? null : voiceVlanOf(neighbour)
  const inventory = neighbour?.inventory ?? null
  const facts: Fact[] = [
    { name: words.terms.switch, value: switchName },
    { name: words.terms.port, value: [port.name, port.alias].filter(Boolean).join(', ') },
    { name: words.terms.evidence, value: byWords[by] },
    { name: words.deviceScreen.switchReadAt, value: readAt === null ? null : words.time.dayAndTime(readAt) },
    {
      name: words.terms.voiceVlan,
      value: voice === null ? null : `${voice.vlan} (${sourceWords[voice.from]})`,
    },
    {
      name: words.deviceScreen.untaggedVlan,
      value: port.untaggedVlan === null ? null : String(port.untaggedVlan),
    },
    { name: words.deviceScreen.power, value: powerOf(neighbour?.power ?? null, port.power) },
  ]
  if (inventory === null) return facts
  return [
    ...facts,
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
  ]
}

/** `class 2, 3.8 W`; null where neither the device nor the port reports its power. */
function powerOf(device: Power | null, port: Power | null): string | null {
  const watts = device?.milliwatts ?? port?.milliwatts ?? null
  const powerClass = device?.class ?? port?.class ?? null
  const parts = [
    powerClass === null ? null : words.deviceScreen.powerClass(powerClass),
    watts === null ? null : words.deviceScreen.watts((watts / 1000).toFixed(1)),
  ].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}
