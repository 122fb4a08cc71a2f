/** Summary of one LLDP or CDP frame about its sender: identity, port, VLANs, power. Pure. */

import type { InventoryItem } from '#shared/model/inventory.ts'
import type { CdpTextKind, CdpTlv } from '../cdp/cdp-tlv.ts'
import type { CdpFrame, DiscoveryFrame, LldpFrame, VlanTag } from './frame.ts'
import { effectOf, type FrameProblemEffect, type FrameProblemKind } from './frame-problems.ts'
import type { Location } from './location.ts'
import type { MedApplication, MedClass } from './med.ts'
import type { Tlv } from './tlv.ts'
import type { NetworkAddress } from './values.ts'

export interface VoicePolicy {
  readonly application: MedApplication
  /** The device asks for the policy; the values are not set. */
  readonly unknown: boolean
  readonly tagged: boolean | null
  readonly vlan: number
  readonly priority: number | null
  readonly dscp: number | null
}

export interface SenderPower {
  /** Source, in order of precedence: 802.3 with data link classification, LLDP-MED, 802.3 without it, CDP. */
  readonly from: '802.3' | 'lldp-med' | 'cdp'
  readonly role: 'pse' | 'pd' | 'reserved'
  /** 0 to 8. */
  readonly powerClass: number | null
  readonly source: string | null
  readonly priority: string | null
  readonly requestedW: number | null
  readonly allocatedW: number | null
}

export interface FrameSender {
  readonly protocol: 'lldp' | 'cdp'
  /** Source MAC address of the frame; null in captures without it. */
  readonly source: string | null
  readonly tags: readonly VlanTag[]
  readonly chassis: string | null
  readonly chassisSubtype: string | null
  readonly port: string | null
  readonly portSubtype: string | null
  readonly portDescription: string | null
  /** Seconds; 0: the sender shuts down. */
  readonly ttlS: number
  readonly name: string | null
  /** LLDP's system description; CDP's software version. */
  readonly description: string | null
  /** CDP only. */
  readonly platform: string | null
  /** Enabled ones; CDP has no others. */
  readonly capabilities: readonly string[]
  readonly supportedCapabilities: readonly string[]
  readonly managementAddresses: readonly string[]
  /** VLAN of untagged frames. */
  readonly vlan: number | null
  readonly managementVlan: number | null
  readonly vlans: readonly { readonly vlan: number; readonly name: string }[]
  /** The policy of the application "voice"; CDP's voice VLAN. */
  readonly voice: VoicePolicy | null
  readonly policies: readonly VoicePolicy[]
  readonly power: SenderPower | null
  readonly medClass: MedClass | null
  readonly inventory: Readonly<Partial<Record<InventoryItem, string>>> | null
  readonly locations: readonly Location[]
  readonly mau: string | null
  readonly fullDuplex: boolean | null
  readonly maxFrameSize: number | null
  readonly mudUrl: string | null
  readonly problems: readonly {
    readonly kind: FrameProblemKind
    readonly effect: FrameProblemEffect
    /** Octets from the start of the captured frame. */
    readonly offset: number
    readonly tlv: string | null
  }[]
}

export function senderOf(frame: DiscoveryFrame): FrameSender {
  return frame.protocol === 'lldp' ? lldpSender(frame) : cdpSender(frame)
}

/** Key of a sender: chassis and port id (802.1AB); for CDP, device and port id. */
export function senderKey({
  protocol,
  source,
  chassis,
  chassisSubtype,
  port,
  portSubtype,
}: FrameSender): string {
  return JSON.stringify([protocol, chassis ?? source, chassisSubtype, port, portSubtype])
}

const problemsOf = (frame: DiscoveryFrame): FrameSender['problems'] =>
  frame.problems.map((problem) => ({ effect: effectOf(problem.kind), ...problem }))

type Found<Kind extends Tlv['tlv']> = Extract<Tlv, { readonly tlv: Kind }>
type FoundCdp<Kind extends CdpTlv['tlv']> = Extract<CdpTlv, { readonly tlv: Kind }>

function lldpSender(frame: LldpFrame): FrameSender {
  const all = <Kind extends Tlv['tlv']>(kind: Kind): Found<Kind>[] =>
    frame.tlvs.filter((each): each is Found<Kind> => each.tlv === kind)
  const first = <Kind extends Tlv['tlv']>(kind: Kind): Found<Kind> | undefined => all(kind)[0]
  const policies = all('network-policy').map(
    ({ application, unknown, tagged, vlan, priority, dscp }): VoicePolicy => ({
      application,
      unknown,
      tagged,
      vlan,
      priority,
      dscp,
    }),
  )
  const inventory = all('inventory')
  const phy = first('mac-phy')
  return {
    protocol: 'lldp',
    source: frame.link.source,
    tags: frame.link.tags,
    chassis: frame.chassisId.text,
    chassisSubtype: frame.chassisId.subtype,
    port: frame.portId.text,
    portSubtype: frame.portId.subtype,
    portDescription: first('port-description')?.text ?? null,
    ttlS: frame.ttlS,
    name: first('system-name')?.text ?? null,
    description: first('system-description')?.text ?? null,
    platform: null,
    capabilities: first('system-capabilities')?.enabled ?? [],
    supportedCapabilities: first('system-capabilities')?.supported ?? [],
    managementAddresses: all('management-address').map(({ address }) => address.text),
    vlan: first('port-vlan-id')?.vlan ?? null,
    managementVlan: first('management-vid')?.vlan ?? null,
    vlans: all('vlan-name').map(({ vlan, name }) => ({ vlan, name })),
    voice: policies.find(({ application }) => application === 'voice') ?? null,
    policies,
    power: lldpPower(first('power-via-mdi'), first('med-power')),
    medClass: first('med-capabilities')?.deviceClass ?? null,
    inventory:
      inventory.length === 0 ? null : Object.fromEntries(inventory.map(({ item, text }) => [item, text])),
    locations: all('location').map(({ location }) => location),
    mau: phy?.mau ?? null,
    fullDuplex: phy?.mau == null ? null : duplexOf(phy.mau),
    maxFrameSize: first('max-frame-size')?.octets ?? null,
    mudUrl: first('mud-url')?.url ?? null,
    problems: problemsOf(frame),
  }
}

