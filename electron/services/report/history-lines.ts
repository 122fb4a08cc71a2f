/** The history of a report: one line for each event, or for the same event on several subjects in a row. */
import type { Endpoint, HistoryEntry } from '#shared/model/job.ts'
import { words } from '#shared/words/index.ts'
import { publicFacts } from '../../platform/redaction.ts'
import type { DeviceNames } from './devices.ts'
import type { Moment } from './moment.ts'

export interface ReportLine {
  readonly at: Moment
  /** Time of the last event of the line. */
  readonly until: Moment
  readonly count: number
  readonly what: string
  /** Empty for several subjects. */
  readonly subject: string
  readonly facts: string
}

/** Events in a row that are shortened to one line. */
const leastRepeated = 4

export interface HistoryContext {
  readonly names: DeviceNames
  readonly when: (at: number) => Moment
}

export function historyLines(
  {
    history,
    endpoints,
  }: { readonly history: readonly HistoryEntry[]; readonly endpoints: readonly Endpoint[] },
  { names, when }: HistoryContext,
): ReportLine[] {
  const endpointNames = new Map(
    endpoints.map((endpoint) => [endpoint.id, words.steps.endpointName(endpoint)]),
  )
  const subjectOf = ({ deviceId, endpointId }: HistoryEntry): string =>
    (endpointId === null ? undefined : endpointNames.get(endpointId)) ??
    (deviceId === null ? null : names.byId(deviceId)) ??
    ''
  const line = (entry: HistoryEntry): ReportLine => ({
    ...{ at: when(entry.at), until: when(entry.at), count: 1, what: words.states.history(entry.what) },
    ...{ subject: subjectOf(entry), facts: words.history.details(publicFacts(entry.facts)) },
  })
  return runsOf(history).flatMap((run) => {
    const [first] = run
    const last = run.at(-1)
    if (first === undefined || last === undefined) return []
    if (run.length < leastRepeated) return run.map(line)
    const subjects = new Set(run.map(subjectOf))
    const subject = subjects.size === 1 ? subjectOf(first) : ''
    return [{ ...line(first), until: when(last.at), count: run.length, subject, facts: '' }]
  })
}

/** Events of the same kind that follow one another. */
function runsOf(history: readonly HistoryEntry[]): HistoryEntry[][] {
  const runs: HistoryEntry[][] = []
  for (const entry of history) {
    const run = runs.at(-1)
    if (run?.[0]?.what === entry.what) run.push(entry)
    else runs.push([entry])
  }
  return runs
}
