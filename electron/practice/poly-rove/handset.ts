/** One practice handset behind its base: fetches its configuration, registers, dials, shows what its display would. */
import { toProblem } from '#shared/errors.ts'
import type { Pace } from '../pace.ts'
import { expand, fetchProfile } from './fetching.ts'
import type { Account, Flash } from './flash.ts'
import type { Heard, Line } from './line.ts'
import type { Syslog } from './syslog.ts'

export interface HandsetIdentity {
  readonly slot: number
  readonly ipei: string
  readonly model: string
  readonly rssi: number
}

export interface HandsetState {
  readonly display: string
  /** The base's word for it: `Idle RSSI=216`, `Searching`. */
  readonly status: string
  readonly identity: string
  readonly registered: boolean
  readonly calling: boolean
  readonly heard: readonly string[]
}

export interface PracticeHandset {
  readonly identity: HandsetIdentity
  state(): HandsetState
  /** Takes the base's provisioning settings: a new template starts over, the same one fetches again. */
  provision(template: string): void
  /** After the base came up: registers as it was and fetches. */
  boot(template: string | null): void
  /** Fetches again now. */
  refresh(): void
  owns(user: string): boolean
  /** Resolves when the call has ended. */
  dial(digits: string): Promise<void>
  /** The base restarts: what is under way ends, the registration is left to run out, as after a power cut. */
  stop(): void
  /** The base is switched off in good order: what is under way ends and the registration is taken back. */
  signOff(): Promise<void>
}

export interface HandsetParts {
  readonly identity: HandsetIdentity
  readonly flash: Flash
  readonly line: Line
  readonly pace: Pace
  readonly syslog: Syslog
  readonly macros: () => Readonly<Record<string, string>>
  readonly userAgent: () => string
  readonly onChange: () => void
}

/** Lifelike figures, milliseconds; all ours. */
const searchingMs = 2_500
const retryMs = 10_000
/** Stages a handset follows before it takes a file for a loop. */
const mostStages = 6
/** A registrar that does not take a registration back within this is gone already. */
const signOffMs = 1_000

