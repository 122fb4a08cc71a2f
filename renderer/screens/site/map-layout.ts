/** Layout of the map in pixels: one block for each switch, with a card for each neighbour in port order. Pure. */

import type { JobDevice } from '#shared/model/job.ts'
import { isBridge, isPhone, type Neighbour, type Switch } from '#shared/model/neighbour.ts'
import type { Tone } from '#shared/model/tone.ts'
import { voiceVlanFindings, voiceVlanOf } from '#shared/model/voice-vlan.ts'
import { words } from '#shared/words/index.ts'

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A neighbour on a port. */
export interface Card extends Box {
  readonly id: string
  readonly port: string
  readonly title: string
  readonly lines: readonly string[]
  readonly tone: Tone
  /** The job's device; null for a neighbour that is not a device of the job. */
  readonly deviceId: string | null
  /** The job's switch that the neighbour is, or null. */
  readonly switchId: string | null
}

interface Block extends Box {
  readonly id: string
  readonly title: string
  readonly line: string
  readonly cards: readonly Card[]
}

export interface MapLayout {
  readonly width: number
  readonly height: number
  readonly blocks: readonly Block[]
  /** Links between two switches of the job, from the card of the far switch to that switch's block. */
  readonly links: readonly { readonly id: string; readonly from: Card; readonly to: Block }[]
}

const card = { width: 190, height: 76, gap: 10, perRow: 6 } as const
const head = 52
const padding = 16
const between = 36

const naturally = new Intl.Collator('en', { numeric: true }).compare

/** Name of a neighbour: of the job's device, else from LLDP or CDP, else its MAC address. */
export function neighbourName(neighbour: Neighbour, device: JobDevice | null): string {
  const known = [device?.identity.vendor, device?.identity.model].filter(Boolean).join(' ')
  if (known !== '') return known
  const { inventory } = neighbour
  const reported = [inventory?.manufacturer, inventory?.model].filter(Boolean).join(' ')
  return reported || neighbour.name || neighbour.platform || neighbour.mac || words.terms.unknown
}

export interface MapMatter {
  readonly switches: readonly Switch[]
  readonly neighbours: readonly Neighbour[]
  readonly deviceOf: (neighbour: Neighbour) => JobDevice | null
  readonly toneOf: (device: JobDevice) => Tone
}

export function layoutMap({ switches, neighbours, deviceOf, toneOf }: MapMatter): MapLayout {
  const astray = new Set(voiceVlanFindings(neighbours).map(({ neighbourId }) => neighbourId))
  const ordered = [...switches].sort((a, b) => naturally(a.name ?? a.address, b.name ?? b.address))
  const byMac = new Map(ordered.flatMap((each) => (each.mac === null ? [] : [[each.mac, each.id] as const])))
  const width = padding * 2 + card.perRow * card.width + (card.perRow - 1) * card.gap
  const blocks: Block[] = []
  let y = 0
  for (const each of ordered) {
    const own = neighbours
      .filter((neighbour) => neighbour.switchId === each.id)
      .sort((a, b) => naturally(a.port?.name ?? '', b.port?.name ?? ''))
    const cards = own.map((neighbour, index): Card => {
      const device = deviceOf(neighbour)
      const voice = voiceVlanOf(neighbour)
      const watts = neighbour.power?.milliwatts
      const wrong = astray.has(neighbour.id)
      return {
        id: neighbour.id,
        port: neighbour.port?.name ?? words.site.portNotKnown,
        title: neighbourName(neighbour, device),
        lines: [
          neighbour.mac ?? neighbour.addresses[0] ?? '',
          [
            voice === null ? null : words.site.voiceVlan(voice.vlan, wrong),
            watts === null || watts === undefined ? null : words.site.watts((watts / 1000).toFixed(1)),
          ]
            .filter((part) => part !== null)
            .join(' · '),
        ].filter((line) => line !== ''),
        tone: wrong ? 'attention' : device === null ? 'not-known' : toneOf(device),
        deviceId: device?.id ?? null,
        switchId: isBridge(neighbour)
          ? (neighbour.macs.map((mac) => byMac.get(mac)).find(Boolean) ?? null)
          : null,
        x: padding + (index % card.perRow) * (card.width + card.gap),
        y: y + head + Math.floor(index / card.perRow) * (card.height + card.gap),
        width: card.width,
        height: card.height,
      }
    })
    const rows = Math.max(1, Math.ceil(cards.length / card.perRow))
    const height = head + rows * (card.height + card.gap) + padding - card.gap
    const phones = own.filter((each) => isPhone(each, deviceOf(each)?.identity.kind ?? null)).length
    blocks.push({
      id: each.id,
      title: each.name ?? each.address,
      line: [each.vendor, each.address, words.site.connected(own.length, phones)].filter(Boolean).join(' · '),
      cards,
      x: 0,
      y,
      width,
      height,
    })
    y += height + between
  }
  const links = blocks.flatMap((block) =>
    block.cards.flatMap((from) => {
      const to = blocks.find((other) => other.id === from.switchId && other.id !== block.id)
      // both switches report the same cable: draw it from the upper one
      return to === undefined || to.y < block.y ? [] : [{ id: from.id, from, to }]
    }),
  )
  return { width, height: Math.max(0, y - between), blocks, links }
}
