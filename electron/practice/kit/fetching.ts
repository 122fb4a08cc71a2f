/** Fetches a configuration file over HTTP; refuses every host but this laptop. */
import { isIP } from 'node:net'

type FetchedFile =
  | { readonly outcome: 'fetched'; readonly text: string }
  | { readonly outcome: 'refused'; readonly why: string }
  /** `status` is null where no response came. */
  | { readonly outcome: 'failed'; readonly why: string; readonly status: number | null }

/** Practice devices connect to loopback addresses only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === 'localhost') return true
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1'
}

/** Largest accepted configuration file, octets. */
const longestFile = 262_144

/** Redirects are not followed. `userAgent` null sends no User-Agent. */
export async function fetchFile(
  url: string,
  userAgent: string | null,
  signal: AbortSignal,
): Promise<FetchedFile> {
  const target = URL.parse(url)
  if (target === null || target.protocol !== 'http:') return { outcome: 'refused', why: 'no such URL' }
  if (!isLoopback(target.hostname))
    return { outcome: 'refused', why: `${target.hostname} is not this laptop` }
  const { Agent, request } = await import('undici')
  const agent = new Agent({ headersTimeout: 10_000, bodyTimeout: 10_000, connect: { timeout: 5_000 } })
  try {
    const headers = userAgent === null ? {} : { 'user-agent': userAgent }
    const reply = await request(target, { dispatcher: agent, signal, headers })
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of reply.body) {
      const bytes: Buffer = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length > longestFile) return { outcome: 'failed', why: 'file too long', status: reply.statusCode }
    }
    if (reply.statusCode !== 200)
      return { outcome: 'failed', why: `HTTP ${reply.statusCode}`, status: reply.statusCode }
    return { outcome: 'fetched', text: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    return { outcome: 'failed', why: error instanceof Error ? error.message : String(error), status: null }
  } finally {
    await agent.destroy()
  }
}
