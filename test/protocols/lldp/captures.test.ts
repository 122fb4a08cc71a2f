/** pcap and pcapng: files of the tests' own writer, of editcap and tcpdump, whole and truncated, in chunks of any size. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import type { CapturedPacket, CaptureProblem } from '#electron/protocols/pcap/capture.ts'
import { readCapture } from '#electron/protocols/pcap/capture-file.ts'
import fc from '#test/support/property.ts'
import { caseMissing, fieldCase } from '../../support/fixtures.ts'
import { isHere, missing, run } from '../../support/programs.ts'
import { lldpContent } from './arbitrary-frames.ts'
import { ethernet, lldpdu } from './encode.ts'
import { fixtures, haveFixtures, withoutFixtures } from './fixtures.ts'
import {
  block,
  interfaceBlock,
  packetBlock,
  pcapFile,
  sectionHeader,
  simplePacketBlock,
  type TestPacket,
} from './pcap-octets.ts'

const folder = mkdtempSync(join(tmpdir(), 'punchdown-captures-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Read {
  readonly packets: readonly CapturedPacket[]
  readonly problems: readonly CaptureProblem[]
}

/** Reads a file in chunks of a number of octets. */
async function read(file: Buffer, piece = 65_536): Promise<Read> {
  const pieces: Buffer[] = []
  for (let at = 0; at < file.length; at += piece) pieces.push(file.subarray(at, at + piece))
  const packets: CapturedPacket[] = []
  const problems: CaptureProblem[] = []
  for await (const item of readCapture(Readable.from(pieces))) {
    if (item.item === 'packet') packets.push(item.packet)
    else problems.push(item.problem)
  }
  return { packets, problems }
}

const forms = [true, false].flatMap((little) => [true, false].map((nano) => ({ little, nano })))
const octets = (length: number, fill: number): Buffer => Buffer.alloc(length, fill)
const three: readonly TestPacket[] = [
  { seconds: 1_700_000_000, nanos: 123_456_789, octets: octets(60, 1) },
  { seconds: 1_700_000_001, nanos: 0, octets: octets(61, 2), wireLength: 400 },
  { seconds: 1_700_000_002, nanos: 999_999_999, octets: octets(0, 3) },
]

describe('pcap', () => {
  it.each(forms)('is read in %o', async ({ little, nano }) => {
    const { packets, problems } = await read(pcapFile(three, { little, nano, linkType: 1 }))
    expect(problems).toEqual([])
    expect(
      packets.map(({ number, wireLength, cut, octets: { length } }) => [number, wireLength, cut, length]),
    ).toEqual([
      [1, 60, false, 60],
      [2, 400, true, 61],
      [3, 0, false, 0],
    ])
    expect(packets[0]?.at).toBeCloseTo(1_700_000_000_123.456, 2)
    expect(packets[1]?.octets).toEqual(octets(61, 2))
  })

  it.each([true, false])('is read in the modified format, little endian: %s', async (little) => {
    const file = pcapFile(three, { little, nano: false, linkType: 1, modified: true })
    for (const piece of [1, 7, 65_536]) {
      const { packets, problems } = await read(file, piece)
      expect(problems).toEqual([])
      expect(packets.map(({ octets: own, wireLength }) => [own, wireLength])).toEqual(
        three.map(({ octets: own, wireLength = own.length }) => [own, wireLength]),
      )
    }
  })

  it.skipIf(caseMissing('lldp') !== '')(`of a FRITZ!Box has two frames${caseMissing('lldp')}`, async () => {
    const { packets, problems } = await read(readFileSync(fieldCase('lldp/01-fritzbox-modpcap-le.pcap')))
    expect(problems).toEqual([])
    expect(packets.map(parsePacket).map(({ outcome }) => outcome)).toEqual(['frame', 'frame'])
  })

  it('reports problems with their offset', async () => {
    const file = pcapFile(three, { little: true, nano: false, linkType: 1 })
    expect((await read(Buffer.alloc(0))).problems).toEqual([{ kind: 'not-a-capture', offset: 0 }])
    expect((await read(Buffer.from('PK\x03\x04 a zip file'))).problems).toEqual([
      { kind: 'not-a-capture', offset: 0 },
    ])
    expect((await read(file.subarray(0, 3))).problems).toEqual([{ kind: 'not-a-capture', offset: 0 }])
    expect((await read(file.subarray(0, 23))).problems).toEqual([{ kind: 'cut', offset: 0 }])
    const huge = Buffer.from(file)
    huge.writeUInt32LE(0x7fff_ffff, 24 + 8)
    expect(await read(huge)).toEqual({ packets: [], problems: [{ kind: 'record-length', offset: 24 }] })
    const usb = pcapFile(three, { little: true, nano: false, linkType: 220 })
    expect(await read(usb)).toEqual({ packets: [], problems: [{ kind: 'link-type', offset: 0 }] })
  })

  it('gives the whole packets of a truncated file, then reports the truncation', async () => {
    const file = pcapFile(three, { little: false, nano: true, linkType: 1 })
    const ends = [24, 24 + 76, 24 + 76 + 77, file.length]
    for (let length = 24; length <= file.length; length++) {
      const { packets, problems } = await read(file.subarray(0, length))
      const whole = ends.filter((end) => end <= length).length - 1
      expect(packets).toHaveLength(whole)
      expect(problems).toEqual(ends.includes(length) ? [] : [{ kind: 'cut', offset: ends[whole] }])
    }
  })

  it('removes the frame check sequence that the file declares', async () => {
    const file = pcapFile(three, { little: true, nano: false, linkType: 1 })
    // length of the frame check sequence, and the bit that declares it
    file.writeUInt32LE(0x2400_0001, 20)
    const { packets } = await read(file)
    expect(packets.map((packet) => packet.octets.length)).toEqual([56, 61, 0])
  })
})

