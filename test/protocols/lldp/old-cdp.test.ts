/** CDP packets of old or faulty senders: a port id with a short length, an address list with a wrong count. */
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { CdpTlv } from '#electron/protocols/cdp/cdp-tlv.ts'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import type { CapturedPacket } from '#electron/protocols/pcap/capture.ts'
import { readCapture } from '#electron/protocols/pcap/capture-file.ts'
import { parseFrame } from '#electron/protocols/pcap/ethernet.ts'
import { caseMissing, fieldCase } from '../../support/fixtures.ts'
import { cdpChecksum, cdpFrame } from './encode-cdp.ts'

/** A packet of TLVs with type, value and declared length. */
function packet(tlvs: readonly (readonly [type: number, value: Buffer, length?: number])[]): Buffer {
  const parts = tlvs.map(([type, value, length = value.length + 4]) => {
    const head = Buffer.alloc(4)
    head.writeUInt16BE(type, 0)
    head.writeUInt16BE(length, 2)
    return Buffer.concat([head, value])
  })
  const whole = Buffer.concat([Buffer.of(2, 180, 0, 0), ...parts])
  whole.writeUInt16BE(cdpChecksum(whole), 2)
  return whole
}

function read(octets: Buffer) {
  const outcome = parseFrame(cdpFrame(octets), 1)
  if (outcome.outcome !== 'frame' || outcome.frame.protocol !== 'cdp') throw new Error('not a CDP frame')
  const { tlvs, problems } = outcome.frame
  return { tlvs, problems: problems.map(({ kind }) => kind) }
}
const text = (tlvs: readonly CdpTlv[], kind: string) =>
  tlvs.find((each) => each.tlv === kind && 'text' in each) ?? null

const device = [1, Buffer.from('switch-7')] as const
const capabilities = [4, Buffer.of(0, 0, 0, 0x28)] as const
const platform = [6, Buffer.from('cisco WS-C2924-XL')] as const
const port = Buffer.from('FastEthernet0/13')

describe('a port id whose length leaves out part of its header', () => {
  it.each([3, 4])('by %i octets is read whole, and so are the following TLVs', (missing) => {
    const { tlvs, problems } = read(
      packet([device, [3, port, port.length + 4 - missing], capabilities, platform]),
    )
    expect(text(tlvs, 'port-id')).toMatchObject({ text: 'FastEthernet0/13' })
    expect(text(tlvs, 'platform')).toMatchObject({ text: 'cisco WS-C2924-XL' })
    expect(problems).toEqual(['length-short'])
  })

  it('is read whole at the end of the packet', () => {
    const { tlvs } = read(packet([device, [3, port, port.length + 1]]))
    expect(text(tlvs, 'port-id')).toMatchObject({ text: 'FastEthernet0/13' })
  })

  it('with a correct length is not changed', () => {
    const { tlvs, problems } = read(packet([device, [3, port], capabilities, platform]))
    expect(text(tlvs, 'port-id')).toMatchObject({ text: 'FastEthernet0/13' })
    expect(problems).toEqual([])
  })

  const name = 'lldp/c14-cdp-portid-length.pcap'
  it.skipIf(caseMissing(name) !== '')(`is whole in the field case${caseMissing(name)}`, async () => {
    const packets: CapturedPacket[] = []
    for await (const item of readCapture(Readable.from([readFileSync(fieldCase(name))]))) {
      if (item.item === 'packet') packets.push(item.packet)
    }
    const [outcome] = packets.map(parsePacket)
    if (outcome?.outcome !== 'frame' || outcome.frame.protocol !== 'cdp') throw new Error('not a CDP frame')
    expect(text(outcome.frame.tlvs, 'port-id')).toMatchObject({ text: 'FastEthernet0/1' })
    expect(text(outcome.frame.tlvs, 'platform')).toMatchObject({ text: 'cisco WS-C2950-12' })
  })
})

describe('an address list whose count is wrong', () => {
  const ip = (last: number) => Buffer.of(1, 1, 0xcc, 0, 4, 192, 0, 2, last)
  const list = (count: number, ...addresses: Buffer[]) =>
    [2, Buffer.concat([Buffer.of(0, 0, 0, count), ...addresses])] as const
  const addressesIn = (tlvs: readonly CdpTlv[]) =>
    tlvs.flatMap((each) => (each.tlv === 'addresses' ? each.addresses.map((address) => address.text) : []))

  it.each([
    ['too high', 3],
    ['too low', 1],
    ['zero', 0],
  ])('(%s) keeps the existing addresses', (_, count) => {
    const { tlvs, problems } = read(packet([device, list(count, ip(1), ip(2)), platform]))
    expect(addressesIn(tlvs)).toEqual(['192.0.2.1', '192.0.2.2'])
    expect(problems).toEqual(['address-count'])
    expect(text(tlvs, 'platform')).not.toBeNull()
  })

  it('keeps the whole addresses before a truncated one', () => {
    const { tlvs, problems } = read(packet([device, list(2, ip(1), ip(2).subarray(0, 6)), platform]))
    expect(addressesIn(tlvs)).toEqual(['192.0.2.1'])
    expect(problems).toEqual(['address-count'])
  })

  it('is discarded without a whole address', () => {
    const { tlvs, problems } = read(packet([device, list(1, ip(1).subarray(0, 6)), platform]))
    expect(addressesIn(tlvs)).toEqual([])
    expect(problems).toEqual(['inner-length'])
  })
})
