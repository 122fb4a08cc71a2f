/**
 * Finds phones on an unexpected voice VLAN. Findings are not verdicts, because a site may have several voice VLANs. Pure.
 */
import { isVoiceDevice, type Neighbour } from './neighbour.ts'

/** Source of the VLAN, most reliable first. */
type VlanSource = 'phone-policy' | 'cdp' | 'learnt' | 'port-policy'

export interface VoiceVlan {
  readonly vlan: number
  readonly from: VlanSource
}

export interface VlanFinding {
  readonly neighbourId: string
  readonly seen: VoiceVlan
  readonly expected: number
  /** policy: expected by the caller. port-policy: advertised by the port. most-phones: used by most phones (`share`). */
  readonly because: 'policy' | 'port-policy' | 'most-phones'
  readonly share: { readonly on: number; readonly of: number } | null
}

/** Minimum number of phones, and share of them, for a majority. Ours. */
const majority = { phones: 3, share: 0.6 } as const

/**
 * The voice VLAN of a phone: as it reports over LLDP-MED or CDP; else the only tagged VLAN in which it was learnt; else the policy of its
 * port; else null.
 */
export function voiceVlanOf({ vlan }: Neighbour): VoiceVlan | null {
  if (vlan.voice !== null && vlan.voice.vlan !== null) return { vlan: vlan.voice.vlan, from: 'phone-policy' }
  if (vlan.cdpVoice !== null) return { vlan: vlan.cdpVoice, from: 'cdp' }
  const tagged = vlan.learnt.filter((each) => each !== vlan.untagged)
  const [only] = tagged
  // several VLANs are ambiguous: the phone changed its VLAN after it started
  if (only !== undefined && tagged.length === 1) return { vlan: only, from: 'learnt' }
  if (vlan.offered !== null && vlan.offered.vlan !== null)
    return { vlan: vlan.offered.vlan, from: 'port-policy' }
  return null
}

/** `expected`: the site's voice VLAN, when known; otherwise the port's policy and the majority decide. */
export function voiceVlanFindings(
  neighbours: readonly Neighbour[],
  expected: number | null = null,
): VlanFinding[] {
  const phones = neighbours.filter(isVoiceDevice).flatMap((neighbour) => {
    const seen = voiceVlanOf(neighbour)
    return seen === null ? [] : [{ neighbour, seen }]
  })
  const counts = new Map<number, number>()
  for (const { seen } of phones) counts.set(seen.vlan, (counts.get(seen.vlan) ?? 0) + 1)
  const [most] = [...counts].sort(([a, on], [b, other]) => other - on || a - b)
  const isCustom =
    most !== undefined && phones.length >= majority.phones && most[1] / phones.length >= majority.share
  return phones.flatMap(({ neighbour, seen }): VlanFinding[] => {
    const finding = (vlan: number, because: VlanFinding['because'], share: VlanFinding['share'] = null) =>
      vlan === seen.vlan ? [] : [{ neighbourId: neighbour.id, seen, expected: vlan, because, share }]
    if (expected !== null) return finding(expected, 'policy')
    const offered = neighbour.vlan.offered?.vlan ?? null
    const disobeys = offered === null ? [] : finding(offered, 'port-policy')
    if (disobeys.length > 0 || !isCustom) return disobeys
    return finding(most[0], 'most-phones', { on: most[1], of: phones.length })
  })
}
