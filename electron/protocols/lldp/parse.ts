/** Reads one captured packet as a frame. */
import type { CapturedPacket } from '../pcap/capture.ts'
import { parseFrame } from '../pcap/ethernet.ts'
import type { FrameOutcome } from './frame.ts'
import type { FrameProblem } from './frame-problems.ts'

/** As `parseFrame`, with the problem `capture-cut` when the capture has only the start of the packet. Never throws. */
export function parsePacket({ octets, cut, linkType }: CapturedPacket): FrameOutcome {
  const outcome = parseFrame(octets, linkType)
  if (outcome.outcome !== 'frame' || !cut) return outcome
  const problem: FrameProblem = { kind: 'capture-cut', offset: octets.length, tlv: null }
  return {
    outcome: 'frame',
    frame: { ...outcome.frame, problems: [...outcome.frame.problems, problem] },
  }
}
