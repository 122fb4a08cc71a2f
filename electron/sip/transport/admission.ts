/**
 * Admission of messages before they are parsed. Every source has a budget, which counts only while the process is busy and
 * serves several sources: a source may use what is left over, and cannot take the share of the others.
 */
import { performance } from 'node:perf_hooks'
import { type BudgetLimits, SourceBudget } from '../../platform/source-budget.ts'

export interface AdmissionLimits {
  /** Messages per source while the process is busy. */
  readonly messages: BudgetLimits
  /** Answers to surplus and malformed requests per source; a request above it is dropped. */
  readonly refusals: BudgetLimits
}

/** Our limits. A thousand handsets behind one address register with two requests each. */
export const usualAdmission: AdmissionLimits = {
  messages: { perSecond: 300, burst: 4_000 },
  refusals: { perSecond: 20, burst: 100 },
}

/** Share of time that the event loop may spend in callbacks before the process counts as busy. */
const busyShare = 0.85
const sampleMs = 100
/** How long a second source counts after its last message. Our choice: some retransmissions of RFC 3261. */
const sharedMs = 5_000

export interface Admission extends Disposable {
  /** `refuse`: may be answered with 503; `drop`: not even that. */
  admit(source: string): 'admit' | 'refuse' | 'drop'
  /** Whether a malformed request of this source may be answered. */
  mayRefuse(source: string): boolean
}

export function createAdmission(
  limits: AdmissionLimits,
  now: () => number,
  isBusy?: () => boolean,
): Admission {
  const messages = new SourceBudget(limits.messages, now)
  const refusals = new SourceBudget(limits.refusals, now)
  /** Source of the last message, and until when several sources count as served. */
  const last: { source: string | null; sharedUntil: number } = {
    source: null,
    sharedUntil: Number.NEGATIVE_INFINITY,
  }
  const load = isBusy === undefined ? watchLoad() : { isBusy, [Symbol.dispose]: () => {} }
  return {
    admit(source) {
      const isWithin = messages.take(source)
      const at = now()
      if (source !== last.source) {
        if (last.source !== null) last.sharedUntil = at + sharedMs
        last.source = source
      }
      if (isWithin || at > last.sharedUntil || !load.isBusy()) return 'admit'
      return refusals.take(source) ? 'refuse' : 'drop'
    },
    mayRefuse: (source) => refusals.take(source),
    [Symbol.dispose]: () => load[Symbol.dispose](),
  }
}

function watchLoad(): { isBusy(): boolean } & Disposable {
  let last = performance.eventLoopUtilization()
  let busy = false
  const sampling = setInterval(() => {
    const current = performance.eventLoopUtilization()
    busy = performance.eventLoopUtilization(current, last).utilization > busyShare
    last = current
  }, sampleMs).unref()
  return { isBusy: () => busy, [Symbol.dispose]: () => clearInterval(sampling) }
}