export function createHandset(parts: HandsetParts): PracticeHandset {
  const { identity, flash, line, pace, syslog, onChange } = parts
  const { ipei } = identity
  let searching = false
  let registered = false
  let calling = false
  let heard: string[] = []
  let job = new AbortController()
  let refreshing: NodeJS.Timeout | undefined

  const own = () => {
    const kept = flash.content.handsets[ipei]
    if (kept === undefined) throw new Error(`no flash for ${ipei}`)
    return kept
  }
  const say = (text: string) => syslog.write(`HS${identity.slot} ${ipei}: ${text}`)
  const show = (is: boolean) => {
    searching = is
    onChange()
  }

  /** Ends the work before and starts this in its place. */
  const instead = (work: (signal: AbortSignal) => Promise<void>): void => {
    job.abort()
    job = new AbortController()
    const signal = AbortSignal.any([job.signal, pace.off])
    work(signal).catch((error: unknown) => {
      if (!signal.aborted) say(`failed ${toProblem(error).code}`)
    })
  }

  const configure = async (template: string, startOver: boolean, signal: AbortSignal): Promise<void> => {
    if (startOver) own().url = null
    show(true)
    await pace.wait(searchingMs)
    while (!signal.aborted) {
      const outcome = await followStages(template, signal)
      if (outcome !== 'again') break
      if (!(await pace.waitToRetry(retryMs))) return
    }
    if (signal.aborted) return
    const { account } = own()
    if (account === null) return show(false)
    await pace.wait(searchingMs)
    searching = false
    await keepRegistered(account, signal)
  }

  /** `done`: a file was taken whose own URL is the one it was fetched from. `never`: a URL that is not fetched from. */
  const followStages = async (template: string, signal: AbortSignal): Promise<'done' | 'again' | 'never'> => {
    const macros = { ...parts.macros(), IPEI: ipei }
    for (let stage = 0; stage < mostStages && !signal.aborted; stage++) {
      const url = own().url ?? expand(template, macros)
      const fetched = await fetchProfile(url, parts.userAgent(), signal)
      if (signal.aborted) return 'again'
      if (fetched.outcome !== 'fetched') {
        say(`configuration ${fetched.outcome}: ${fetched.why}`)
        return fetched.outcome === 'refused' ? 'never' : 'again'
      }
      say('configuration fetched')
      const kept = own()
      const { account, configUrl } = fetched.profile
      const before = kept.account
      if (account !== null) kept.account = account
      const next = configUrl === null ? url : expand(configUrl, macros)
      kept.url = next
      flash.save()
      if (before !== null && account !== null && before.identity !== account.identity) {
        await leave(before, signal)
      }
      if (next === url) return 'done'
    }
    return 'again'
  }

  /** Takes back the registration of an account that is replaced. */
  const leave = async (account: Account, signal: AbortSignal): Promise<void> => {
    if (!registered) return
    registered = false
    onChange()
    await line.register(account, 0, signal).catch((error: unknown) => say(`failed ${toProblem(error).code}`))
  }

  const keepRegistered = async (account: Account, signal: AbortSignal): Promise<void> => {
    clearTimeout(refreshing)
    while (!signal.aborted) {
      const outcome = await line
        .register(account, 3600, signal)
        .catch((error: unknown) => ({ ok: false as const, why: toProblem(error).code }))
      if (signal.aborted) return
      registered = outcome.ok
      show(false)
      if (outcome.ok) {
        say(`registered ${account.identity}`)
        // half the time that the registrar gave; setTimeout counts at most 2^31-1 ms
        const wait = Math.min((outcome.expires * 1000) / 2, 2_147_483_647)
        refreshing = setTimeout(() => instead((next) => keepRegistered(account, next)), wait)
        refreshing.unref()
        return
      }
      say(`registration refused: ${outcome.why}`)
      if (!(await pace.waitToRetry(retryMs))) return
    }
  }

  const end = () => {
    job.abort()
    clearTimeout(refreshing)
  }

  const display = (): string => {
    const { account } = own()
    if (searching) return 'Searching'
    if (account === null || !registered) return account === null ? 'No line' : 'Not registered'
    return account.identity.includes('@onboarding.') ? 'Sign in' : (account.identity.split('@')[0] ?? '')
  }

  return {
    identity,
    state: () => ({
      display: display(),
      status: searching ? 'Searching' : `Idle RSSI=${identity.rssi}`,
      identity: own().account?.identity ?? '',
      registered,
      calling,
      heard,
    }),
    provision: (template) => instead((signal) => configure(template, true, signal)),
    boot(template) {
      searching = false
      const { account } = own()
      instead(async (signal) => {
        if (account !== null) await keepRegistered(account, signal)
        if (template !== null && !signal.aborted) await configure(template, false, signal)
      })
    },
    refresh() {
      const { url } = own()
      if (url !== null) instead((signal) => configure(url, false, signal))
    },
    owns: (user) => own().account?.authUser === user || own().account?.identity.split('@')[0] === user,
    async dial(digits) {
      const { account } = own()
      const hear = (what: Heard) => {
        heard = [...heard, what]
        onChange()
      }
      heard = []
      onChange()
      if (account === null || !registered) return hear('fast-busy')
      calling = true
      try {
        await line.call(account, digits, hear, pace.off)
      } catch (error) {
        say(`call failed ${toProblem(error).code}`)
        hear('fast-busy')
      } finally {
        calling = false
        onChange()
      }
    },
    stop() {
      end()
      registered = false
      show(true)
    },
    async signOff() {
      end()
      const { account } = own()
      if (account === null || !registered) return
      await leave(account, AbortSignal.timeout(signOffMs))
    },
  }
}
