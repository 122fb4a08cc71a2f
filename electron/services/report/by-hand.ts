/** A setup by hand in the report: the technician's mark and the evidence. */
import type { GuidedSetup, GuidedState } from '#shared/machines/guided.ts'
import { words } from '#shared/words/index.ts'
import { redactText } from '../../platform/redaction.ts'
import { guidedMark, type Mark } from './marks.ts'
import type { Moment } from './moment.ts'

export interface ReportByHand {
  readonly mark: Mark
  readonly lines: readonly string[]
}

/** Null for a setup that is not done. */
export function reportByHand(state: GuidedState, when: (at: number) => Moment): ReportByHand | null {
  if (state.at === 'open') return null
  const lines: string[] = []
  if (state.mark !== null) {
    lines.push(words.guided.markedBy(state.mark.by, when(state.mark.at).text))
    lines.push(words.report.url(redactText(state.mark.url), false))
  }
  if (state.at === 'confirmed') {
    const { kind, seen, at } = state.evidence
    lines.push(`${words.guided.confirmedAt(when(at).text)} ${words.guided.evidence[kind]}`)
    lines.push(words.guided.seen(redactText(seen)))
  }
  return { mark: guidedMark(state), lines }
}

/** The URL of a setup that the device confirmed; null for any other. */
export function urlConfirmed(setup: GuidedSetup | undefined): string | null {
  if (setup?.state.at !== 'confirmed' || setup.state.mark === null) return null
  return redactText(setup.state.mark.url)
}
