/** Records the events of the gateway core: recent entries for the screens, and facts for the onboarding machine. */
import type { GatewayLogEntry } from '#shared/model/host.ts'
import type { Log } from '../platform/log.ts'
import type { GatewayFact, GatewayFetch } from './facts.ts'
import { Listeners } from './listeners.ts'

const mostEntries = 1000

type JournalEntry = Omit<GatewayLogEntry, 'at'>

export interface Journal {
  note(entry: JournalEntry): void
  entries(): GatewayLogEntry[]
  /** Passes a fact to the listeners. The caller stores it first. */
  emitFact(fact: GatewayFact): void
  onFact(listener: (fact: GatewayFact) => void): () => void
  fetched(fetch: GatewayFetch): void
  onFetch(listener: (fetch: GatewayFetch) => void): () => void
  changed(): void
  onChange(listener: () => void): () => void
}

export function createJournal(parts: { readonly now: () => number; readonly log: Log }): Journal {
  const { now, log } = parts
  const ring: GatewayLogEntry[] = []
  const facts = new Listeners<GatewayFact>(log)
  const fetches = new Listeners<GatewayFetch>(log)
  const changes = new Listeners<void>(log)
  const changed = () => changes.emit()

  return {
    note(entry) {
      const at = ring.findLastIndex(
        (each, index) => index >= ring.length - noiseWindow && isSameNoise(each, entry),
      )
      const same = ring[at]
      if (same !== undefined) {
        // repetitions are counted, so that a flood does not displace other entries
        ring.splice(at, 1)
        ring.push({ ...same, at: now(), facts: { ...same.facts, times: timesOf(same) + 1 } })
        changed()
        return
      }
      ring.push({ ...entry, at: now() })
      if (ring.length > mostEntries) ring.splice(0, ring.length - mostEntries)
      log.write(`gateway.${entry.path}`, {
        from: entry.from,
        ...(entry.hardwareId === null ? {} : { hardwareId: entry.hardwareId }),
        ...entry.facts,
      })
      changed()
    },
    entries: () => ring.slice(),
    emitFact(fact) {
      facts.emit(fact)
      changed()
    },
    onFact: (listener) => facts.add(listener),
    fetched: (fetch) => fetches.emit(fetch),
    onFetch: (listener) => fetches.add(listener),
    changed,
    onChange: (listener) => changes.add(listener),
  }
}

const timesOf = (entry: GatewayLogEntry): number =>
  typeof entry.facts.times === 'number' ? entry.facts.times : 1

/** Number of the newest entries in which a repetition is searched, because several hosts may repeat at once. */
const noiseWindow = 20
/** Entries that a host can repeat without an account or a device: repetitions are counted. */
const noisePaths: ReadonlySet<string> = new Set([
  'http.malformed',
  'http.refused',
  'sip.malformed',
  'sip.options',
  'sip.refused',
  'sip.subscribe',
])
/** Refusals that a host can repeat on the other paths. */
const noiseReasons: ReadonlySet<unknown> = new Set(['wrong', 'unknown-user', 'too-many-tries', 'digest-uri'])
const noiseProblems: ReadonlySet<unknown> = new Set(['too-many-tries', 'sign-in-code-wrong'])
const isNoise = ({ path, facts }: JournalEntry): boolean =>
  noisePaths.has(path) || noiseReasons.has(facts.reason) || noiseProblems.has(facts.problem)

/** Whether an entry is noise of the same kind from the same host. */
function isSameNoise(last: GatewayLogEntry, next: JournalEntry): boolean {
  return (
    isNoise(next) &&
    last.path === next.path &&
    hostOf(last.from) === hostOf(next.from) &&
    last.hardwareId === next.hardwareId &&
    last.facts.problem === next.facts.problem &&
    last.facts.reason === next.facts.reason
  )
}

/** `192.0.2.4:5060` → `192.0.2.4` */
export const hostOf = (from: string): string => from.slice(0, from.lastIndexOf(':'))
