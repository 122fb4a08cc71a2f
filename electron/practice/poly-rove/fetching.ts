/** Fetches a handset's configuration file: expands macros in the URL; refuses every host but this laptop. */
import { isIP } from 'node:net'
import { type Profile, parseProfile } from './profile.ts'

export type Fetched =
  | { readonly outcome: 'fetched'; readonly profile: Profile }
  | { readonly outcome: 'refused'; readonly why: string }
  | { readonly outcome: 'failed'; readonly why: string }

/** `http://h/00${IPEI}.cfg` → `http://h/0003717C0E0A.cfg`. Macros of the OBi family, with or without braces. */
export function expand(template: string, macros: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(macros))
  return template.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? ''
    return values.get(name) ?? values.get(name.toUpperCase()) ?? whole
  })
}

/** Practice devices connect to loopback addresses only. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  if (bare === 'localhost') return true
  return isIP(bare) === 4 ? bare.startsWith('127.') : bare === '::1'
}

/** Largest accepted configuration file, octets. */
const longestFile = 262_144

export async function fetchProfile(url: string, userAgent: string, signal: AbortSignal): Promise<Fetched> {
  const target = URL.parse(url)
  if (target === null || target.protocol !== 'http:') return { outcome: 'refused', why: 'no such URL' }
  if (!isLoopback(target.hostname))
    return { outcome: 'refused', why: `${target.hostname} is not this laptop` }
  const { Agent, request } = await import('undici')
  const agent = new Agent({ headersTimeout: 10_000, bodyTimeout: 10_000, connect: { timeout: 5_000 } })
  try {
    const reply = await request(target, { dispatcher: agent, signal, headers: { 'user-agent': userAgent } })
    const chunks: Buffer[] = []
    let length = 0
    for await (const chunk of reply.body) {
      const bytes: Buffer = Buffer.from(chunk)
      chunks.push(bytes)
      length += bytes.length
      if (length > longestFile) return { outcome: 'failed', why: 'file too long' }
    }
    if (reply.statusCode !== 200) return { outcome: 'failed', why: `HTTP ${reply.statusCode}` }
    const profile = parseProfile(Buffer.concat(chunks).toString('utf8'))
    return profile === null ? { outcome: 'failed', why: 'not a profile' } : { outcome: 'fetched', profile }
  } catch (error) {
    return { outcome: 'failed', why: error instanceof Error ? error.message : String(error) }
  } finally {
    await agent.destroy()
  }
}
