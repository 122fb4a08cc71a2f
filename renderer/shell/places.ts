/** The places of a job, in the order of the rail. */
export const places = [
  { path: '', title: 'Job', keys: 'g j' },
  { path: '/site', title: 'Site', keys: 'g s' },
  { path: '/pairing', title: 'Pairing', keys: 'g p' },
  { path: '/gateway', title: 'Gateway', keys: 'g g' },
  { path: '/catalogue', title: 'Catalogue', keys: 'g c' },
  { path: '/reports', title: 'Reports', keys: 'g r' },
] as const

export const practicePlace = { path: '/practice', title: 'Practice', keys: 'g o' } as const

/** `/job/7/site` → { jobId: '7', rest: '/site' }; null outside a job. */
export function jobIn(location: string): { jobId: string; rest: string } | null {
  const match = /^\/job\/([^/]+)(\/.*)?$/.exec(location)
  return match === null ? null : { jobId: match[1] ?? '', rest: match[2] ?? '' }
}
