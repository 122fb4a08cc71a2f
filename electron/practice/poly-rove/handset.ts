/** One practice handset behind its base: fetches its configuration, registers, dials, and shows its state on a display. */
import { toProblem } from '#shared/errors.ts'
import type { Account } from '../kit/account.ts'
import type { CallTone, Line } from '../kit/line.ts'
import { expand } from '../kit/obi-software.ts'
import type { Pace } from '../kit/pace.ts'
import type { Syslog } from '../kit/syslog.ts'
import { fetchProfile } from './fetching.ts'
import type { BaseFlash } from './flash-content.ts'

interface HandsetIdentity {
  readonly slot: number
  readonly ipei: string
  readonly model: string
  readonly rssi: number
}

interface HandsetState {
  readonly display: string
  /** Text of the base's status page: `Idle RSSI=216`, `Searching`. */
  readonly status: string
  /** `user@domain`, or empty without an account. */
  readonly identity: string
  readonly registered: boolean
  readonly calling: boolean
  /** Tones of the last call, newest last. */
  readonly tones: readonly string[]
}

export interface PracticeHandset {
  readonly identity: HandsetIdentity
  state(): HandsetState
  /** Applies new provisioning settings: forgets the stored URL and fetches from `template`. */
  provision(template: string): void
  /** Registers the stored account, then fetches. */
  boot(template: string | null): void
  /** Fetches again now. */
  refresh(): void
  owns(user: string): boolean
  /** Resolves when the call has ended. */
  dial(digits: string): Promise<void>
  /** For a restart of the base: ends all work and leaves the registration to expire, as a power cut does. */
  stop(): void
  /** For an orderly power-off: ends all work and removes the registration. */
  signOff(): Promise<void>
}

export interface HandsetParts {
  readonly identity: HandsetIdentity
  readonly flash: BaseFlash
  readonly line: Line
  readonly pace: Pace
  readonly syslog: Syslog
  readonly macros: () => Readonly<Record<string, string>>
  readonly userAgent: () => string
  readonly onChange: () => void
}

/** A handset while it runs. */
interface Running extends HandsetParts {
  searching: boolean
  registered: boolean
  calling: boolean
  tones: string[]
  /** Aborts the running work. */
  work: AbortController
  refreshing: NodeJS.Timeout | undefined
}

/** Realistic figures of ours, milliseconds. */
const searchingMs = 2_500
const retryMs = 10_000
/** Number of stages after which a chain of URLs counts as a loop. */
const mostStages = 6
/** Longest wait for the registrar's reply to a removal. */
const signOffMs = 1_000
/** Longest delay of setTimeout, milliseconds. */
const longestDelayMs = 2_147_483_647

export function createHandset(parts: HandsetParts): PracticeHandset {
  const handset: Running = {
    ...parts,
    searching: false,
    registered: false,
    calling: false,
    tones: [],
    work: new AbortController(),
    refreshing: undefined,
  }
  return {
    identity: parts.identity,
    state: () => stateOf(handset),
    provision: (template) => replaceWork(handset, (signal) => configure(handset, template, true, signal)),
    boot(template) {
      handset.searching = false
      const { account } = stored(handset)
      replaceWork(handset, async (signal) => {
        if (account !== null) await keepRegistered(handset, account, signal)
        if (template !== null && !signal.aborted) await configure(handset, template, false, signal)
      })
    },
    refresh() {
      const { url } = stored(handset)
      if (url !== null) replaceWork(handset, (signal) => configure(handset, url, false, signal))
    },
    owns(user) {
      const { account } = stored(handset)
      return account?.authUser === user || account?.identity.split('@')[0] === user
    },
    dial: (digits) => dial(handset, digits),
    stop() {
      endWork(handset)
      handset.registered = false
      showSearching(handset, true)
    },
    async signOff() {
      endWork(handset)
      const { account } = stored(handset)
      if (account !== null) await removeRegistration(handset, account, AbortSignal.timeout(signOffMs))
    },
  }
}

const say = ({ syslog, identity }: Running, text: string): void =>
  syslog.write(`HS${identity.slot} ${identity.ipei}: ${text}`)

function stored({ flash, identity }: Running) {
  const kept = flash.content.handsets[identity.ipei]
  if (kept === undefined) throw new Error(`no flash for ${identity.ipei}`)
  return kept
}

function showSearching(handset: Running, searching: boolean): void {
  handset.searching = searching
  handset.onChange()
}

function stateOf(handset: Running): HandsetState {
  const { searching, identity, registered, calling, tones } = handset
  return {
    display: displayOf(handset),
    status: searching ? 'Searching' : `Idle RSSI=${identity.rssi}`,
    identity: stored(handset).account?.identity ?? '',
    // while it searches, it cannot dial
    registered: registered && !searching,
    ...{ calling, tones },
  }
}