/** Every supported kind of block, and two unsupported ones. */
function everyBlock(little: boolean): { file: Buffer; ends: number[]; packetsAt: number[] } {
  const micros = BigInt(1_700_000_000_123_456)
  const parts: readonly (readonly [Buffer, boolean])[] = [
    [sectionHeader(little), false],
    [interfaceBlock({ linkType: 1, name: 'eth0' }, little), false],
    [interfaceBlock({ linkType: 1, name: 'ns', resolution: 9 }, little), false],
    [block(0x0bad, octets(1_000, 9), little), false],
    [packetBlock(0, micros, octets(61, 1), little), true],
    [packetBlock(1, 1_700_000_000_123_456_789n, octets(60, 2), little, { wireLength: 90 }), true],
    [block(5, octets(20, 0), little), false],
    [simplePacketBlock(octets(63, 3), little), true],
    [packetBlock(0, micros, octets(64, 4), little, { old: true }), true],
  ]
  const ends: number[] = []
  const packetsAt: number[] = []
  let length = 0
  for (const [part, isPacket] of parts) {
    length += part.length
    ends.push(length)
    if (isPacket) packetsAt.push(length)
  }
  return { file: Buffer.concat(parts.map(([part]) => part)), ends, packetsAt }
}

describe('pcapng', () => {
  it.each([true, false])('is read with every kind of block, little endian: %s', async (little) => {
    const { packets, problems } = await read(everyBlock(little).file)
    expect(problems).toEqual([])
    expect(
      packets.map(({ number, interface: name, wireLength, cut, octets: kept }) => [
        number,
        name,
        wireLength,
        cut,
        kept.length,
      ]),
    ).toEqual([
      [1, 'eth0', 61, false, 61],
      [2, 'ns', 90, true, 60],
      [3, 'eth0', 63, false, 63],
      [4, 'eth0', 64, false, 64],
    ])
    for (const packet of packets) {
      if (packet.number === 3) expect(packet.at).toBeNull()
      else expect(packet.at).toBeCloseTo(1_700_000_000_123.456, 2)
    }
  })

  it('uses the time resolution of each interface', async () => {
    const clocks = [
      { resolution: 6, ticks: 5_000_000n, ms: 5_000 },
      { resolution: 3, ticks: 5_000n, ms: 5_000 },
      { resolution: 0, ticks: 5n, ms: 5_000 },
      { resolution: 9, ticks: 5_000_000_000n, ms: 5_000 },
      { resolution: 12, ticks: 5_000_000_000_000n, ms: 5_000 },
      { resolution: 0x8a, ticks: 5_120n, ms: 5_000 },
      { resolution: 0x94, ticks: 5_242_880n, ms: 5_000 },
    ]
    const file = Buffer.concat([
      sectionHeader(false),
      ...clocks.map(({ resolution }) => interfaceBlock({ linkType: 1, resolution }, false)),
      interfaceBlock({ linkType: 1, resolution: 6, offsetSeconds: -3 }, false),
      ...clocks.map(({ ticks }, index) => packetBlock(index, ticks, octets(14, 0), false)),
      packetBlock(clocks.length, 5_000_000n, octets(14, 0), false),
    ])
    const { packets } = await read(file)
    expect(packets.map(({ at }) => Math.round(at ?? 0))).toEqual([...clocks.map(({ ms }) => ms), 2_000])
  })

  it('resets its state at each section, also in the other byte order', async () => {
    const file = Buffer.concat([everyBlock(true).file, everyBlock(false).file])
    const { packets, problems } = await read(file)
    expect(problems).toEqual([])
    expect(packets.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    const orphan = Buffer.concat([
      everyBlock(true).file,
      sectionHeader(true),
      packetBlock(0, 1n, octets(14, 0), true),
    ])
    expect((await read(orphan)).problems).toMatchObject([{ kind: 'interface' }])
  })

  it('skips and reports interfaces with unsupported link types', async () => {
    const file = Buffer.concat([
      sectionHeader(true),
      interfaceBlock({ linkType: 220 }, true),
      interfaceBlock({ linkType: 276 }, true),
      packetBlock(0, 1n, octets(40, 1), true),
      packetBlock(1, 1n, octets(40, 2), true),
    ])
    const { packets, problems } = await read(file)
    expect(problems).toEqual([{ kind: 'link-type', offset: 28 }])
    expect(packets).toMatchObject([{ number: 2, linkType: 276 }])
  })

  it('cuts simple packets at the snap length, and removes a frame check sequence', async () => {
    const file = Buffer.concat([
      sectionHeader(true),
      interfaceBlock({ linkType: 1, snapLength: 32, checkOctets: 4 }, true),
      simplePacketBlock(octets(32, 1), true, 200),
      packetBlock(0, 1n, octets(64, 1), true),
    ])
    expect((await read(file)).packets.map(({ octets: kept, cut }) => [kept.length, cut])).toEqual([
      [32, true],
      [60, false],
    ])
  })

  it('gives the whole packets of a truncated file, then reports the truncation', async () => {
    const { file, ends, packetsAt } = everyBlock(true)
    for (let length = 12; length <= file.length; length++) {
      const { packets, problems } = await read(file.subarray(0, length))
      expect(packets).toHaveLength(packetsAt.filter((end) => end <= length).length)
      const before = ends.filter((end) => end <= length).at(-1) ?? 0
      expect(problems).toEqual(ends.includes(length) ? [] : [{ kind: 'cut', offset: before }])
    }
  })

  it('reports problems with their offset', async () => {
    const { file, ends } = everyBlock(true)
    const at = ends[3] ?? 0
    const broken = (write: (copy: Buffer) => void) => {
      const copy = Buffer.from(file)
      write(copy)
      return read(copy)
    }
    expect((await broken((copy) => copy.writeUInt32LE(11, at + 4))).problems).toEqual([
      { kind: 'record-length', offset: at },
    ])
    expect((await broken((copy) => copy.writeUInt32LE(0x7fff_fffc, at + 4))).problems).toEqual([
      { kind: 'record-length', offset: at },
    ])
    expect((await broken((copy) => copy.writeUInt32LE(5_000, at + 20))).problems).toEqual([
      { kind: 'record-length', offset: at },
    ])
    expect((await broken((copy) => copy.writeUInt32LE(99, at + 8))).problems).toEqual([
      { kind: 'interface', offset: at },
    ])
    expect((await broken((copy) => copy.writeUInt32LE(0, (ends[4] ?? 0) - 4))).problems).toEqual([
      { kind: 'record-length', offset: at },
    ])
    expect((await broken((copy) => copy.writeUInt32LE(0x01020304, 8))).problems).toEqual([
      { kind: 'not-a-capture', offset: 0 },
    ])
  })
})

describe('a capture in chunks', () => {
  it('is read alike with any chunk size', async () => {
    const files = [
      everyBlock(true).file,
      everyBlock(false).file,
      pcapFile(three, { little: true, nano: true, linkType: 1 }),
    ]
    for (const file of files) {
      const whole = await read(file)
      for (const piece of [1, 2, 3, 7, 61, 64, 100]) expect(await read(file, piece)).toEqual(whole)
    }
  })

  it('keeps one record in memory while it skips long ones', async () => {
    const skipped = 64 * 1024 * 1024
    const head = Buffer.concat([sectionHeader(true), interfaceBlock({ linkType: 1 }, true)])
    const begin = Buffer.alloc(8)
    begin.writeUInt32LE(0x0bad)
    begin.writeUInt32LE(skipped + 12, 4)
    const end = begin.subarray(4)
    const piece = Buffer.alloc(64 * 1024)
    let largest = 0
    async function* pieces(): AsyncGenerator<Buffer> {
      yield head
      yield begin
      for (let sent = 0; sent < skipped; sent += piece.length) {
        largest = Math.max(largest, process.memoryUsage().arrayBuffers)
        yield piece
      }
      yield Buffer.concat([end, packetBlock(0, 1n, octets(60, 7), true)])
    }
    const before = process.memoryUsage().arrayBuffers
    const packets: CapturedPacket[] = []
    for await (const item of readCapture(pieces())) if (item.item === 'packet') packets.push(item.packet)
    expect(packets).toHaveLength(1)
    expect(largest - before).toBeLessThan(8 * 1024 * 1024)
  })

  it('of any packets, in any format and chunks, gives them back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            seconds: fc.nat(2 ** 31),
            nanos: fc.nat(999_999),
            octets: fc.uint8Array({ maxLength: 300 }),
          }),
        ),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 500 }),
        async (any, little, nano, piece) => {
          const packets = any.map((each) => ({
            ...each,
            nanos: each.nanos * 1_000,
            octets: Buffer.from(each.octets),
          }))
          const found = await read(pcapFile(packets, { little, nano, linkType: 1 }), piece)
          expect(found.problems).toEqual([])
          expect(found.packets.map(({ octets: kept }) => kept)).toEqual(
            packets.map(({ octets: sent }) => sent),
          )
          for (const [index, { at }] of found.packets.entries()) {
            const { seconds = 0, nanos = 0 } = packets[index] ?? {}
            expect(at).toBeCloseTo(seconds * 1_000 + nanos / 1e6, 2)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe.skipIf(!isHere('editcap') || !isHere('tshark'))(
  `files of editcap${missing('editcap')}${missing('tshark')}`,
  () => {
    it.each(['pcap', 'nsecpcap', 'pcapng', 'modpcap'])('in %s', async (form) => {
      const source = join(folder, 'source.pcap')
      const sample = fc.sample(lldpContent, { seed: 88, numRuns: 50 })
      const packets = sample.map((content, index) => ({
        seconds: 1_600_000_000 + index,
        nanos: index * 1_001_000,
        octets: ethernet(0x88cc, lldpdu(content)),
      }))
      writeFileSync(source, pcapFile(packets, { little: true, nano: false, linkType: 1 }))
      const file = join(folder, `of-editcap.${form}`)
      const { code, errors } = await run('editcap', ['-F', form, '-s', '200', source, file])
      expect(code, errors).toBe(0)
      const found = await read(readFileSync(file))
      expect(found.problems).toEqual([])
      const fields = ['frame.number', 'frame.time_epoch', 'frame.len', 'frame.cap_len'].flatMap((field) => [
        '-e',
        field,
      ])
      const { output } = await run('tshark', ['-r', file, '-T', 'fields', ...fields])
      const theirs = output
        .trim()
        .split('\n')
        .map((line) => line.split('\t').map(Number))
      expect(
        found.packets.map(({ number, at, wireLength, octets: kept }) => [
          number,
          Math.round((at ?? 0) * 1_000),
          wireLength,
          kept.length,
        ]),
      ).toEqual(theirs.map(([number, at = 0, length, kept]) => [number, Math.round(at * 1e6), length, kept]))
    })
  },
)

describe.skipIf(!haveFixtures || !isHere('tcpdump'))(
  `files of tcpdump${withoutFixtures}${missing('tcpdump')}`,
  () => {
    it('in pcap', async () => {
      const source = join(fixtures, 'procurve-2600-lldp-med.pcap')
      const file = join(folder, 'of-tcpdump.pcap')
      const { code, errors } = await run('tcpdump', ['-r', source, '-w', file])
      expect(code, errors).toBe(0)
      const found = await read(readFileSync(file))
      expect(found.problems).toEqual([])
      expect(found.packets.map(({ octets: kept }) => kept)).toEqual(
        (await read(readFileSync(source))).packets.map(({ octets: kept }) => kept),
      )
    })
  },
)
