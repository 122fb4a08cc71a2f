/** A state in the report has a tone, a shape and a word: its meaning does not depend on colour. */
import type { Problem } from '#shared/errors.ts'
import type { GuidedState } from '#shared/machines/guided.ts'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { PushState } from '#shared/machines/push.ts'
import { type Verdict, verdictTone } from '#shared/model/catalogue.ts'
import { guidedTones, onboardingTones, type Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'

export interface Mark {
  readonly tone: Tone
  readonly shape: string
  readonly word: string
}

const shapes: Record<Tone, string> = { good: '✓', attention: '▲', bad: '✕', 'not-known': '?' }

const mark = (tone: Tone, word: string): Mark => ({ tone, shape: shapes[tone], word })

export const verdictMark = (verdict: Verdict): Mark =>
  verdict.answer === 'not-applicable'
    ? { tone: 'not-known', shape: '', word: words.states.verdict(verdict) }
    : mark(verdictTone[verdict.answer], words.states.verdict(verdict))

export const stateMark = ({ at }: OnboardingState): Mark =>
  mark(onboardingTones[at], words.states.onboarding[at])

export const pushMark = ({ at }: PushState): Mark =>
  mark(at === 'done' ? 'good' : at === 'failed' ? 'bad' : 'attention', words.states.push[at])

export const guidedMark = ({ at }: GuidedState): Mark => mark(guidedTones[at], words.guided.state[at])

/** `Wikipedia, 2026-11-24`: the date is added unless the source contains it. */
export const datedSource = ({ source, date }: { source: string; date: string }): string =>
  source.includes(date) ? source : `${source}, ${date}`

/** `setting-refused (setting ConfigUrl, found http://old)`: the code to look up, and its facts. */
export function problemText(problem: Problem): string {
  const facts = Object.entries(problem.facts)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${value}`)
  return facts.length === 0 ? problem.code : `${problem.code} (${facts.join(', ')})`
}
