/** Records the events of the gateway core: recent entries for the screens, and facts for the onboarding machine. */
import type { GatewayLogEntry } from '#shared/model/host.ts'
import type { Log } from '../platform/log.ts'
import { SourceBudget } from '../platform/source-budget.ts'
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
  const newNoise = new SourceBudget(newNoiseLimits, now)
  const changed = () => changes.emit()
  const noteChanged = (path: string): void => {
    if (!statelessPaths.has(path)) changed()
  }

  return {
    note(given) {
      const isNoise = isNoiseEntry(given)
      let entry = given
      let at = isNoise ? indexOfSame(ring, entry) : -1
      if (isNoise && at === -1 && !newNoise.take('')) {
        entry = ofSeveral(given)
        at = indexOfSame(ring, entry)
      }
      const same = ring[at]
      if (same !== undefined) {
        // repetitions are counted, so that a flood does not displace other entries
        ring.splice(at, 1)
        ring.push({ ...same, at: now(), facts: { ...same.facts, times: timesOf(same) + 1 } })
        noteChanged(entry.path)
        return
      }
      ring.push({ ...entry, at: now() })
      if (ring.length > mostEntries) ring.splice(0, ring.length - mostEntries)
      log.write(`gateway.${entry.path}`, {
        from: entry.from,
        ...(entry.hardwareId === null ? {} : { hardwareId: entry.hardwareId }),
        ...entry.facts,
      })
      noteChanged(entry.path)
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

/** New entries of noise of all hosts together. Above it, as in a flood from forged addresses, hosts share an entry for each kind. */
const newNoiseLimits = { perSecond: 5, burst: 100 }
/** Number of the newest entries in which a repetition is searched, because several hosts may repeat at once. */
const noiseWindow = 20
/** Entries that leave the status as it is. */
const statelessPaths: ReadonlySet<string> = new Set([
  'sip.malformed',
  'sip.options',
  'sip.refused',
  'sip.subscribe',
])
/** Entries that a host can repeat without an account or a device: repetitions are counted. */
const noisePaths: ReadonlySet<string> = new Set(['http.malformed', 'http.refused', ...statelessPaths])
/** Refusals that a host can repeat on the other paths. */
const noiseReasons: ReadonlySet<unknown> = new Set(['wrong', 'unknown-user', 'too-many-tries', 'digest-uri'])
const noiseProblems: ReadonlySet<unknown> = new Set(['too-many-tries', 'sign-in-code-wrong'])
const isNoiseEntry = ({ path, facts }: JournalEntry): boolean =>
  noisePaths.has(path) || noiseReasons.has(facts.reason) || noiseProblems.has(facts.problem)

/** The entry that counts the noise of one kind from several hosts; its address is empty. */
function ofSeveral({ path, facts }: JournalEntry): JournalEntry {
  const { problem = null, reason = null } = facts
  return { path, from: '', hardwareId: null, facts: { problem, reason } }
}

/** Index of a recent entry of noise of the same kind from the same host; -1 without one. */
function indexOfSame(ring: readonly GatewayLogEntry[], next: JournalEntry): number {
  const oldest = Math.max(0, ring.length - noiseWindow)
  for (let at = ring.length - 1; at >= oldest; at--) {
    const entry = ring[at]
    if (entry !== undefined && isSameNoise(entry, next)) return at
  }
  return -1
}

const isSameNoise = (last: GatewayLogEntry, next: JournalEntry): boolean =>
  last.path === next.path &&
  hostOf(last.from) === hostOf(next.from) &&
  last.hardwareId === next.hardwareId &&
  (last.facts.problem ?? null) === (next.facts.problem ?? null) &&
  (last.facts.reason ?? null) === (next.facts.reason ?? null)

/** `192.0.2.4:5060` → `192.0.2.4` */
export const hostOf = (from: string): string => from.slice(0, from.lastIndexOf(':'))
