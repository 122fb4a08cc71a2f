/** The terminal of a command: results on standard output, messages on standard error, secrets never echoed. */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { PunchdownError } from '#shared/errors.ts'
import { Secret } from '../platform/secret.ts'

export interface Terminal {
  /** Prints one result: the object as JSON with `--json`, otherwise the text. */
  result(value: object, text: string): void
  /** Prints a message on standard error. */
  say(text: string): void
  /** Lines of standard input as they arrive. */
  lines(): AsyncIterable<string>
  /** Standard input as octets, as they arrive. */
  octets(): AsyncIterable<Buffer>
  /** All of standard input. */
  input(): Promise<string>
  /** Asks on the terminal. @throws PunchdownError sign-in-needed when standard input is not a terminal | cancelled */
  ask(question: string): Promise<string>
  /** Asks without showing the input. @throws as `ask` */
  askSecret(question: string): Promise<Secret>
  /** Fires at SIGINT, SIGTERM, SIGHUP, and when the reader of standard output closes it. */
  readonly signal: AbortSignal
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

export function createTerminal(streams: Streams, json: boolean, signal: AbortSignal): Terminal {
  const { stdin, stdout, stderr } = streams
  const requireTerminal = () => {
    if (!stdin.isTTY) throw new PunchdownError('sign-in-needed', { reason: 'no-terminal' })
  }
  return {
    signal,
    result: (value, text) => stdout.write(`${json ? JSON.stringify(value) : printable(text)}\n`),
    say: (text) => stderr.write(`${printable(text)}\n`),
    lines: () =>
      createInterface({ input: Readable.from(textIn(stdin)), crlfDelay: Number.POSITIVE_INFINITY, signal }),
    octets: () => stdin,
    async input() {
      let text = ''
      for await (const part of textIn(stdin)) text += part
      return text
    },
    async ask(question) {
      requireTerminal()
      const lines = createInterface({ input: stdin, output: stderr, signal })
      try {
        return await new Promise<string>((resolve, reject) => {
          lines.on('close', () => reject(new PunchdownError('cancelled')))
          lines.question(question, resolve)
        })
      } finally {
        lines.close()
      }
    },
    async askSecret(question) {
      requireTerminal()
      stdin.setRawMode(true)
      stderr.write(question)
      try {
        return new Secret(await typedUnseen(stdin, signal))
      } finally {
        stdin.setRawMode(false)
        stdin.pause()
        stderr.write('\n')
      }
    },
  }
}

/**
 * Decodes text without its byte order mark: Windows PowerShell 5.1 pipes UTF-8 with one (EF BB BF), and writes files in UTF-16 (FF FE).
 * Octets that are not of the encoding become U+FFFD.
 */
export async function* textIn(source: AsyncIterable<Buffer | string>): AsyncGenerator<string, void> {
  let decoder: ReturnType<typeof decoderFor> | null = null
  let start = Buffer.alloc(0)
  for await (const chunk of source) {
    const octets = Buffer.from(chunk)
    if (decoder === null) {
      start = Buffer.concat([start, octets])
      if (start.length < 2) continue
      decoder = decoderFor(start)
      yield decoder.decode(start, { stream: true })
    } else yield decoder.decode(octets, { stream: true })
  }
  yield decoder === null ? new TextDecoder().decode(start) : decoder.decode()
}

/** A decoder drops the byte order mark of its own encoding. */
function decoderFor(start: Buffer) {
  if (start[0] === 0xff && start[1] === 0xfe) return new TextDecoder('utf-16le')
  if (start[0] === 0xfe && start[1] === 0xff) return new TextDecoder('utf-16be')
  return new TextDecoder()
}

/** Replaces control characters and bidirectional overrides in a text from a device, which would control the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (each) =>
    each === '\n' || each === '\t' ? each : '\uFFFD',
  )
}

/** Reads keys of a terminal in raw mode up to Enter; Backspace deletes one, Ctrl-C and Ctrl-D cancel. */
function typedUnseen(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const end = (settle: () => void) => {
      stdin.off('data', onData)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onAbort = () => end(() => reject(new PunchdownError('cancelled')))
    const onData = (data: Buffer | string) => {
      for (const key of data.toString()) {
        if (key === '\r' || key === '\n') return end(() => resolve(typed))
        if (key === '\u0003' || key === '\u0004') return onAbort()
        if (key === '\u007f' || key === '\b') typed = [...typed].slice(0, -1).join('')
        else typed += key
      }
    }
    stdin.on('data', onData)
    signal.addEventListener('abort', onAbort)
    stdin.resume()
  })
}
