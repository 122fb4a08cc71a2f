/**
 * Decides whether an address gets the configuration of a hardware id. A session belongs to the address that fetched it first. A fetch
 * from another address, or by an unknown client, is held until the technician allows or refuses it.
 */
import { randomUUID } from 'node:crypto'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { HeldFetch } from '#shared/model/host.ts'

interface ClaimedFetch {
  readonly hardwareId: HardwareId
  /** IP address of the client. */
  readonly address: string
  readonly userAgent: string
  /** Owner of the session; null without a session. */
  readonly owner: string | null
  /** Whether the reply contains an account. */
  readonly withAccount: boolean
  /** Whether the id is enrolled, or the User-Agent is one of the writer's vendor. */
  readonly isExpected: boolean
}

type Claim = 'given' | 'held' | 'refused'

export interface Claims {
  check(fetch: ClaimedFetch): Claim
  held(): HeldFetch[]
  /** Returns an allowed fetch; null for a refused fetch, and for one that is no longer held. */
  answer(id: string, allow: boolean): HeldFetch | null
}

/** Held fetches, in total and per address. */
const mostHeld = 50
const mostHeldPerAddress = 10
const mostAnswers = 1_000
/** Lifetime of an answer, and of a held fetch after its last try. */
const lastsMs = 60 * 60_000

interface State {
  readonly now: () => number
  readonly held: Map<string, HeldFetch>
  /** The technician's answers by hardware id and address. */
  readonly answers: Map<string, { allow: boolean; at: number }>
}

const keyOf = ({ hardwareId, address }: { hardwareId: HardwareId; address: string }) =>
  `${hardwareId} ${address}`

export function createClaims(now: () => number): Claims {
  const state: State = { now, held: new Map(), answers: new Map() }
  return {
    check: (fetch) => check(state, fetch),
    held: () => heldNow(state),
    answer: (id, allow) => answer(state, id, allow),
  }
}

function check(state: State, fetch: ClaimedFetch): Claim {
  const { owner, address } = fetch
  const ofOther = fetch.withAccount && owner !== null && owner !== address
  const ofOwner = owner === address
  if (!ofOther && (ofOwner || fetch.isExpected)) return 'given'
  const answered = state.answers.get(keyOf(fetch))
  if (answered !== undefined && state.now() - answered.at < lastsMs) {
    // an allowed address became the owner: if it is not, another address was allowed later
    if (!answered.allow) return 'refused'
    if (!ofOther) return 'given'
  }
  hold(state, fetch, ofOther ? 'other-address' : 'client-unknown')
  return 'held'
}

function hold(state: State, fetch: ClaimedFetch, reason: HeldFetch['reason']): void {
  const { hardwareId, address, userAgent, owner } = fetch
  const at = state.now()
  const key = keyOf(fetch)
  const known = state.held.get(key)
  if (known !== undefined) {
    state.held.set(key, { ...known, reason, owner, at, times: known.times + 1 })
    return
  }
  const ofAddress = [...state.held].filter(([, each]) => each.address === address)
  const [oldestOfAddress] = ofAddress
  if (ofAddress.length >= mostHeldPerAddress && oldestOfAddress !== undefined)
    state.held.delete(oldestOfAddress[0])
  const [oldest] = state.held.keys()
  if (state.held.size >= mostHeld && oldest !== undefined) state.held.delete(oldest)
  const id = randomUUID()
  state.held.set(key, {
    id,
    hardwareId,
    reason,
    address,
    owner,
    userAgent: userAgent.slice(0, 120),
    at,
    times: 1,
  })
}

function heldNow(state: State): HeldFetch[] {
  for (const [key, { at }] of state.held) if (state.now() - at >= lastsMs) state.held.delete(key)
  return [...state.held.values()]
}

function answer(state: State, id: string, allow: boolean): HeldFetch | null {
  const found = [...state.held].find(([, each]) => each.id === id)
  if (found === undefined) return null
  const [key, fetch] = found
  state.held.delete(key)
  state.answers.set(key, { allow, at: state.now() })
  if (state.answers.size > mostAnswers) {
    const [oldest] = state.answers.keys()
    if (oldest !== undefined) state.answers.delete(oldest)
  }
  return allow ? fetch : null
}
