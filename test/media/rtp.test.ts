import { describe, expect, it } from 'vitest'
import { Recording } from '#electron/media/recording.ts'
import { type RtpPacket, readRtp, writeRtp } from '#electron/media/rtp.ts'
import { createKeyReader } from '#electron/media/telephone-event.ts'
import fc from '#test/support/property.ts'

const packet: RtpPacket = {
  ...{ payloadType: 0, marker: false, sequence: 1, timestamp: 0, ssrc: 7, payload: Buffer.alloc(0) },
}

describe('RFC 3550 §5.1: RTP', () => {
  it.each<[string, string, object]>([
    [
      'plain',
      '80001234000001 40deadbeef 0102',
      { payloadType: 0, sequence: 0x1234, timestamp: 320, ssrc: 0xdeadbeef, payload: Buffer.from([1, 2]) },
    ],
    [
      'with a marker',
      '80e50001 00000001 00000002',
      { payloadType: 101, marker: true, payload: Buffer.alloc(0) },
    ],
    [
      'with a contributing source',
      '81000001 00000001 00000002 0000000a 55',
      { payload: Buffer.from([0x55]) },
    ],
    [
      'with an extension',
      '90000001 00000001 00000002 bede0001 11223344 55',
      { payload: Buffer.from([0x55]) },
    ],
    ['with padding', 'a0000001 00000001 00000002 55 000003', { payload: Buffer.from([0x55]) }],
  ])('reads %s', (_, hex, expected) => {
    expect(readRtp(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toMatchObject(expected)
  })
  it.each([
    ['version 1', '40000001 00000001 00000002'],
    ['STUN', '00010000 2112a442 00000000'],
    ['11 octets', '80000001 00000001 000000'],
    ['sources that are missing', '8f000001 00000001 00000002'],
    ['an extension that is cut', '90000001 00000001 00000002 bede0002 11223344'],
    ['more padding than octets', 'a0000001 00000001 00000002 ff'],
    ['padding of no octets', 'a0000001 00000001 00000002 00'],
  ])('refuses %s', (_, hex) => {
    expect(readRtp(Buffer.from(hex.replaceAll(' ', ''), 'hex'))).toBeNull()
  })
  it('reads what it writes, and never throws', () => {
    const octets = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each))
    const any = fc.record({
      ...{ payloadType: fc.nat({ max: 127 }), marker: fc.boolean(), sequence: fc.nat({ max: 0xffff }) },
      ...{ timestamp: fc.nat({ max: 0xffffffff }), ssrc: fc.nat({ max: 0xffffffff }), payload: octets },
    })
    fc.assert(
      fc.property(any, (each) => {
        expect(readRtp(writeRtp(each))).toEqual(each)
      }),
    )
    fc.assert(
      fc.property(octets, (each) => {
        readRtp(each)
      }),
    )
  })
})

describe('RFC 4733 §2.3: telephone events', () => {
  const event = (key: number, timestamp: number, end = false): RtpPacket => ({
    ...packet,
    timestamp,
    payload: Buffer.from([key, end ? 0x8a : 0x0a, 0, 160]),
  })
  const keysOf = (packets: readonly RtpPacket[]): string => {
    let keys = ''
    const read = createKeyReader((key) => {
      keys += key
    })
    for (const each of packets) read(each)
    return keys
  }
  it.each<[string, RtpPacket[], string]>([
    ['one press', [event(5, 800), event(5, 800), event(5, 800, true), event(5, 800, true)], '5'],
    ['the same key twice', [event(5, 800, true), event(5, 2_400, true)], '55'],
    ['only the end arrives', [event(11, 800, true)], '#'],
    ['the end of the key before is late', [event(1, 800), event(2, 2_400), event(1, 800, true)], '12'],
    ['the timestamp wraps', [event(10, 0xffffff00), event(3, 200)], '*3'],
    ['a flash hook is no key', [event(16, 800)], ''],
    ['a cut payload', [{ ...packet, payload: Buffer.from([5]) }], ''],
  ])('%s', (_, packets, keys) => expect(keysOf(packets)).toBe(keys))
})

describe('a recording', () => {
  const audio = (timestamp: number, text: string): RtpPacket => ({
    ...packet,
    timestamp,
    payload: Buffer.from(text),
  })
  it('is in the order of timestamps, with silence for what was lost', () => {
    const tape = new Recording('PCMA', 100)
    for (const each of [audio(1_000, 'ab'), audio(1_006, 'gh'), audio(1_002, 'cd'), audio(900, 'xx')]) {
      expect(tape.add(each)).toBe(true)
    }
    expect(tape.octets.toString('latin1')).toBe('abcd\xd5\xd5gh')
  })
  it('ends at its limit', () => {
    const tape = new Recording('PCMU', 3)
    expect(tape.add(audio(0xffffffff, 'ab'))).toBe(true)
    expect(tape.add(audio(1, 'cd'))).toBe(false)
    expect(tape.octets.toString()).toBe('abc')
    expect(tape.add(audio(100, 'x'))).toBe(false)
  })
})
