/** curl as a third-party client of practice devices. */
import { run } from '#test/support/programs.ts'

export interface CurlReply {
  /** Exit code of curl: 0, 28 for a time-out, 52 and 56 for a cut connection. */
  readonly exit: number
  /** 0 without a response. */
  readonly status: number
  /** Of the last response, in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** `--insecure` and `--noproxy` are always set; certificates are checked elsewhere. */
export async function curl(...args: readonly string[]): Promise<CurlReply> {
  const marked = ['-sS', '-k', '-i', '--noproxy', '*', ...args]
  const { code, output } = await run('curl', marked)
  // one head for each response: a challenge, 100 Continue, the last
  let rest = output
  let head = ''
  while (/^HTTP\/1\.1 \d{3}/.test(rest)) {
    const end = rest.indexOf('\r\n\r\n')
    head = rest.slice(0, end)
    rest = rest.slice(end + 4)
    if (/^HTTP\/1\.1 401/.test(head) && /HTTP\/1\.1 \d{3}/.test(rest))
      rest = rest.slice(rest.search(/HTTP\/1\.1 \d{3}/))
  }
  const [first = '', ...lines] = head.split('\r\n')
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  return { exit: code, status: Number(first.split(' ')[1] ?? 0), headers, body: rest }
}
