/** The recorded frames, if present. */
import { createReadStream, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { rootFolder } from '#electron/platform/folders.ts'
import type { FrameOutcome } from '#electron/protocols/lldp/frame.ts'
import { parsePacket } from '#electron/protocols/lldp/parse.ts'
import type { CapturedPacket } from '#electron/protocols/pcap/capture.ts'
import { readCapture } from '#electron/protocols/pcap/capture-file.ts'

export const fixtures = join(rootFolder, '../shared/fixtures/lldp')
export const haveFixtures = existsSync(fixtures)
/** Suffix of a skipped suite's title. */
export const withoutFixtures = haveFixtures ? '' : ' (skipped: the recorded frames are not here)'

/** Names of the captures in a folder of the fixtures. */
export const capturesIn = (folder: string): string[] =>
  haveFixtures ? readdirSync(join(fixtures, folder)).filter((name) => name.endsWith('.pcap')) : []

/** @throws Error for a damaged capture */
export async function packetsOf(file: string): Promise<CapturedPacket[]> {
  const packets: CapturedPacket[] = []
  for await (const item of readCapture(createReadStream(file))) {
    if (item.item === 'problem') throw new Error(`${file}: ${item.problem.kind}`)
    packets.push(item.packet)
  }
  return packets
}

export const outcomesOf = async (file: string): Promise<FrameOutcome[]> =>
  (await packetsOf(file)).map(parsePacket)
