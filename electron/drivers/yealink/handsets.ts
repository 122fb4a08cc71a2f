/** Handsets of a base. Its reply is not published, so members are recognised by their names and values. Pure. */
import { handsetHardwareId } from '#shared/model/hardware-id.ts'
import { type Ipei, parseIpei, printedIpei } from '#shared/model/ipei.ts'
import type { Handset, HandsetList } from '#shared/model/settings.ts'
import { yealinkData } from './data.ts'

type Members = ReadonlyMap<string, unknown>

/**
 * The table of `data` in the reply; null when an entry has no member for an IPEI. A possible entry, by names of the same interface:
 *   {"id":1,"name":"Handset 1","model":"W73H","ipei":"0312345678"}
 */
export function handsetsIn(data: unknown): HandsetList | null {
  if (!Array.isArray(data)) return null
  const entries = data.map((entry: unknown): Members => new Map(Object.entries(entry ?? {})))
  const slots = slotsOf(entries)
  const handsets: Handset[] = []
  const unreadable: HandsetList['unreadable'] = []
  for (const [index, members] of entries.entries()) {
    const text = ipeiTextIn(members)
    if (text === null) return null
    // a slot without a handset
    if (text === '') continue
    const slot = slots[index] ?? index + 1
    const ipei = ipeiOrNull(text)
    if (ipei === null) unreadable.push({ slot, text })
    else handsets.push(handsetOf(slot, ipei, members))
  }
  return { handsets, unreadable }
}

function ipeiTextIn(members: Members): string | null {
  for (const [name, value] of members) {
    const isNamed = yealinkData.json.handsets.ipei.some((part) => name.toLowerCase().includes(part))
    if (isNamed && typeof value === 'string') return value.trim()
  }
  return null
}

/** Numbers of the entries; none when they are not all different and positive, and then the position counts. */
function slotsOf(entries: readonly Members[]): readonly number[] {
  const ids = entries.map((members) => Number(members.get(yealinkData.json.handsets.slot)))
  const isUsable = ids.every((id) => Number.isInteger(id) && id > 0) && new Set(ids).size === ids.length
  return isUsable ? ids : []
}

/** Firmware, state and registration are not known by any published reply. */
function handsetOf(slot: number, ipei: Ipei, members: Members): Handset {
  const { models } = yealinkData.json.handsets
  return {
    ...{ slot, ipei, ipeiPrinted: printedIpei(ipei), hardwareId: handsetHardwareId(ipei) },
    model: models.find((model) => [...members.values()].includes(model)) ?? null,
    ...{ firmware: null, state: '', identity: null, registration: 'not-known' },
  }
}

function ipeiOrNull(text: string): Ipei | null {
  try {
    return parseIpei(text).ipei
  } catch {
    return null
  }
}
