/**
 * Which phones are on another voice VLAN than most, or than they should be. Pure. These are findings with what they rest on,
 * not verdicts: a site may have several voice VLANs, and only its keeper knows.
 */
import { isPhone, type Neighbour } from './neighbour.ts'

/** What the VLAN was read from, the surest first. */
export type VlanSource = 'phone-policy' | 'cdp' | 'learnt' | 'port-policy'

export interface VoiceVlan {
  readonly vlan: number
  readonly from: VlanSource
}

export interface VlanFinding {
  readonly neighbourId: string
  readonly seen: VoiceVlan
  readonly expected: number
  /** policy: the number was given. port-policy: its own port offers it. most-phones: so many of so many are on it. */
  readonly because: 'policy' | 'port-policy' | 'most-phones'
  readonly share: { readonly on: number; readonly of: number } | null
}

/** Ours: fewer phones make no majority, and a smaller share of them is no custom of the house. */
export const majority = { phones: 3, share: 0.6 } as const

/**
 * The VLAN that a phone speaks on, as far as anybody says: the phone itself, over LLDP-MED or CDP; else the one tagged VLAN it
 * was learnt in; else the policy that its port offers. Null where nobody does.
 */
export function voiceVlanOf({ vlan }: Neighbour): VoiceVlan | null {
  if (vlan.voice !== null && vlan.voice.vlan !== null) return { vlan: vlan.voice.vlan, from: 'phone-policy' }
  if (vlan.cdpVoice !== null) return { vlan: vlan.cdpVoice, from: 'cdp' }
  const tagged = vlan.learnt.filter((each) => each !== vlan.untagged)
  const [only] = tagged
  // a phone learnt in several VLANs says nothing: it was in one before it was told of the other
  if (only !== undefined && tagged.length === 1) return { vlan: only, from: 'learnt' }
  if (vlan.offered !== null && vlan.offered.vlan !== null)
    return { vlan: vlan.offered.vlan, from: 'port-policy' }
  return null
}

/** `expected`: the site's voice VLAN where it was told; without it, what the ports offer and what most phones do. */
export function voiceVlanFindings(
  neighbours: readonly Neighbour[],
  expected: number | null = null,
): VlanFinding[] {
  const phones = neighbours.filter(isPhone).flatMap((neighbour) => {
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
