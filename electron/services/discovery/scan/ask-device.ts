/** Asks one device, one question at a time, until nothing more is wanted or every probe has run. */
import { PunchdownError } from '#shared/errors.ts'
import type { Identity, Sighting } from '#shared/model/identity.ts'
import { identify } from '../../../identify/identify.ts'
import type { Clock } from '../../../platform/clock.ts'
import type { Log } from '../../../platform/log.ts'
import type { Timing } from '../../../platform/timing.ts'
import type { HostReply } from '../../../probes/host-discovery.ts'
import type { Probe } from '../../../probes/probe.ts'
import type { Access } from '../../../probes/switch/access.ts'
import type { LagMeter } from './lag.ts'
import type { Pacer } from './pacer.ts'
import type { ProfileLimits } from './profiles.ts'
import {
  arpProbe,
  cheapestQuestion,
  fingerprint,
  isAnswer,
  isEnough,
  isSecurePageSeen,
  macIn,
  nextQuestion,
} from './questions.ts'
import type { ProbeTarget } from './targets.ts'
import type { Waits } from './waits.ts'

export interface AskerParts {
  readonly probes: readonly Probe[]
  readonly limits: ProfileLimits
  readonly pacer: Pacer
  readonly waits: Waits
  readonly lag: LagMeter
  readonly timing: Timing
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  readonly request: { readonly snmp?: Access }
}

interface DeviceAnswers {
  readonly sightings: readonly Sighting[]
  readonly identity: Identity
}

export interface DeviceAsker {
  /** Calls `onAnswer` with the first answer. @throws PunchdownError cancelled */
  ask(target: ProbeTarget, reply: HostReply, onAnswer: () => void): Promise<DeviceAnswers>
  /** Whether the answer to the cheapest question is the same as before; null when there is no such question. */
  isUnchanged(target: ProbeTarget, before: readonly Sighting[]): Promise<boolean | null>
  /** MAC address in this laptop's ARP table; sends nothing to the device. */
  arpEntry(target: ProbeTarget): Promise<string | null>
}

type Enough = (seen: readonly Sighting[]) => boolean

export function createDeviceAsker(parts: AskerParts): DeviceAsker {
  const { waits } = parts
  const arp = parts.probes.find(({ name }) => name === arpProbe)
  const arpSightings = async (target: ProbeTarget): Promise<Sighting[]> =>
    target.row || arp === undefined ? [] : runProbe(parts, arp, target, waits.of(target.address), () => true)

  return {
    async ask(target, reply, onAnswer) {
      // the ARP table is read beside the first question
      const entries = arpSightings(target)
      entries.catch(() => undefined)
      return askInOrder(parts, target, reply, entries, onAnswer)
    },

    async isUnchanged(target, before) {
      const name = cheapestQuestion(before)
      const probe = parts.probes.find((each) => each.name === name)
      if (name === null || probe === undefined) return null
      const found = await runProbe(parts, probe, target, waits.ofDevice(target.address), () => true)
      if (fingerprint(name, found) !== fingerprint(name, before)) return false
      const mac = macIn(await arpSightings(target))
      return mac === null || macIn(before) === null || mac === macIn(before)
    },

    arpEntry: async (target) => macIn(await arpSightings(target)),
  }
}

const nothing = identify([])

