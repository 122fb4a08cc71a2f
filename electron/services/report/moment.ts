/** Times with their offset from UTC: a report may be read in another time zone. Pure. */

export interface Moment {
  /** `2026-11-24T15:02:11+01:00` */
  readonly iso: string
  /** `2026-11-24 15:02:11 +01:00` */
  readonly text: string
}

/** Writes milliseconds since the epoch in one IANA time zone. */
export function momentWriter(timeZone: string): (at: number) => Moment {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  })
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
    const date = `${parts.year}-${parts.month}-${parts.day}`
    const time = `${parts.hour}:${parts.minute}:${parts.second}`
    // `GMT+01:00`, and `GMT` alone for UTC
    const offset = (parts.timeZoneName ?? '').replace('GMT', '') || '+00:00'
    return { iso: `${date}T${time}${offset}`, text: `${date} ${time} ${offset}` }
  }
}

/** Time zone of this computer, an IANA name. */
export const localTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone
