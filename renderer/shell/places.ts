import { words } from '#shared/words/index.ts'
/** The places of a job, in the order of the rail. */
export const places = [
  { path: '', title: words.terms.job, keys: 'g j' },
  { path: '/site', title: words.terms.site, keys: 'g s' },
  { path: '/pairing', title: words.shell.pairing, keys: 'g p' },
  { path: '/gateway', title: words.shell.gateway, keys: 'g g' },
  { path: '/catalogue', title: words.shell.catalogue, keys: 'g c' },
  { path: '/reports', title: words.shell.reports, keys: 'g r' },
] as const

export const practicePlace = { path: '/practice', title: words.terms.practice, keys: 'g o' } as const

/** `/job/7/site` → { jobId: '7', rest: '/site' }; null outside a job. */
export function jobIn(location: string): { jobId: string; rest: string } | null {
  const match = /^\/job\/([^/]+)(\/.*)?$/.exec(location)
  return match === null ? null : { jobId: match[1] ?? '', rest: match[2] ?? '' }
}
