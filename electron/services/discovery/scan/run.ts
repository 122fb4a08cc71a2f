/** One scan while it runs: who knocks where, who is looked at, what is settled. */
import { PunchdownError } from '#shared/errors.ts'
import type { Catalogue } from '#shared/model/catalogue.ts'
import type { Timing } from '../../../platform/timing.ts'
import type { Knocked, Knocker } from '../../../probes/host-discovery.ts'
import type { ScannedDevice } from '../../devices/index.ts'
import type { AddressLocks } from './address-locks.ts'
import { type AskingParts, createAsking } from './ask-device.ts'
import type { DoneSet } from './done-set.ts'
import type { EngineProgress, EngineRequest, EngineUpdate, KnownPlace } from './engine.ts'
import { deviceFrom } from './found-device.ts'
import type { Pacer } from './pacer.ts'
import { cheapestQuestion, isAnswer, macIn } from './questions.ts'
import { lockKey, type Placed, type Spot } from './targets.ts'
import { createRate, type Updates } from './updates.ts'
import { createWaits } from './waits.ts'

export interface RunParts extends Omit<AskingParts, 'waits'> {
  readonly request: EngineRequest
  readonly placed: Placed
  readonly done: DoneSet
  readonly updates: Updates
  readonly knocker: Knocker
  readonly locks: AddressLocks
  readonly catalogue: Catalogue
  /** Ends everything: the signal fires. */
  readonly abort: () => void
  readonly isOnLink: (address: string) => boolean
  /** For addresses on the laptop's own links, which it has to find first. */
  readonly neighbourPacer: Pacer
}

export interface Run {
  /** Resolves when every place is settled. @throws PunchdownError cancelled */
  work(): Promise<void>
  /** What happened since it was last asked. */
  update(): EngineUpdate
  readonly control: Pick<Pacer, 'pause' | 'resume' | 'paused'>
}

interface Host {
  readonly index: number
  readonly spot: Spot
  readonly knocked: Knocked
  readonly known: KnownPlace | null
  readonly release: () => void
}

/** How often a knock is tried that the laptop had no room for. */
const mostTries = 6

