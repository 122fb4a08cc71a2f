/** What a command may do with the terminal: results on standard output, words on standard error, secrets never echoed. */
import { createInterface } from 'node:readline'
import { PunchdownError } from '#shared/errors.ts'
import { Secret } from '../platform/secret.ts'

export interface Terminal {
  /** One result: an object a line with `--json`, else the words for people. */
  result(value: object, words: string): void
  /** Words beside the results. */
  say(words: string): void
  /** Lines of standard input as they come. */
  lines(): AsyncIterable<string>
  /** Standard input as octets, as they come. */
  octets(): AsyncIterable<Buffer>
  /** All of standard input. */
  input(): Promise<string>
  /** Asks a person. @throws PunchdownError sign-in-needed where nobody can be asked | cancelled */
  ask(question: string): Promise<string>
  /** The same without showing what is typed. */
  askSecret(question: string): Promise<Secret>
  /** Fires at SIGINT, SIGTERM, and when nobody reads the results any more. */
  readonly signal: AbortSignal
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

export function createTerminal(streams: Streams, json: boolean, signal: AbortSignal): Terminal {
  const { stdin, stdout, stderr } = streams
  const person = () => {
    if (!stdin.isTTY) throw new PunchdownError('sign-in-needed', { reason: 'no-terminal' })
  }
  return {
    signal,
    result: (value, words) => stdout.write(`${json ? JSON.stringify(value) : printable(words)}\n`),
    say: (words) => stderr.write(`${printable(words)}\n`),
    lines: () => createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY, signal }),
    octets: () => stdin,
    async input() {
      const chunks: Buffer[] = []
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk))
      return Buffer.concat(chunks).toString('utf8')
    },
    async ask(question) {
      person()
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
      person()
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

/** What a device says may hold control characters that would steer a terminal, or turn its writing around. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (each) =>
    each === '\n' || each === '\t' ? each : '\uFFFD',
  )
}

/** Keys of a terminal in raw mode up to Enter; Backspace takes one back, Ctrl-C and Ctrl-D give up. */
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
