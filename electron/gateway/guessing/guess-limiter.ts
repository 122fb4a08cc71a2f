/**
 * Limits tries of passwords and codes per source, per target and per pair of both. Handsets share the address of their base, so the
 * limit of a pair is the strictest, and the limit of a source applies only when many of its pairs fail.
 *
 * Within the 24 hours of a verification code, a target accepts 20 wrong tries plus 12 per hour from all sources together, and as many
 * from its own phone: about 620 of 1,000,000 codes.
 */
import { Backoff, type BackoffRule } from './backoff.ts'

type GuessKind = 'password' | 'verification-code' | 'sign-in-code' | 'token'

export interface Guess {
  readonly kind: GuessKind
  /** IP address. */
  readonly source: string
  /** User name or hardware id; empty for a code that does not identify a target. */
  readonly target: string
}

/** Wrong and refused tries of one address in the last minute. */
interface RecentGuesses {
  readonly address: string
  readonly wrong: number
  /** Tries that were refused before the delay was over. */
  readonly refused: number
}

const minute = 60_000
const usual = { firstMs: 5_000, forgetMs: 60 * minute, mostKeys: 10_000 } as const
export const pairRule: BackoffRule = { ...usual, free: 5, mostMs: 5 * minute }
export const sourceRule: BackoffRule = { ...usual, free: 60, mostMs: minute }
export const targetRule: BackoffRule = { ...usual, free: 20, mostMs: 5 * minute }

/** Stored tries of the last minute, of all addresses together. */
const mostRecent = 2_000
const mostReported = 5

interface GuessWait {
  readonly seconds: number
  readonly by: 'pair' | 'source' | 'target'
}

export interface GuessLimiter {
  /**
   * Null when the try is accepted; otherwise the wait and the limit that requires it. With `known` only the limit of the pair applies:
   * for a phone that is registered from this address, and for a source without a wrong try.
   */
  waitFor(guess: Guess, known: boolean): GuessWait | null
  /** Whether the source has no recent wrong try of this kind. */
  isClean(kind: GuessKind, source: string): boolean
  wrong(guess: Guess): void
  /** Records a try that was refused before the wait was over. */
  refused(guess: Guess): void
  /** Number of recent wrong tries of this source for this target. */
  tries(guess: Guess): number
  recent(): RecentGuesses[]
}

export function createGuessLimiter(now: () => number): GuessLimiter {
  const pairs = new Backoff(pairRule)
  const sources = new Backoff(sourceRule)
  const targets = new Backoff(targetRule)
  const recent: { at: number; address: string; wrong: boolean }[] = []

  const remember = (address: string, wrong: boolean): void => {
    recent.push({ at: now(), address, wrong })
    if (recent.length > mostRecent) recent.splice(0, mostRecent / 4)
  }

  return {
    waitFor(guess, known) {
      const { pair, source, target } = keysOf(guess)
      const wait = (by: GuessWait['by'], ms: number) =>
        ms === 0 ? null : { by, seconds: Math.ceil(ms / 1000) }
      const own = wait('pair', pairs.waitMs(pair, now()))
      if (known || own !== null) return own
      return (
        wait('source', sources.waitMs(source, now())) ??
        (guess.target === '' ? null : wait('target', targets.waitMs(target, now())))
      )
    },
    isClean: (kind, source) => sources.failures(`${kind} ${source}`, now()) === 0,
    wrong(guess) {
      const { pair, source, target } = keysOf(guess)
      pairs.fail(pair, now())
      sources.fail(source, now())
      targets.fail(target, now())
      remember(guess.source, true)
    },
    refused: ({ source }) => remember(source, false),
    tries: (guess) => pairs.failures(keysOf(guess).pair, now()),
    recent: () => recentOf(recent, now()),
  }
}

const keysOf = ({ kind, source, target }: Guess) => ({
  pair: `${kind} ${source} ${target}`,
  source: `${kind} ${source}`,
  target: `${kind} ${target}`,
})

function recentOf(
  entries: readonly { at: number; address: string; wrong: boolean }[],
  now: number,
): RecentGuesses[] {
  const counts = new Map<string, { address: string; wrong: number; refused: number }>()
  for (const { at, address, wrong } of entries) {
    if (now - at >= minute || at > now) continue
    const count = counts.get(address) ?? { address, wrong: 0, refused: 0 }
    if (wrong) count.wrong++
    else count.refused++
    counts.set(address, count)
  }
  return [...counts.values()]
    .sort((a, b) => b.wrong + b.refused - (a.wrong + a.refused))
    .slice(0, mostReported)
}
