/** Builds frames from values, field by field from the diagrams of the standards. Shares only its types with the parser. */
import type { ChassisId, PortId } from '#electron/protocols/lldp/basic.ts'
import type { LldpFrame, VlanTag } from '#electron/protocols/lldp/frame.ts'
import type { Tlv } from '#electron/protocols/lldp/tlv.ts'
import { bits } from './bits.ts'
import {
  addressOctets,
  aggregation,
  classes,
  fourPairs,
  ipOctets,
  macOctets,
  place,
  power,
  selectors,
} from './encode-values.ts'

export const lldpTo = '01:80:c2:00:00:0e'
export const cdpTo = '01:00:0c:cc:cc:cc'

/** A TLV with its header of 7 bits of type and 9 of length. */
export const tlvOctets = (type: number, value: Buffer): Buffer =>
  bits().put(type, 7).put(value.length, 9).octets(value).build()

export const organisational = (oui: string, subtype: number, value: Buffer): Buffer =>
  tlvOctets(127, bits().octets(macOctets(oui)).put(subtype, 8).octets(value).build())

export const endTlv = tlvOctets(0, Buffer.alloc(0))

export function ethernet(
  type: number,
  payload: Buffer,
  { source = '00:1b:54:94:5a:8b', destination = lldpTo, tags = [] as readonly VlanTag[] } = {},
): Buffer {
  const frame = bits().octets(macOctets(destination)).octets(macOctets(source))
  for (const { tpid, priority, dropEligible, vlan } of tags) {
    frame.put(tpid, 16).put(priority, 3).put(dropEligible, 1).put(vlan, 12)
  }
  return frame.put(type, 16).octets(payload).build()
}

export function lldpdu({
  chassisId,
  portId,
  ttlS,
  tlvs,
}: Pick<LldpFrame, 'chassisId' | 'portId' | 'ttlS' | 'tlvs'>): Buffer {
  return Buffer.concat([
    tlvOctets(1, idOctets(chassisId)),
    tlvOctets(2, idOctets(portId)),
    tlvOctets(3, bits().put(ttlS, 16).build()),
    ...tlvs.map(encodeTlv),
    endTlv,
  ])
}

function idOctets({ subtype, code, text }: ChassisId | PortId): Buffer {
  if (subtype === 'mac-address') return bits().put(code, 8).octets(macOctets(text)).build()
  if (subtype === 'network-address') {
    return bits()
      .put(code, 8)
      .put(text.includes(':') ? 2 : 1, 8)
      .octets(ipOctets(text))
      .build()
  }
  return bits().put(code, 8).text(text).build()
}

const dot1 = '00:80:c2'
const dot3 = '00:12:0f'
const med = '00:12:bb'
const mask = (set: readonly number[]): number => set.reduce((sum, index) => sum + 2 ** index, 0)

