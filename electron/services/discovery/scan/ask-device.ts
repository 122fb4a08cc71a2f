/** Asks one device, one thing at a time, until nothing more is wanted or it has been asked everything. */
import { PunchdownError } from '#shared/errors.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { identify } from '../../../identify/identify.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { Timing } from '../../../platform/timing.ts'
import type { Knocked } from '../../../probes/host-discovery.ts'
import type { Probe } from '../../../probes/probe.ts'
import type { Access } from '../../../probes/switch/access.ts'
import type { LagMeter } from './lag.ts'
import type { Pacer } from './pacer.ts'
import type { Manners } from './profiles.ts'
import {
  cheapestQuestion,
  fingerprint,
  isAnswer,
  isEnough,
  isSecurePageSeen,
  macIn,
  neighbourProbe,
  nextQuestion,
} from './questions.ts'
import type { Spot } from './targets.ts'
import type { Waits } from './waits.ts'

export interface AskingParts {
  readonly probes: readonly Probe[]
  readonly manners: Manners
  readonly pacer: Pacer
  readonly waits: Waits
  readonly lag: LagMeter
  readonly timing: Timing
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  readonly request: { readonly snmp?: Access }
}

export interface Looked {
  readonly sightings: readonly Sighting[]
  readonly identity: Identity
}

export interface Asking {
  /** @throws PunchdownError cancelled */
  lookAt(spot: Spot, knocked: Knocked, onAnswer: () => void): Promise<Looked>
  /** Whether a device says what it said before, by the cheapest question; null where there is no such question. */
  isSame(spot: Spot, before: readonly Sighting[]): Promise<boolean | null>
  /** Its hardware address as this laptop's table of neighbours has it; asks the device nothing. */
  neighbour(spot: Spot): Promise<string | null>
}

export function createAsking(parts: AskingParts): Asking {
  const { manners, pacer, waits, timing, clock, log, signal } = parts
  const nothing = identify([])
  const access = parts.request.snmp === undefined ? {} : { snmp: parts.request.snmp }

  const rest = (ms: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = () => {
        cancelTimer()
        reject(new PunchdownError('cancelled'))
      }
      const cancelTimer = timing.after(ms, () => {
        signal.removeEventListener('abort', stop)
        resolve()
      })
      signal.addEventListener('abort', stop, { once: true })
    })

  const turn = async (): Promise<void> => {
    if (manners.pauseMs > 0) await rest(manners.pauseMs)
    await pacer.turn(true)
  }

  const ask = async (
    probe: Probe,
    spot: Spot,
    timeoutMs: number,
    enough: (seen: readonly Sighting[]) => boolean,
  ): Promise<Sighting[]> => {
    for (;;) {
      const { pauses } = pacer
      let askedAt = timing.now()
      const turnNow = async () => {
        await turn()
        askedAt = timing.now()
      }
      try {
        const { address, ports } = spot
        const context = { address, ports, timeoutMs, signal, now: clock.now, enough, ...access }
        const found = await probe.look(
          probe.name === neighbourProbe ? context : { ...context, turn: turnNow },
        )
        if (/^s(?:ip|nmp)$/.test(probe.name) && found.some(isAnswer)) {
          waits.deviceAnswer(address, timing.now() - askedAt)
        }
        // what waited out a pause ran out of its time meanwhile
        if (pacer.pauses === pauses || probe.name === neighbourProbe) return found
      } catch (error) {
        if (signal.aborted) throw new PunchdownError('cancelled')
        log.write('discovery.probe-failed', {
          probe: probe.name,
          address: spot.address,
          error: String(error),
        })
        return []
      }
    }
  }

  /** A page is waited for longer where the address answers connections: it may be slow to make, and a handshake slower. */
  const waitFor = (probe: Probe, spot: Spot, knocked: Knocked): number => {
    const wait = waits.ofDevice(spot.address)
    const mayBeSlow =
      probe.name === 'http'
        ? isWebOpen(knocked)
        : probe.name === 'https' && knocked.answered && knocked.by === 'web'
    return mayBeSlow ? Math.max(wait, manners.answerMs) : wait
  }

  const table = parts.probes.find(({ name }) => name === neighbourProbe)
  const questions = parts.probes.filter((probe) => probe !== table)
  const hasSecure = questions.some(({ name }) => name === 'https')
  const neighbours = async (spot: Spot): Promise<Sighting[]> =>
    spot.row || table === undefined ? [] : ask(table, spot, waits.of(spot.address), () => true)

  return {
    async lookAt(spot, knocked, onAnswer) {
      const names = questions.map(({ name }) => name)
      const asked = new Set<number>()
      // the table is read beside the first question: it is none
      const entries = neighbours(spot)
      entries.catch(() => undefined)
      let sightings: readonly Sighting[] = []
      let identity = nothing
      for (;;) {
        const position = nextQuestion(names, asked, identity, manners)
        const probe = position === null ? undefined : questions[position]
        if (position === null || probe === undefined) return { sightings, identity }
        asked.add(position)
        if (probe.name === 'https' && isSecurePageSeen(spot.ports, sightings)) continue
        const before = sightings
        const laterSecure = probe.name === 'http' && hasSecure && spot.ports.https !== spot.ports.http
        const enough = (seen: readonly Sighting[]) =>
          laterSecure || isEnough(identify([...before, ...seen]), manners.wanted)
        const wait = waitFor(probe, spot, knocked)
        const askedAt = timing.now()
        let found = await ask(probe, spot, wait, enough)
        // a laptop that was busy for a third of the wait has not listened: that was no silence
        if (found.length === 0 && parts.lag.worstSince(askedAt) > wait / 3) {
          found = await ask(probe, spot, wait * 2, enough)
        }
        const mayBeLost = isWebOpen(knocked) || waits.loses(spot.address)
        if (found.length === 0 && probe.name === 'http' && mayBeLost) {
          // it took a connection a moment ago, or things get lost there: asked once more, for twice the time
          found = await ask(probe, spot, wait * 2, enough)
          if (found.length > 0) waits.loss(spot.address)
        }
        if (asked.size === 1) found = [...(await entries), ...found]
        if (found.length === 0) continue
        sightings = [...sightings, ...found]
        identity = identify(sightings)
        if (found.some(isAnswer)) onAnswer()
      }
    },

    async isSame(spot, before) {
      const name = cheapestQuestion(before)
      const probe = parts.probes.find((each) => each.name === name)
      if (name === null || probe === undefined) return null
      const found = await ask(probe, spot, waits.ofDevice(spot.address), () => true)
      if (fingerprint(name, found) !== fingerprint(name, before)) return false
      const mac = macIn(await neighbours(spot))
      return mac === null || macIn(before) === null || mac === macIn(before)
    },

    neighbour: async (spot) => macIn(await neighbours(spot)),
  }
}

const isWebOpen = (knocked: Knocked): boolean => knocked.answered && knocked.by === 'web' && knocked.open
