/** Fetches a handset's configuration file. */
import { fetchFile } from '../kit/fetching.ts'
import { type Profile, parseProfile } from './profile.ts'

export type Fetched =
  | { readonly outcome: 'fetched'; readonly profile: Profile }
  | { readonly outcome: 'refused'; readonly why: string }
  | { readonly outcome: 'failed'; readonly why: string }

export async function fetchProfile(url: string, userAgent: string, signal: AbortSignal): Promise<Fetched> {
  const file = await fetchFile(url, userAgent, signal)
  if (file.outcome !== 'fetched') return file
  const profile = parseProfile(file.text)
  return profile === null ? { outcome: 'failed', why: 'not a profile' } : { outcome: 'fetched', profile }
}