export function createRun(parts: RunParts): Run {
  const { request, placed, done, pacer, updates, knocker, locks, catalogue, manners, timing, log, signal } =
    parts
  const waits = createWaits(manners, pacer)
  const asking = createAsking({ ...parts, waits })
  const watch = createStopwatch(timing)
  const rate = createRate(timing)
  const before = done.count
  let answering = request.answering ?? 0
  let knocking = 0
  let unspoken = 0
  /** Silent places by their address: where things turn out to get lost, they are asked once more when everybody had a turn. */
  const quiet: { readonly index: number; readonly address: string }[] = []
  const hosts: Host[] = []
  const noRoute: { readonly index: number; readonly address: string }[] = []
  let looking = 0
  let idle: PromiseWithResolvers<void> | null = null
  let failure: unknown = null

  let devices: ScannedDevice[] = []
  let silent: Spot[] = []
  let unchanged: Spot[] = []
  let knocks: EngineUpdate['knocks'][number][] = []

  const settle = (index: number): void => {
    done.add(index)
    updates.touch()
  }

  const turn = async (isAgain: boolean): Promise<void> => {
    await pacer.turn(isAgain)
    updates.touch()
  }

  const knock = async ({ address, ports, row }: Spot): Promise<Knocked> => {
    const when = { timeoutMs: () => waits.of(address), nextAfterMs: () => waits.nextAfter(address) }
    const how = { address, ports, webOnly: row, inTurn: manners.knocksInTurn, ...when, turn, signal }
    for (let tries = 1; ; tries++) {
      const knocked = await knocker.knock(how)
      if (knocked.answered) {
        waits.answer(address, knocked.tookMs)
        return knocked
      }
      if (knocked.because !== 'laptop-full') return knocked
      pacer.loss()
      if (tries === mostTries) {
        log.write('scan.not-asked', { address })
        return knocked
      }
      await new Promise<void>((resolve) => timing.after(50 * 2 ** tries, resolve))
    }
  }

  const goneSilent = (spot: Spot, known: KnownPlace | null): void => {
    if (known === null) return
    if (known.sightings !== null) silent.push(spot)
    if (known.knock !== null) knocks.push({ spot, knock: null })
  }

  /** Knocks at one place; true where its device is now looked at, and gives the lock back itself. */
  const knockAt = async (
    index: number,
    isLast: boolean,
    spot: Spot,
    release: () => void,
  ): Promise<boolean> => {
    const known = request.known(spot)
    const before = request.only === 'changed' ? known : null
    if (before?.sightings && (await asking.isSame(spot, before.sightings)) === true) {
      answering++
      unchanged.push(spot)
      settle(index)
      return false
    }
    if (parts.isOnLink(spot.address)) await parts.neighbourPacer.turn(false)
    const knocked = await knock(spot)
    const isAsked = knocked.answered || knocked.because === 'silence'
    if (!knocked.answered && knocked.because === 'no-route') {
      noRoute.push({ index, address: spot.address })
      return false
    }
    const mac = knocked.answered && before === null ? null : await asking.neighbour(spot)
    if (!knocked.answered && mac === null) {
      if (!isLast && isAsked) quiet.push({ index, address: spot.address })
      if (!isLast && isAsked && waits.loses(spot.address)) return false
      if (isAsked) goneSilent(spot, known)
      settle(index)
      return false
    }
    const cheap = before?.sightings ? cheapestQuestion(before.sightings) : null
    if (before !== null && cheap === null && before.knock === knockText(knocked, mac)) {
      answering++
      if (before.sightings !== null) unchanged.push(spot)
      settle(index)
      return false
    }
    hosts.push({ index, spot, knocked, known, release })
    unspoken++
    startLooking()
    return true
  }

  const fail = (error: unknown): void => {
    failure ??= error
    parts.abort()
  }

  const startLooking = (): void => {
    if (signal.aborted) for (const host of hosts.splice(0)) host.release()
    while (looking < manners.devicesAtOnce) {
      const host = hosts.shift()
      if (host === undefined) break
      looking++
      look(host)
        .catch(fail)
        .finally(() => {
          host.release()
          looking--
          startLooking()
        })
    }
    if (looking === 0 && hosts.length === 0) idle?.resolve()
  }

  const look = async ({ index, spot, knocked, known }: Host): Promise<void> => {
    let hasSpoken = false
    const spoke = () => {
      if (hasSpoken) return
      hasSpoken = true
      unspoken--
    }
    try {
      const { sightings, identity } = await asking.lookAt(spot, knocked, spoke)
      const isSilent = !sightings.some(isAnswer)
      if (!isSilent) answering++
      // where ways overlap, one that answers first may only be quicker
      const missedKnock = !knocked.answered || (knocked.by !== 'web' && manners.knocksInTurn)
      if (
        missedKnock &&
        sightings.some(({ port, protocol }) => /^http/.test(protocol) && port === spot.ports.http)
      ) {
        // its web port took a page, and not the knock
        waits.loss(spot.address)
      }
      const device = deviceFrom(spot, sightings, identity, catalogue)
      // its hardware address alone says nothing new of a device that used to say more
      const isGone = isSilent && known?.sightings?.some(isAnswer) === true
      if (isGone) goneSilent(spot, known)
      else {
        if (device !== null) devices.push(device)
        knocks.push({ spot, knock: knockText(knocked, macIn(sightings)) })
      }
      settle(index)
    } finally {
      spoke()
    }
  }

  const worker = async (waiting: Iterator<number>, isLast: boolean): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      if (signal.aborted) return
      const index = next.value
      const place = placed.places[index]
      const spot = place === undefined ? null : placed.at(place)
      if (spot === null) {
        settle(index)
        continue
      }
      const release = await locks.hold(lockKey(spot), signal)
      let isHandedOn = false
      try {
        isHandedOn = await knockAt(index, isLast, spot, release)
      } finally {
        if (!isHandedOn) release()
      }
    }
  }

  const round = async (indexes: Iterable<number>, count: number, isLast: boolean): Promise<void> => {
    const waiting = indexes[Symbol.iterator]()
    knocking++
    const workers = Array.from({ length: Math.min(manners.knocksAtOnce, count) }, () =>
      worker(waiting, isLast).catch(fail),
    )
    await Promise.all(workers)
    knocking--
    if (failure !== null) throw failure
  }

  function* unsettled(): Generator<number> {
    for (let index = 0; index < done.size; index++) if (!done.has(index)) yield index
  }

  const progress = (): EngineProgress => {
    const stage = knocking > 0 ? 'answering' : unspoken > 0 ? 'speaking' : 'naming'
    const left = done.size - done.count
    const paused = pacer.paused
    return {
      ...{ stage, done: done.count, total: done.size, answering, paused },
      rate: rate.rateAt(pacer.asked),
      leftMs: paused ? null : timeLeft(done.count - before, left, watch.ms()),
    }
  }

  return {
    async work() {
      await round(unsettled(), done.size - done.count, false)
      const again = quiet.splice(0).filter(({ address }) => waits.loses(address))
      await round(
        again.map(({ index }) => index),
        again.length,
        true,
      )
      idle = Promise.withResolvers()
      startLooking()
      await idle.promise
      if (failure !== null) throw failure
      const [first] = noRoute
      // who could be asked nothing has not been found silent: all of it is left to do
      if (first !== undefined && done.count === before) {
        throw new PunchdownError('unreachable', { address: first.address, reason: 'no-route' })
      }
      for (const { index } of noRoute) settle(index)
    },
    update() {
      const update: EngineUpdate = {
        kind: 'update',
        ...{ progress: progress(), devices, silent, unchanged, knocks, done: done.bytes() },
      }
      devices = []
      silent = []
      unchanged = []
      knocks = []
      return update
    },
    control: {
      pause() {
        pacer.pause()
        parts.neighbourPacer.pause()
        watch.stop()
        updates.touch()
      },
      resume() {
        watch.start()
        pacer.resume()
        parts.neighbourPacer.resume()
        updates.touch()
      },
      get paused() {
        return pacer.paused
      },
    },
  }
}

/** What the rest takes at the pace so far; null before a twentieth, or ten, are settled. */
export function timeLeft(settled: number, left: number, tookMs: number): number | null {
  if (left === 0) return 0
  if (settled < Math.min(10, (settled + left) / 20)) return null
  return settled === 0 ? null : Math.round((tookMs / settled) * left)
}

const knockText = (knocked: Knocked, mac: string | null): string =>
  [knocked.answered ? `${knocked.by} ${knocked.open ? 'open' : 'refused'}` : 'neighbour', mac ?? '']
    .join(' ')
    .trim()

function createStopwatch(timing: Timing) {
  let gone = 0
  let since: number | null = timing.now()
  return {
    start() {
      since ??= timing.now()
    },
    stop() {
      if (since !== null) gone += timing.now() - since
      since = null
    },
    ms: () => gone + (since === null ? 0 : timing.now() - since),
  }
}
