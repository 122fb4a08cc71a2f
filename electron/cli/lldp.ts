/** `punchdown lldp`: prints the LLDP and CDP neighbours in a capture or on an interface of this laptop. */
import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { words } from '#shared/words/cli.ts'
import { captureLive } from '../probes/lldp/live.ts'
import { effectOf } from '../protocols/lldp/frame-problems.ts'
import { senderOf } from '../protocols/lldp/frame-sender.ts'
import { parsePacket } from '../protocols/lldp/parse.ts'
import type { CapturedPacket, CaptureItem } from '../protocols/pcap/capture.ts'
import { readCapture } from '../protocols/pcap/capture-file.ts'
import { type Command, commonOptions } from './command.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { createKnownNeighbours, type KnownNeighbours } from './known-neighbours.ts'
import { discardedWords, neighbourWords } from './lldp-words.ts'
import type { Terminal } from './terminal.ts'

const options = {
  live: {
    type: 'string',
    value: '<interface>',
    help: words.lldp.live,
  },
  every: { type: 'boolean', help: words.lldp.every },
  tlvs: { type: 'boolean', help: words.lldp.tlvs },
  ...commonOptions,
} as const

export const lldp: Command = {
  name: 'lldp',
  ...words.lldp.help,
  options,
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
      terminal.say(words.lldp.skippedLink(file))
    }
  }
  if (terminal.signal.aborted) throw new PunchdownError('cancelled')
  const { frames, neighbours, discarded } = report.totals()
  terminal.say(words.lldp.totals(frames, neighbours, discarded))
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
    onStarted: ({ name: program }) => terminal.say(words.lldp.listening(name, program)),
  })
  for await (const packet of packets) report.packet(packet, null)
  return exitCodes.ok
}

interface Report {
  /** Starts another capture, in which every neighbour is new. */
  begin(): void
  /** `file` is null for a frame of an interface. */
  packet(packet: CapturedPacket, file: string | null): void
  totals(): { readonly frames: number; readonly neighbours: number; readonly discarded: number }
}

function createReport(terminal: Terminal, every: boolean, tlvs: boolean): Report {
  let known: KnownNeighbours = createKnownNeighbours()
  let before = 0
  let frames = 0
  let discarded = 0
  return {
    begin() {
      before += known.count()
      known = createKnownNeighbours()
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
      const event = known.update(neighbour)
      if (event === 'same' && !every) return
      const line = { event: event === 'same' ? 'neighbour' : event, ...where, ...neighbour }
      terminal.result(tlvs ? { ...line, tlvs: frame.tlvs } : line, neighbourWords(line))
    },
    totals: () => ({ frames, neighbours: before + known.count(), discarded }),
  }
}
