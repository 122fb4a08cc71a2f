/** A state in the report has a tone, a shape and a word: its meaning does not depend on colour. */
import type { Problem } from '#shared/errors.ts'
import type { GuidedState } from '#shared/machines/guided.ts'
import type { OnboardingState } from '#shared/machines/onboarding.ts'
import type { PushState } from '#shared/machines/push.ts'
import { type Verdict, verdictTone } from '#shared/model/catalogue.ts'
import { guidedTones, onboardingTones, type Tone } from '#shared/model/tone.ts'
import { words } from '#shared/words/index.ts'
import { publicFacts } from '../../platform/redaction.ts'

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

/** Not started and offboarded are known states, so they have a shape of their own. */
export const stateMark = ({ at }: OnboardingState): Mark =>
  at === 'found' || at === 'offboarded'
    ? { tone: 'not-known', shape: '○', word: words.states.onboarding[at] }
    : mark(onboardingTones[at], words.states.onboarding[at])

/** The test calls of an endpoint: a call out and a call in. */
export function callMark(out: boolean, into: boolean): Mark {
  const { both, out: outOnly, in: inOnly, none } = words.report.calls
  if (out && into) return mark('good', both)
  if (!out && !into) return { tone: 'not-known', shape: '○', word: none }
  return mark('attention', out ? outOnly : inOnly)
}

export const pushMark = ({ at }: PushState): Mark =>
  mark(at === 'done' ? 'good' : at === 'failed' ? 'bad' : 'attention', words.states.push[at])

export const guidedMark = ({ at }: GuidedState): Mark => mark(guidedTones[at], words.guided.state[at])

/** `Wikipedia, 2026-11-24`: the date is added unless the source contains it. */
export const datedSource = ({ source, date }: { source: string; date: string }): string =>
  source.includes(date) ? source : `${source}, ${date}`

/** A problem in a few words, and its code with its facts: `setting-refused (setting ConfigUrl, found http://old)`. */
export interface ReportProblem {
  readonly title: string
  readonly code: string
}

/** Without facts that have a secret name. */
export function reportProblem({ code, facts }: Problem): ReportProblem {
  const shown = publicFacts(facts)
  const listed = Object.entries(shown)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${value}`)
  return {
    title: words.problems.of(code, shown).title,
    code: listed.length === 0 ? code : `${code} (${listed.join(', ')})`,
  }
}
