/**
 * Decides whether an address is given the configuration of a hardware id. A running session belongs to the address that
 * fetched it first; a fetch from another one, or by a client that is none the writer knows, is held until the technician
 * allows or refuses it.
 */
import { randomUUID } from 'node:crypto'
import type { HardwareId } from '#shared/model/hardware-id.ts'
import type { HeldFetch } from '#shared/model/host.ts'

interface ClaimedFetch {
  readonly hardwareId: HardwareId
  /** IP address of the client. */
  readonly address: string
  readonly userAgent: string
  /** Owner of the running session; null without a session. */
  readonly owner: string | null
  /** Whether the answer carries an account. */
  readonly withAccount: boolean
  /** Whether the id is enrolled, or the client names itself as the writer's maker does. */
  readonly isExpected: boolean
}

type Claim = 'given' | 'held' | 'refused'

export interface Claims {
  check(fetch: ClaimedFetch): Claim
  held(): HeldFetch[]
  /** Returns the fetch that was allowed; null for one that is no longer held, and after a refusal. */
  answer(id: string, allow: boolean): HeldFetch | null
}

/** Fetches that wait for an answer, of all addresses and of one. */
const mostHeld = 50
const mostHeldPerAddress = 10
const mostAnswers = 1_000
/** A refusal holds this long, a held fetch is shown this long after its last try. */
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
    // an allowed address owns the session by now: one that does not has lost it to another since
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
