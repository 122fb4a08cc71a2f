/**
 * Captures frames on an interface of this laptop with an installed capture program, which has the required rights; this process needs
 * no special rights. The program writes pcap to standard output and ends with the generator.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { PunchdownError } from '#shared/errors.ts'
import type { CapturedPacket } from '../../protocols/pcap/capture.ts'
import { readCapture } from '../../protocols/pcap/capture-file.ts'

/**
 * LLDP in Ethernet, tagged or not, LLDP in SNAP, and CDP. `vlan` shifts the offsets of everything behind it in the filter, so it comes last
 * (pcap-filter(7)).
 */
const discoveryFilter =
  'ether proto 0x88cc or ether dst 01:80:c2:00:00:0e or ether dst 01:00:0c:cc:cc:cc or (vlan and ether proto 0x88cc)'

export interface CaptureProgram {
  readonly name: string
  readonly command: string
  args(interfaceName: string): readonly string[]
}

// tcpdump(8): unbuffered pcap
const tcpdump = (command: string): CaptureProgram => ({
  name: 'tcpdump',
  command,
  args: (name) => ['-i', name, '-n', '-s', '0', '-U', '--immediate-mode', '-w', '-', discoveryFilter],
})
// dumpcap(1): no counter on standard error, pcap instead of pcapng
const dumpcap = (command: string): CaptureProgram => ({
  name: 'dumpcap',
  command,
  args: (name) => ['-i', name, '-q', '-P', '-w', '-', '-f', discoveryFilter],
})

/** In the order in which they are tried; full paths for installers that do not change PATH. */
export const capturePrograms: readonly CaptureProgram[] = [
  tcpdump('tcpdump'),
  tcpdump('/usr/sbin/tcpdump'),
  dumpcap('dumpcap'),
  dumpcap('/Applications/Wireshark.app/Contents/MacOS/dumpcap'),
  dumpcap('C:\\Program Files\\Wireshark\\dumpcap.exe'),
]

export interface LiveCapture {
  readonly interfaceName: string
  /** Ends the capture and its program: the generator returns. */
  readonly signal: AbortSignal
  readonly programs?: readonly CaptureProgram[]
  /** Called once, when the capture has started. */
  readonly onStarted?: (program: CaptureProgram) => void
}

/**
 * Packets until the signal fires.
 * @throws PunchdownError bad-input | capture-program-missing | capture-not-allowed | interface-unknown | capture-stopped |
 * capture-malformed (unsupported link type)
 */
export async function* captureLive(live: LiveCapture): AsyncGenerator<CapturedPacket> {
  const { interfaceName, signal, programs = capturePrograms } = live
  if (interfaceName === '' || interfaceName.startsWith('-')) {
    throw new PunchdownError('bad-input', { argument: '--live', text: interfaceName })
  }
  const refused: string[] = []
  for (const program of programs) {
    if (signal.aborted) return
    const ending = yield* captureWith(program, live)
    switch (ending.why) {
      case 'cancelled':
        return
      case 'missing':
        break
      case 'not-allowed':
        refused.push(program.name)
        break
      case 'no-interface':
        throw new PunchdownError('interface-unknown', { interface: interfaceName })
      case 'stopped':
        throw new PunchdownError('capture-stopped', {
          interface: interfaceName,
          program: program.name,
          said: ending.said,
        })
    }
  }
  if (refused.length === 0) {
    throw new PunchdownError('capture-program-missing', {
      programs: [...new Set(programs.map(({ name }) => name))].join(', '),
    })
  }
  throw new PunchdownError('capture-not-allowed', {
    interface: interfaceName,
    programs: [...new Set(refused)].join(', '),
  })
}

type Ending =
  | { readonly why: 'cancelled' | 'missing' | 'not-allowed' | 'no-interface' }
  | { readonly why: 'stopped'; readonly said: string }

type Child = ChildProcessByStdio<null, Readable, Readable>

async function* captureWith(
  program: CaptureProgram,
  live: LiveCapture,
): AsyncGenerator<CapturedPacket, Ending> {
  const { interfaceName, signal, onStarted } = live
  const child: Child = spawn(program.command, program.args(interfaceName), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // messages in English, to be parsed
    env: { ...process.env, LC_ALL: 'C' },
    windowsHide: true,
  })
  const closed = once(child, 'close').catch(() => [])
  const started = await startOf(child)
  if (started !== 'running') return { why: started }
  const said = tailOf(child.stderr)
  const stop = () => child.kill()
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (signal.aborted) stop()
    let begun = false
    const octets = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of child.stdout) {
        // the pcap header is written when the interface is open
        if (!begun) onStarted?.(program)
        begun = true
        yield chunk
      }
    }
    for await (const item of readCapture(octets())) {
      if (item.item === 'packet') yield item.packet
      else if (begun && item.problem.kind !== 'cut')
        throw new PunchdownError('capture-malformed', { ...item.problem })
    }
    await closed
    if (signal.aborted) return { why: 'cancelled' }
    const words = said()
    return begun ? { why: 'stopped', said: lastLine(words) } : endingOf(words)
  } finally {
    signal.removeEventListener('abort', stop)
    child.kill()
    child.stdout.destroy()
    await closed
  }
}

async function startOf(child: Child): Promise<'running' | 'missing' | 'not-allowed'> {
  try {
    await once(child, 'spawn')
    return 'running'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return code === 'EACCES' || code === 'EPERM' ? 'not-allowed' : 'missing'
  }
}

/** Keeps the last 4,096 characters: a program may write for as long as it runs. */
function tailOf(stream: Readable): () => string {
  let tail = ''
  stream.setEncoding('utf8').on('data', (words: string) => {
    tail = (tail + words).slice(-4_096)
  })
  return () => tail
}

const lastLine = (words: string): string => words.trim().split('\n').at(-1)?.trim() ?? ''

// tcpdump: eth0: You don't have permission to capture on that device
// (socket: Operation not permitted)
// tcpdump: eth9: No such device exists
// dumpcap: There is no device named "eth9".
function endingOf(words: string): Ending {
  if (/permission|not permitted|denied|CAP_NET_RAW/i.test(words)) return { why: 'not-allowed' }
  if (/no such device|no device named|does(?:n't| not) exist|no interface/i.test(words)) {
    return { why: 'no-interface' }
  }
  return { why: 'stopped', said: lastLine(words) }
}
