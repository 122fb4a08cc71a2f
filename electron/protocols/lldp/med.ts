/** LLDP-MED TLVs: OUI 00-12-BB, ANSI/TIA-1057 clause 10.2. `from` is behind the subtype. */
import { type InventoryItem, inventoryItems } from '#shared/model/inventory.ts'
import { bitNames, noteExcess, text, u8, u16, u24 } from './bytes.ts'
import { type PowerPriority, type PowerSource, priorities } from './dot3.ts'
import type { Reading } from './frame-problems.ts'
import { type Location, location } from './location.ts'
import { kindOf, kindOfValue, type Subtypes } from './subtypes.ts'
import type { AtOffset } from './values.ts'

export const medCapabilityNames = [
  'capabilities',
  'network-policy',
  'location',
  'power-pse',
  'power-pd',
  'inventory',
] as const
type MedCapability = (typeof medCapabilityNames)[number]
export const medClasses = [
  'not-defined',
  'endpoint-class-1',
  'endpoint-class-2',
  'endpoint-class-3',
  'network-connectivity',
] as const
export type MedClass = (typeof medClasses)[number] | 'reserved'
export const medApplications = [
  'reserved',
  'voice',
  'voice-signaling',
  'guest-voice',
  'guest-voice-signaling',
  'softphone-voice',
  'video-conferencing',
  'streaming-video',
  'video-signaling',
] as const
export type MedApplication = (typeof medApplications)[number]

/** ANSI/TIA-1057 (LLDP-MED) TLVs, OUI 00-12-BB. */
export type MedTlv = AtOffset &
  (
    | {
        readonly tlv: 'med-capabilities'
        readonly capabilities: readonly MedCapability[]
        readonly bits: number
        readonly deviceClass: MedClass
      }
    | {
        readonly tlv: 'network-policy'
        readonly application: MedApplication
        readonly code: number
        /** The policy is unknown: the device asks for it. */
        readonly unknown: boolean
        readonly tagged: boolean
        /** 0: priority tagged; 1 to 4094. */
        readonly vlan: number
        readonly priority: number
        readonly dscp: number
      }
    | { readonly tlv: 'location'; readonly location: Location }
    | {
        readonly tlv: 'med-power'
        readonly role: 'pse' | 'pd' | 'reserved'
        readonly source: PowerSource
        readonly priority: PowerPriority | 'reserved'
        readonly watts: number
      }
    | { readonly tlv: 'inventory'; readonly item: InventoryItem; readonly text: string }
  )

const capabilities = bitNames(medCapabilityNames)
const pseSources: readonly PowerSource[] = ['unknown', 'primary', 'backup', 'reserved']
const pdSources: readonly PowerSource[] = ['unknown', 'pse', 'local', 'pse-and-local']
const subtypes: Subtypes<MedTlv['tlv']> = [
  null,
  ['med-capabilities', 3],
  ['network-policy', 4],
  ['location', 1],
  ['med-power', 3],
  // 5 to 11, in the order of `inventoryItems`
  ...inventoryItems.map(() => ['inventory', 0] as const),
]
const longestInventory = 32

/** The kind of a subtype; null for unsupported ones. */
export const medName = (subtype: number): MedTlv['tlv'] | null => kindOf(subtypes, subtype)

export function medTlv(
  subtype: number,
  b: Buffer,
  from: number,
  end: number,
  at: number,
  reading: Reading,
): MedTlv | null {
  const tlv = kindOfValue(subtypes, subtype, from, end, at, reading)
  if (tlv === null) return null
  switch (tlv) {
    // fe 07 | 00 12 bb | 01 | 00 33 | 03    capabilities, network policy, power as a PD, inventory; endpoint class III: a phone
    case 'med-capabilities': {
      const bits = u16(b, from)
      noteExcess(b, from + 3, end, reading, tlv)
      return {
        tlv,
        capabilities: capabilities(bits),
        bits,
        deviceClass: medClasses[u8(b, from + 2)] ?? 'reserved',
        offset: at,
      }
    }
    // fe 08 | 00 12 bb | 02 | 01 | 40 65 ae    voice: known, tagged, VLAN 50, priority 6, DSCP 46
    case 'network-policy': {
      const code = u8(b, from)
      const bits = u24(b, from + 1)
      noteExcess(b, from + 4, end, reading, tlv)
      return {
        tlv,
        application: medApplications[code] ?? 'reserved',
        code,
        unknown: (bits & 0x80_0000) !== 0,
        tagged: (bits & 0x40_0000) !== 0,
        vlan: (bits >> 9) & 0xfff,
        priority: (bits >> 6) & 7,
        dscp: bits & 0x3f,
        offset: at,
      }
    }
    case 'location': {
      const place = location(u8(b, from), b, from + 1, end, at, reading)
      return place === null ? null : { tlv, location: place, offset: at }
    }
    // fe 07 | 00 12 bb | 04 | 53 | 00 3f    a PD, powered by the PSE, priority low, 6.3 W
    case 'med-power': {
      const bits = u8(b, from)
      const type = bits >> 6
      noteExcess(b, from + 3, end, reading, tlv)
      return {
        tlv,
        role: type === 0 ? 'pse' : type === 1 ? 'pd' : 'reserved',
        source:
          type > 1 ? 'reserved' : ((type === 1 ? pdSources : pseSources)[(bits >> 4) & 3] ?? 'reserved'),
        priority: priorities[bits & 0x0f] ?? 'reserved',
        watts: u16(b, from + 1) / 10,
        offset: at,
      }
    }
    // fe 24 | 00 12 bb | 0a | 53 47 20 32 30 30 2d 30 38 50 00 ... 00    model "SG 200-08P", filled up with zeros
    case 'inventory':
      if (end - from > longestInventory) reading.add('text-length', from + longestInventory, tlv)
      return {
        tlv,
        item: inventoryItems[subtype - 5] ?? 'asset',
        text: text(b, from, end, reading, tlv),
        offset: at,
      }
  }
}
