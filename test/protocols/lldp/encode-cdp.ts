/** Builds CDP packets from values. Shares only its types with the parser. */
import type { CdpTlv } from '#electron/protocols/cdp/cdp-tlv.ts'
import type { VlanTag } from '#electron/protocols/lldp/frame.ts'
import type { NetworkAddress } from '#electron/protocols/lldp/values.ts'
import { bits } from './bits.ts'
import { cdpTo, ethernet } from './encode.ts'
import { fourPairs, ipOctets, macOctets } from './encode-values.ts'

/** RFC 1071; for an odd count as Cisco's senders do: the last octet in the low half, sign-extended. */
export function cdpChecksum(packet: Buffer): number {
  let sum = 0
  for (let at = 0; at + 1 < packet.length; at += 2) sum += packet.readUInt16BE(at)
  if (packet.length % 2 === 1) {
    const last = packet.readInt8(packet.length - 1)
    sum += last < 0 ? 0xffff + last : last
  }
  while (sum > 0xffff) sum = (sum % 0x1_0000) + Math.floor(sum / 0x1_0000)
  return 0xffff - sum
}

export function cdpPacket(version: number, ttlS: number, tlvs: readonly CdpTlv[]): Buffer {
  const packet = bits().put(version, 8).put(ttlS, 8).put(0, 16)
  for (const tlv of tlvs) packet.octets(encodeCdpTlv(tlv))
  const built = packet.build()
  built.writeUInt16BE(cdpChecksum(built), 2)
  return built
}

/** 802.3 with SNAP: OUI 00-00-0C, protocol 0x2000. */
export function cdpFrame(packet: Buffer, tags: readonly VlanTag[] = []): Buffer {
  const payload = Buffer.concat([Buffer.from('aaaa0300000c2000', 'hex'), packet])
  return ethernet(payload.length, payload, { destination: cdpTo, tags })
}

function encodeCdpTlv(tlv: CdpTlv): Buffer {
  const [type, value] = cdpValue(tlv)
  return bits()
    .put(type, 16)
    .put(4 + value.length, 16)
    .octets(value)
    .build()
}

function cdpValue(tlv: CdpTlv): readonly [number, Buffer] {
  switch (tlv.tlv) {
    case 'device-id':
      return [1, Buffer.from(tlv.text, 'utf8')]
    case 'port-id':
      return [3, Buffer.from(tlv.text, 'utf8')]
    case 'software-version':
      return [5, Buffer.from(tlv.text, 'utf8')]
    case 'platform':
      return [6, Buffer.from(tlv.text, 'utf8')]
    case 'vtp-domain':
      return [9, Buffer.from(tlv.text, 'utf8')]
    case 'system-name':
      return [0x14, Buffer.from(tlv.text, 'utf8')]
    case 'external-port-id':
      return [0x18, Buffer.from(tlv.text, 'utf8')]
    case 'addresses':
      return [2, cdpAddresses(tlv.addresses)]
    case 'management-addresses':
      return [0x16, cdpAddresses(tlv.addresses)]
    case 'capabilities':
      return [4, bits().put(tlv.bits, 32).build()]
    case 'ip-prefixes': {
      const out = bits()
      for (const prefix of tlv.prefixes) {
        const [address = '', length] = prefix.split('/')
        out.octets(ipOctets(address))
        if (length !== undefined) out.put(Number(length), 8)
      }
      return [7, out.build()]
    }
    case 'protocol-hello':
      return [8, bits().octets(macOctets(tlv.oui)).put(tlv.protocol, 16).hex(tlv.hex).build()]
    case 'native-vlan':
      return [0x0a, bits().put(tlv.vlan, 16).build()]
    case 'duplex':
      return [0x0b, bits().put(tlv.full, 8).build()]
    case 'voice-vlan':
    case 'voice-vlan-query': {
      const out = bits().put(tlv.appliance, 8)
      if (tlv.vlan !== null) out.put(tlv.vlan, 16)
      return [tlv.tlv === 'voice-vlan' ? 0x0e : 0x0f, out.build()]
    }
    case 'power-consumption':
      return [
        0x10,
        bits()
          .put(Math.round(tlv.watts * 1_000), 16)
          .build(),
      ]
    case 'mtu':
      return [0x11, bits().put(tlv.octets, 32).build()]
    case 'trust':
      return [0x12, bits().put(tlv.value, 8).build()]
    case 'untrusted-cos':
      return [0x13, bits().put(tlv.value, 8).build()]
    case 'unidirectional':
      return [0x1b, bits().put(tlv.value, 8).build()]
    case 'system-object-id':
      return [0x15, Buffer.from(tlv.hex, 'hex')]
    case 'location':
      return [0x17, bits().put(tlv.type, 8).text(tlv.text).build()]
    case 'power-requested':
    case 'power-available': {
      const out = bits().put(tlv.requestId, 16).put(tlv.managementId, 16)
      for (const watts of tlv.watts) out.put(Math.round(watts * 1_000), 32)
      return [tlv.tlv === 'power-requested' ? 0x19 : 0x1a, out.build()]
    }
    case 'four-pair-power':
      return [0x1f, fourPairs(tlv)]
    case 'unrecognised':
      return [tlv.type, Buffer.from(tlv.hex, 'hex')]
  }
}

function cdpAddresses(addresses: readonly NetworkAddress[]): Buffer {
  const out = bits().put(addresses.length, 32)
  for (const { kind, text } of addresses) {
    const address = kind === 'other' ? Buffer.from(text, 'hex') : ipOctets(text)
    if (kind === 'ipv4') out.hex('0101cc')
    else if (kind === 'ipv6') out.hex('0208aaaa0300000086dd')
    else out.hex('010181')
    out.put(address.length, 16).octets(address)
  }
  return out.build()
}