function displayOf(handset: Running): string {
  const { account } = stored(handset)
  if (handset.searching) return 'Searching'
  if (account === null) return 'No line'
  if (!handset.registered) return 'Not registered'
  return account.identity.includes('@onboarding.') ? 'Sign in' : (account.identity.split('@')[0] ?? '')
}

function endWork(handset: Running): void {
  handset.work.abort()
  clearTimeout(handset.refreshing)
}

/** Aborts the running work and starts other work. */
function replaceWork(handset: Running, work: (signal: AbortSignal) => Promise<void>): void {
  handset.work.abort()
  handset.work = new AbortController()
  const signal = AbortSignal.any([handset.work.signal, handset.pace.off])
  work(signal).catch((error: unknown) => {
    if (!signal.aborted) say(handset, `failed ${toProblem(error).code}`)
  })
}

async function configure(
  handset: Running,
  template: string,
  startOver: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { pace } = handset
  if (startOver) stored(handset).url = null
  showSearching(handset, true)
  await pace.wait(searchingMs)
  while (!signal.aborted) {
    if ((await followStages(handset, template, signal)) !== 'retry') break
    if (!(await pace.waitToRetry(retryMs))) return
  }
  if (signal.aborted) return
  const { account } = stored(handset)
  if (account === null) return showSearching(handset, false)
  await pace.wait(searchingMs)
  handset.searching = false
  await keepRegistered(handset, account, signal)
}

/** `done`: the file contains the URL that it was fetched from. `never`: the URL is refused permanently. */
async function followStages(
  handset: Running,
  template: string,
  signal: AbortSignal,
): Promise<'done' | 'retry' | 'never'> {
  const macros = { ...handset.macros(), IPEI: handset.identity.ipei }
  for (let stage = 0; stage < mostStages && !signal.aborted; stage++) {
    const url = stored(handset).url ?? expand(template, macros)
    const fetched = await fetchProfile(url, handset.userAgent(), signal)
    if (signal.aborted) return 'retry'
    if (fetched.outcome !== 'fetched') {
      say(handset, `configuration ${fetched.outcome}: ${fetched.why}`)
      return fetched.outcome === 'refused' ? 'never' : 'retry'
    }
    say(handset, 'configuration fetched')
    const kept = stored(handset)
    const { account, configUrl } = fetched.profile
    const before = kept.account
    if (account !== null) kept.account = account
    const next = configUrl === null ? url : expand(configUrl, macros)
    kept.url = next
    handset.flash.save()
    if (before !== null && account !== null && before.identity !== account.identity) {
      await removeRegistration(handset, before, signal)
    }
    if (next === url) return 'done'
  }
  return 'retry'
}

async function removeRegistration(handset: Running, account: Account, signal: AbortSignal): Promise<void> {
  if (!handset.registered) return
  handset.registered = false
  handset.onChange()
  await handset.line
    .register(account, 0, signal)
    .catch((error: unknown) => say(handset, `failed ${toProblem(error).code}`))
}

async function keepRegistered(handset: Running, account: Account, signal: AbortSignal): Promise<void> {
  clearTimeout(handset.refreshing)
  while (!signal.aborted) {
    const outcome = await handset.line
      .register(account, 3600, signal)
      .catch((error: unknown) => ({ ok: false as const, why: toProblem(error).code }))
    if (signal.aborted) return
    handset.registered = outcome.ok
    showSearching(handset, false)
    if (outcome.ok) {
      say(handset, `registered ${account.identity}`)
      // refreshes after half of the granted time
      const refresh = () => replaceWork(handset, (next) => keepRegistered(handset, account, next))
      handset.refreshing = setTimeout(refresh, Math.min((outcome.expires * 1000) / 2, longestDelayMs))
      handset.refreshing.unref()
      return
    }
    say(handset, `registration refused: ${outcome.why}`)
    if (!(await handset.pace.waitToRetry(retryMs))) return
  }
}

async function dial(handset: Running, digits: string): Promise<void> {
  const { account } = stored(handset)
  const onTone = (tone: CallTone) => {
    handset.tones = [...handset.tones, tone]
    handset.onChange()
  }
  handset.tones = []
  handset.onChange()
  if (account === null || !handset.registered) return onTone('fast-busy')
  handset.calling = true
  try {
    await handset.line.call(account, digits, onTone, handset.pace.off)
  } catch (error) {
    say(handset, `call failed ${toProblem(error).code}`)
    onTone('fast-busy')
  } finally {
    handset.calling = false
    handset.onChange()
  }
}
