/** Remaining time, updated once a second. */

import { useEffect, useState } from 'react'
import { words } from '#shared/words/index.ts'

/** The current time, updated every `everyMs`; one timer for a screen. */
export function useNow(everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

export function Countdown(props: { until: number; now: number; prefix: string; over: string }) {
  const left = props.until - props.now
  return <span role="timer">{left > 0 ? `${props.prefix} ${words.time.left(left)}` : props.over}</span>
}

export function Taking({ since, now }: { since: number; now: number }) {
  return <span role="timer">{words.parts.soFar(words.time.taken(now - since))}</span>
}
