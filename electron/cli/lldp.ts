/** `punchdown lldp`: the neighbours that speak LLDP or CDP in a capture, or on an interface of this laptop. */
import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { captureLive } from '../probes/lldp/live.ts'
import { effectOf } from '../protocols/lldp/frame-problems.ts'
import { senderOf } from '../protocols/lldp/frame-sender.ts'
import { parsePacket } from '../protocols/lldp/parse.ts'
import type { CapturedPacket, CaptureItem } from '../protocols/pcap/capture.ts'
import { readCapture } from '../protocols/pcap/capture-file.ts'
import { type Command, commonOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { createPassiveDiscovery, type Hearing } from './lldp-hearing.ts'
import { discardedWords, neighbourWords } from './lldp-words.ts'
import type { Terminal } from './terminal.ts'

const options = {
  live: {
    type: 'string',
    value: '<interface>',
    help: 'listen on an interface of this laptop until Ctrl-C, through tcpdump or dumpcap',
  },
  every: { type: 'boolean', help: 'a line for every frame, not only for what is new' },
  tlvs: { type: 'boolean', help: 'with --json, every TLV of the frame as well' },
  ...commonOptions,
} as const

export const lldp: Command = {
  name: 'lldp',
  summary: 'says which neighbours a capture or an interface of this laptop hears',
  usage: '<file>... | - | --live <interface> [--every] [--tlvs] [--json]',
  about: [
    'Reads pcap and pcapng files ("-": standard input), or what comes in on an interface, and prints a neighbour a line:',
    'chassis, port, name, description, capabilities, VLANs, voice policy, power, LLDP-MED inventory, management addresses.',
    'With --json each line has an "event": "neighbour" (new), "changed", "left" (it said that it goes away), or "discarded"',
    '(a malformed frame, with what is wrong and how many octets into the frame). What is wrong with a single TLV stands in',
    '"problems" of its neighbour. Other frames are passed over. Nothing is sent.',
    'Malformed frames are told and passed over, and the exit code is 5 at the end; no neighbour in a file is exit code 3.',
    'With --live, Ctrl-C ends it with exit code 0; no capture program, or one that may not capture, is exit code 7.',
  ],
  options,
  examples: [
    { line: 'punchdown lldp site.pcapng', does: 'the neighbours in a capture' },
    { line: 'punchdown lldp port7.pcap --json --tlvs', does: 'every TLV, for a script' },
    { line: 'punchdown lldp --live eth0', does: 'which switch and port this laptop hangs on' },
    {
      line: "ssh gateway tcpdump -i eth1 -U -w - ether proto 0x88cc | punchdown lldp - --json | jq '.name'",
      does: 'frames that another machine hears',
    },
  ],
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const report = createReport(terminal, values.every === true, values.tlvs === true)
    if (values.live === undefined) {
      if (positionals.length === 0) throw new PunchdownError('bad-input', { argument: '<file>' })
      return fromFiles(positionals, report, terminal)
    }
    if (positionals.length > 0)
      throw new PunchdownError('bad-input', { argument: '<file>', reason: '--live' })
    return fromInterface(values.live, report, terminal)
  },
}

async function fromFiles(files: readonly string[], report: Report, terminal: Terminal): Promise<ExitCode> {
  for (const file of files) {
    const source = file === '-' ? terminal.octets() : createReadStream(file, { signal: terminal.signal })
    report.begin()
    for await (const item of itemsOf(file, source, terminal.signal)) {
      if (item.item === 'packet') {
        report.packet(item.packet, file)
        continue
      }
      const facts = { file, ...item.problem }
      if (item.last) throw new PunchdownError('capture-malformed', facts)
      terminal.say(`${file}: frames of a link that is not read here are passed over`)
    }
  }
  if (terminal.signal.aborted) throw new PunchdownError('cancelled')
  const { frames, neighbours, discarded } = report.totals()
  terminal.say(
    `${frames} ${frames === 1 ? 'frame' : 'frames'}, ${neighbours} ${neighbours === 1 ? 'neighbour' : 'neighbours'}, ${discarded} malformed`,
  )
  if (discarded > 0) return exitCodes.notUnderstood
  return neighbours === 0 ? exitCodes.noAnswer : exitCodes.ok
}

/** @throws PunchdownError bad-input for a file that cannot be read | cancelled */
async function* itemsOf(
  file: string,
  source: AsyncIterable<Buffer>,
  signal: AbortSignal,
): AsyncGenerator<CaptureItem> {
  try {
    yield* readCapture(source)
  } catch (error) {
    if (signal.aborted) throw new PunchdownError('cancelled')
    if (!(error instanceof Error) || !('code' in error) || error instanceof PunchdownError) throw error
    throw new PunchdownError('bad-input', { argument: '<file>', text: file, reason: String(error.code) })
  }
}

async function fromInterface(name: string, report: Report, terminal: Terminal): Promise<ExitCode> {
  const packets = captureLive({
    interfaceName: name,
    signal: terminal.signal,
    onStarted: ({ name: program }) =>
      terminal.say(
        `Listening on ${name} with ${program}; most neighbours speak every 30 or 60 seconds. Ctrl-C stops it.`,
      ),
  })
  for await (const packet of packets) report.packet(packet, null)
  return exitCodes.ok
}

interface Report {
  /** Another capture: what it tells is new. */
  begin(): void
  /** `file` is null for what comes in. */
  packet(packet: CapturedPacket, file: string | null): void
  totals(): { readonly frames: number; readonly neighbours: number; readonly discarded: number }
}

function createReport(terminal: Terminal, every: boolean, tlvs: boolean): Report {
  let hearing: Hearing = createPassiveDiscovery()
  let before = 0
  let frames = 0
  let discarded = 0
  return {
    begin() {
      before += hearing.count()
      hearing = createPassiveDiscovery()
    },
    packet(packet, file) {
      const outcome = parsePacket(packet)
      if (outcome.outcome === 'other') return
      frames++
      const where = { file, frame: packet.number, at: packet.at, interface: packet.interface }
      if (outcome.outcome === 'discarded') {
        discarded++
        const { protocol, link, problem } = outcome
        const line = {
          event: 'discarded',
          ...where,
          protocol,
          source: link?.source ?? null,
          problem: { effect: effectOf(problem.kind), ...problem },
        }
        terminal.result(line, discardedWords(line))
        return
      }
      const { frame } = outcome
      const neighbour = senderOf(frame)
      const event = hearing.hear(neighbour)
      if (event === 'same' && !every) return
      const line = { event: event === 'same' ? 'neighbour' : event, ...where, ...neighbour }
      terminal.result(tlvs ? { ...line, tlvs: frame.tlvs } : line, neighbourWords(line))
    },
    totals: () => ({ frames, neighbours: before + hearing.count(), discarded }),
  }
}