function duplexOf(mau: string): boolean | null {
  if (mau.endsWith('full duplex')) return true
  return mau.endsWith('half duplex') ? false : null
}

function lldpPower(
  mdi: Found<'power-via-mdi'> | undefined,
  med: Found<'med-power'> | undefined,
): SenderPower | null {
  const extended = mdi?.types34?.classExtended ?? 0
  const powerClass = extended >= 1 && extended <= 8 ? extended : (mdi?.powerClass ?? null)
  if (mdi !== undefined && mdi.classification !== null) {
    const { role, source, priority, requestedW, allocatedW } = mdi.classification
    return { from: '802.3', role, powerClass, source, priority, requestedW, allocatedW }
  }
  if (med !== undefined) {
    const { role, source, priority, watts } = med
    // a PD reports its demand, a PSE its supply
    const requestedW = role === 'pd' ? watts : null
    const allocatedW = role === 'pse' ? watts : null
    return { from: 'lldp-med', role, powerClass, source, priority, requestedW, allocatedW }
  }
  if (mdi === undefined) return null
  const unknown = { source: null, priority: null, requestedW: null, allocatedW: null }
  return { from: '802.3', role: mdi.portClass, powerClass, ...unknown }
}

function cdpSender(frame: CdpFrame): FrameSender {
  const first = <Kind extends CdpTlv['tlv']>(kind: Kind): FoundCdp<Kind> | undefined =>
    frame.tlvs.find((each): each is FoundCdp<Kind> => each.tlv === kind)
  const textOf = (kind: CdpTextKind): string | null => first(kind)?.text ?? null
  const voiceVlan = first('voice-vlan')?.vlan ?? null
  const voice: VoicePolicy | null =
    voiceVlan === null
      ? null
      : { application: 'voice', unknown: false, tagged: null, vlan: voiceVlan, priority: null, dscp: null }
  const capabilities = first('capabilities')?.capabilities ?? []
  return {
    protocol: 'cdp',
    source: frame.link.source,
    tags: frame.link.tags,
    chassis: textOf('device-id'),
    chassisSubtype: null,
    port: textOf('port-id'),
    portSubtype: null,
    portDescription: null,
    ttlS: frame.ttlS,
    name: textOf('system-name') ?? textOf('device-id'),
    description: textOf('software-version'),
    platform: textOf('platform'),
    capabilities,
    supportedCapabilities: [],
    managementAddresses: cdpAddresses(frame).map(({ text }) => text),
    vlan: first('native-vlan')?.vlan ?? null,
    managementVlan: null,
    vlans: [],
    voice,
    policies: voice === null ? [] : [voice],
    power: cdpPower(frame),
    medClass: null,
    inventory: null,
    locations: [],
    mau: null,
    fullDuplex: first('duplex')?.full ?? null,
    maxFrameSize: null,
    mudUrl: null,
    problems: problemsOf(frame),
  }
}

/** Management addresses first, then the others, each once. */
function cdpAddresses(frame: CdpFrame): NetworkAddress[] {
  const lists = (['management-addresses', 'addresses'] as const).flatMap((kind) =>
    frame.tlvs.flatMap((tlv) => (tlv.tlv === kind ? tlv.addresses : [])),
  )
  return [...new Map(lists.map((address) => [`${address.family} ${address.text}`, address])).values()]
}

/** A phone reports consumption and demand; a switch reports the available power. */
function cdpPower(frame: CdpFrame): SenderPower | null {
  let requestedW: number | null = null
  let allocatedW: number | null = null
  for (const tlv of frame.tlvs) {
    if (tlv.tlv === 'power-requested') requestedW = tlv.watts[0] ?? requestedW
    if (tlv.tlv === 'power-consumption') requestedW ??= tlv.watts
    if (tlv.tlv === 'power-available') allocatedW = tlv.watts[0] ?? allocatedW
  }
  if (requestedW === null && allocatedW === null) return null
  const role = allocatedW === null ? 'pd' : 'pse'
  return { from: 'cdp', role, powerClass: null, source: null, priority: null, requestedW, allocatedW }
}
