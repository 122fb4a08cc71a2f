/** Keeps one account of a practice device registered: tries again after a refusal, refreshes at half of the granted time. */
import { toProblem } from '#shared/errors.ts'
import type { Account } from './account.ts'
import type { Line } from './line.ts'
import type { Pace } from './pace.ts'

export interface Registration {
  account(): Account | null
  registered(): boolean
  /** Time of the registration, milliseconds since the epoch; null while not registered. */
  since(): number | null
  /** Removes the registration of another account first; null only removes it. */
  use(account: Account | null): void
  /** Ends all work and leaves the registration to expire, as a power cut does. */
  stop(): void
  /** Ends all work and removes the registration. */
  signOff(): Promise<void>
}

interface RegistrationParts {
  readonly line: Line
  readonly pace: Pace
  readonly now: () => number
  readonly say: (text: string) => void
  readonly onChange: () => void
}

/** State while it runs. */
interface Running extends RegistrationParts {
  account: Account | null
  since: number | null
  work: AbortController
  refreshing: NodeJS.Timeout | undefined
}

/** Realistic figures of ours, milliseconds. */
const retryMs = 10_000
const signOffMs = 1_000
const longestDelayMs = 2_147_483_647
/** Seconds; ours. */
const expires = 3600

export function createRegistration(parts: RegistrationParts): Registration {
  const state: Running = {
    ...parts,
    account: null,
    since: null,
    work: new AbortController(),
    refreshing: undefined,
  }
  return {
    account: () => state.account,
    registered: () => state.since !== null,
    since: () => state.since,
    use: (account) => use(state, account),
    stop() {
      endWork(state)
      state.since = null
      state.account = null
    },
    async signOff() {
      endWork(state)
      await remove(state, AbortSignal.timeout(signOffMs))
    },
  }
}

function endWork(state: Running): void {
  state.work.abort()
  clearTimeout(state.refreshing)
}

function use(state: Running, account: Account | null): void {
  endWork(state)
  const work = new AbortController()
  state.work = work
  const signal = AbortSignal.any([work.signal, state.pace.off])
  const isOther = account === null || account.identity !== state.account?.identity
  const run = async (): Promise<void> => {
    if (isOther) await remove(state, signal)
    if (signal.aborted) return
    state.account = account
    if (account !== null) await keep(state, account, signal)
  }
  run().catch((error: unknown) => state.say(`registration failed: ${toProblem(error).code}`))
}

async function remove(state: Running, signal: AbortSignal): Promise<void> {
  const { account, since, line } = state
  if (account === null || since === null) return
  state.since = null
  state.onChange()
  await line
    .register(account, 0, signal)
    .catch((error: unknown) => state.say(`removal failed: ${toProblem(error).code}`))
}

async function keep(state: Running, account: Account, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const outcome = await state.line
      .register(account, expires, signal)
      .catch((error: unknown) => ({ ok: false as const, why: toProblem(error).code }))
    if (signal.aborted) return
    state.since = outcome.ok ? (state.since ?? state.now()) : null
    state.say(outcome.ok ? `registered ${account.identity}` : `registration refused: ${outcome.why}`)
    state.onChange()
    if (outcome.ok) {
      const refreshMs = Math.min((outcome.expires * 1000) / 2, longestDelayMs)
      state.refreshing = setTimeout(() => use(state, account), refreshMs)
      state.refreshing.unref()
      return
    }
    if (!(await state.pace.waitToRetry(retryMs))) return
  }
}