async function askInOrder(
  parts: AskerParts,
  target: ProbeTarget,
  reply: HostReply,
  arpEntries: Promise<Sighting[]>,
  onAnswer: () => void,
): Promise<DeviceAnswers> {
  const { limits } = parts
  const questions = parts.probes.filter(({ name }) => name !== arpProbe)
  const names = questions.map(({ name }) => name)
  const { http, https } = target.ports
  const hasSecureProbe = names.includes('https') && https !== http
  const asked = new Set<number>()
  let sightings: readonly Sighting[] = []
  let identity = nothing
  for (;;) {
    const position = nextQuestion(names, asked, identity, limits)
    const probe = position === null ? undefined : questions[position]
    if (position === null || probe === undefined) return { sightings, identity }
    asked.add(position)
    if (probe.name === 'https' && isSecurePageSeen(target.ports, sightings)) continue
    const before = sightings
    const enough: Enough = (seen) =>
      (probe.name === 'http' && hasSecureProbe) || isEnough(identify([...before, ...seen]), limits.wanted)
    const answers = await askPatiently(parts, probe, target, reply, enough)
    const found = asked.size === 1 ? [...(await arpEntries), ...answers] : answers
    if (found.length === 0) continue
    sightings = [...sightings, ...found]
    identity = identify(sightings)
    if (found.some(isAnswer)) onAnswer()
  }
}

/** Asks again with twice the timeout when silence may not be caused by the device. */
async function askPatiently(
  parts: AskerParts,
  probe: Probe,
  target: ProbeTarget,
  reply: HostReply,
  enough: Enough,
): Promise<Sighting[]> {
  const { timing, lag, waits } = parts
  const wait = timeoutFor(parts, probe, target, reply)
  const askedAt = timing.now()
  let found = await runProbe(parts, probe, target, wait, enough)
  // the laptop was busy for a third of the timeout: it may have missed the answer
  if (found.length === 0 && lag.worstSince(askedAt) > wait / 3) {
    found = await runProbe(parts, probe, target, wait * 2, enough)
  }
  // the web port was open a moment ago, or the subnet loses packets
  const mayBeLost = isWebOpen(reply) || waits.loses(target.address)
  if (found.length === 0 && probe.name === 'http' && mayBeLost) {
    found = await runProbe(parts, probe, target, wait * 2, enough)
    if (found.length > 0) waits.loss(target.address)
  }
  return found
}

/** An open web port gets more time: a page may be slow, and a TLS handshake slower. */
function timeoutFor(
  { limits, waits }: AskerParts,
  probe: Probe,
  target: ProbeTarget,
  reply: HostReply,
): number {
  const wait = waits.ofDevice(target.address)
  const mayBeSlow =
    probe.name === 'http' ? isWebOpen(reply) : probe.name === 'https' && reply.answered && reply.by === 'web'
  return mayBeSlow ? Math.max(wait, limits.answerMs) : wait
}

const isWebOpen = (reply: HostReply): boolean => reply.answered && reply.by === 'web' && reply.open

/** Runs one probe; a failing probe yields nothing and is logged. @throws PunchdownError cancelled */
async function runProbe(
  parts: AskerParts,
  probe: Probe,
  target: ProbeTarget,
  timeoutMs: number,
  enough: Enough,
): Promise<Sighting[]> {
  const { pacer, waits, timing, clock, log, signal, request } = parts
  const isArp = probe.name === arpProbe
  for (;;) {
    const { pauses } = pacer
    let askedAt = timing.now()
    const turn = async () => {
      if (parts.limits.pauseMs > 0) await pause(parts, parts.limits.pauseMs)
      await pacer.turn(true)
      askedAt = timing.now()
    }
    try {
      const { address, ports } = target
      const context = { address, ports, timeoutMs, signal, now: clock.now, enough }
      const found = await probe.look({
        ...context,
        ...(request.snmp === undefined ? {} : { snmp: request.snmp }),
        ...(isArp ? {} : { turn }),
      })
      if (/^s(?:ip|nmp)$/.test(probe.name) && found.some(isAnswer)) {
        waits.deviceAnswer(address, timing.now() - askedAt)
      }
      // a pause during the question used up its timeout: ask again
      if (pacer.pauses === pauses || isArp) return found
    } catch (error) {
      if (signal.aborted) throw new PunchdownError('cancelled')
      const { address } = target
      log.write('discovery.probe-failed', { probe: probe.name, address, error: String(error) })
      return []
    }
  }
}

function pause({ timing, signal }: Pick<AskerParts, 'timing' | 'signal'>, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
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
}