export function encodeTlv(tlv: Tlv): Buffer {
  switch (tlv.tlv) {
    case 'port-description':
      return tlvOctets(4, Buffer.from(tlv.text, 'utf8'))
    case 'system-name':
      return tlvOctets(5, Buffer.from(tlv.text, 'utf8'))
    case 'system-description':
      return tlvOctets(6, Buffer.from(tlv.text, 'utf8'))
    case 'system-capabilities':
      return tlvOctets(7, bits().put(tlv.supportedBits, 16).put(tlv.enabledBits, 16).build())
    case 'management-address': {
      const address = addressOctets(tlv.address)
      const oid = Buffer.from(tlv.oidHex, 'hex')
      return tlvOctets(
        8,
        bits()
          .put(1 + address.length, 8)
          .put(tlv.address.family, 8)
          .octets(address)
          .put({ reserved: 0, unknown: 1, 'if-index': 2, 'port-number': 3 }[tlv.numbering], 8)
          .put(tlv.interfaceNumber, 32)
          .put(oid.length, 8)
          .octets(oid)
          .build(),
      )
    }
    case 'unrecognised':
      return tlvOctets(tlv.type, Buffer.from(tlv.hex, 'hex'))
    case 'organisational':
      return organisational(tlv.oui, tlv.subtype, Buffer.from(tlv.hex, 'hex'))
    case 'port-vlan-id':
      return organisational(dot1, 1, bits().put(tlv.vlan, 16).build())
    case 'port-protocol-vlan-id':
      return organisational(
        dot1,
        2,
        bits().put(0, 5).put(tlv.enabled, 1).put(tlv.supported, 1).put(0, 1).put(tlv.vlan, 16).build(),
      )
    case 'vlan-name': {
      const name = Buffer.from(tlv.name, 'utf8')
      return organisational(dot1, 3, bits().put(tlv.vlan, 16).put(name.length, 8).octets(name).build())
    }
    case 'protocol-identity':
      return organisational(
        dot1,
        4,
        bits()
          .put(tlv.hex.length / 2, 8)
          .hex(tlv.hex)
          .build(),
      )
    case 'vid-usage-digest':
      return organisational(dot1, 5, bits().put(tlv.digest, 32).build())
    case 'management-vid':
      return organisational(dot1, 6, bits().put(tlv.vlan, 16).build())
    case 'link-aggregation':
      return organisational(dot1, 7, aggregation(tlv))
    case 'congestion-notification':
      return organisational(dot1, 8, bits().put(mask(tlv.cnpv), 8).put(mask(tlv.ready), 8).build())
    case 'ets-configuration':
      return organisational(
        dot1,
        9,
        classes(
          bits()
            .put(tlv.willing, 1)
            .put(tlv.creditBasedShaper, 1)
            .put(0, 3)
            .put(tlv.maxTrafficClasses % 8, 3),
          tlv,
        ),
      )
    case 'ets-recommendation':
      return organisational(dot1, 10, classes(bits().put(0, 8), tlv))
    case 'pfc-configuration':
      return organisational(
        dot1,
        11,
        bits()
          .put(tlv.willing, 1)
          .put(tlv.macsecBypass, 1)
          .put(0, 2)
          .put(tlv.capability, 4)
          .put(mask(tlv.enabled), 8)
          .build(),
      )
    case 'application-priority': {
      const table = bits().put(0, 8)
      for (const { priority, selector, protocol } of tlv.entries) {
        table.put(priority, 3).put(0, 2).put(selectors[selector], 3).put(protocol, 16)
      }
      return organisational(dot1, 12, table.build())
    }
    case 'evb':
      return organisational(
        dot1,
        13,
        bits()
          .put(0, 5)
          .put(tlv.bridge.groupId, 1)
          .put(tlv.bridge.relayCapable, 1)
          .put(tlv.bridge.relayControl, 1)
          .put(0, 4)
          .put(tlv.station.groupId, 1)
          .put(tlv.station.relayRequest, 1)
          .put(tlv.station.relayStatus, 2)
          .put(tlv.retries, 3)
          .put(tlv.retransmitExponent, 5)
          .put({ 'not-supported': 0, bridge: 1, station: 2, nvo3: 3 }[tlv.mode], 2)
          .put(tlv.resourceWaitRemote, 1)
          .put(tlv.resourceWaitExponent, 5)
          .put(0, 2)
          .put(tlv.keepAliveRemote, 1)
          .put(tlv.keepAliveExponent, 5)
          .build(),
      )
    case 'cdcp': {
      const table = bits()
        .put(tlv.role, 1)
        .put(0, 3)
        .put(tlv.sVlanComponent, 1)
        .put(0, 15)
        .put(tlv.channelCapacity, 12)
      for (const { scid, svid } of tlv.channels) table.put(scid, 12).put(svid, 12)
      return organisational(dot1, 14, table.build())
    }
    case 'application-vlan': {
      const table = bits()
      for (const { vlan, selector, protocol } of tlv.entries) {
        table.put(vlan, 12).put(0, 1).put(selectors[selector], 3).put(protocol, 16)
      }
      return organisational(dot1, 16, table.build())
    }
    case 'mac-phy':
      return organisational(
        dot3,
        1,
        bits()
          .put(0, 6)
          .put(tlv.autoNegotiation.enabled, 1)
          .put(tlv.autoNegotiation.supported, 1)
          .put(tlv.advertisedBits, 16)
          .put(tlv.mauType, 16)
          .build(),
      )
    case 'power-via-mdi':
      return organisational(dot3, 2, power(tlv))
    case 'link-aggregation-802.3':
      return organisational(dot3, 3, aggregation(tlv))
    case 'max-frame-size':
      return organisational(dot3, 4, bits().put(tlv.octets, 16).build())
    case 'eee':
      return organisational(
        dot3,
        5,
        bits()
          .put(tlv.transmitTw, 16)
          .put(tlv.receiveTw, 16)
          .put(tlv.fallbackTw, 16)
          .put(tlv.echoTransmitTw, 16)
          .put(tlv.echoReceiveTw, 16)
          .build(),
      )
    case 'eee-fast-wake':
      return organisational(
        dot3,
        6,
        bits()
          .put(tlv.transmit, 8)
          .put(tlv.receive, 8)
          .put(tlv.echoTransmit, 8)
          .put(tlv.echoReceive, 8)
          .build(),
      )
    case 'additional-ethernet-capabilities':
      return organisational(
        dot3,
        7,
        bits()
          .put(0, 11)
          .put(tlv.additionalFragmentSize, 2)
          .put(tlv.preemption.active, 1)
          .put(tlv.preemption.enabled, 1)
          .put(tlv.preemption.supported, 1)
          .build(),
      )
    case 'power-measurements':
      return organisational(
        dot3,
        8,
        bits()
          .put(tlv.supported, 4)
          .put(tlv.source, 4)
          .put(tlv.requested, 4)
          .put(tlv.valid, 4)
          .put(Math.round(tlv.uncertainty.voltageV * 1_000), 16)
          .put(Math.round(tlv.uncertainty.currentA * 10_000), 16)
          .put(Math.round(tlv.uncertainty.powerW * 100), 16)
          .put(tlv.uncertainty.energyJ / 100, 16)
          .put(Math.round(tlv.voltageV * 1_000), 16)
          .put(Math.round(tlv.currentA * 10_000), 16)
          .put(Math.round(tlv.powerW * 100), 16)
          .put(tlv.energyJ / 100, 32)
          .put(tlv.priceIndex, 16)
          .build(),
      )
    case 'med-capabilities':
      return organisational(
        med,
        1,
        bits()
          .put(tlv.bits, 16)
          .put(
            {
              'not-defined': 0,
              'endpoint-class-1': 1,
              'endpoint-class-2': 2,
              'endpoint-class-3': 3,
              'network-connectivity': 4,
              reserved: 5,
            }[tlv.deviceClass],
            8,
          )
          .build(),
      )
    case 'network-policy':
      return organisational(
        med,
        2,
        bits()
          .put(tlv.code, 8)
          .put(tlv.unknown, 1)
          .put(tlv.tagged, 1)
          .put(0, 1)
          .put(tlv.vlan, 12)
          .put(tlv.priority, 3)
          .put(tlv.dscp, 6)
          .build(),
      )
    case 'location':
      return organisational(med, 3, place(tlv.location))
    case 'med-power': {
      const sources = { unknown: 0, primary: 1, pse: 1, backup: 2, local: 2, 'pse-and-local': 3, reserved: 3 }
      return organisational(
        med,
        4,
        bits()
          .put({ pse: 0, pd: 1, reserved: 2 }[tlv.role], 2)
          .put(sources[tlv.source], 2)
          .put({ unknown: 0, critical: 1, high: 2, low: 3, reserved: 4 }[tlv.priority], 4)
          .put(Math.round(tlv.watts * 10), 16)
          .build(),
      )
    }
    case 'inventory':
      return organisational(
        med,
        { hardware: 5, firmware: 6, software: 7, serial: 8, manufacturer: 9, model: 10, asset: 11 }[tlv.item],
        Buffer.from(tlv.text, 'utf8'),
      )
    case 'four-pair-power':
      return organisational('00:01:42', 1, fourPairs(tlv))
    case 'mud-url':
      return organisational('00:00:5e', 1, Buffer.from(tlv.url, 'utf8'))
  }
}
