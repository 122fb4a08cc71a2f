/** Fetches a handset's configuration file; expands the macros of its URL. */
import { fetchFile } from '../kit/fetching.ts'
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

export async function fetchProfile(url: string, userAgent: string, signal: AbortSignal): Promise<Fetched> {
  const file = await fetchFile(url, userAgent, signal)
  if (file.outcome !== 'fetched') return file
  const profile = parseProfile(file.text)
  return profile === null ? { outcome: 'failed', why: 'not a profile' } : { outcome: 'fetched', profile }
}
