/** Times and durations as text. */
import { lazily } from '../../lazily.ts'

// loading the formats takes longer than the start of a short command
const clock = lazily(
  () => new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
)
const day = lazily(
  () => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' }),
)
const both = lazily(
  () =>
    new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }),
)

const clockTime = (at: number): string => clock().format(at)
const dayAndTime = (at: number): string => both().format(at)
const dayOf = (at: number): string => day().format(at)

/** `14:59` under an hour, `23 h 59 min` above; `0:00` at the end. */
function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `12 s`, `3 min 5 s`: a duration. */
function timeTaken(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

export const time = {
  clock: clockTime,
  dayAndTime,
  day: dayOf,
  left: timeLeft,
  taken: timeTaken,
}
