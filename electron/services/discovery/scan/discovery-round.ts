/** One round of host discovery over a list of targets. */
import type { HostReply } from '../../../probes/host-discovery.ts'
import { enqueue } from './ask-queue.ts'
import { cheapestQuestion } from './questions.ts'
import { fail, recordSilence, replyText, type ScanState, settle } from './scan-state.ts'
import { lockKey, type ProbeTarget } from './targets.ts'

/** Attempts where the laptop had no free socket, port or table entry. */
const mostTries = 6

/** @throws whatever made the scan fail */
export async function discoveryRound(
  state: ScanState,
  indexes: Iterable<number>,
  count: number,
  isLast: boolean,
): Promise<void> {
  const waiting = indexes[Symbol.iterator]()
  state.discovering++
  const { discoveriesAtOnce } = state.parts.limits
  await Promise.all(
    Array.from({ length: Math.min(discoveriesAtOnce, count) }, () =>
      worker(state, waiting, isLast).catch((error: unknown) => fail(state, error)),
    ),
  )
  state.discovering--
  if (state.failure !== null) throw state.failure.error
}

async function worker(state: ScanState, waiting: Iterator<number>, isLast: boolean): Promise<void> {
  const { targets, locks, signal } = state.parts
  for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
    if (signal.aborted) return
    const index = next.value
    const picked = targets.list[index]
    const target = picked === undefined ? null : targets.at(picked)
    if (target === null) {
      settle(state, index)
      continue
    }
    const release = await locks.hold(lockKey(target), signal)
    let isHandedOn = false
    try {
      isHandedOn = await discoverAt(state, { index, target, release }, isLast)
    } finally {
      if (!isHandedOn) release()
    }
  }
}

interface Locked {
  readonly index: number
  readonly target: ProbeTarget
  readonly release: () => void
}

/** True when the host was handed to the queue, which then releases the lock. */
async function discoverAt(
  state: ScanState,
  { index, target, release }: Locked,
  isLast: boolean,
): Promise<boolean> {
  const { parts, asker, findings } = state
  const known = parts.request.known(target)
  const before = parts.request.only === 'changed' ? known : null
  if (before?.sightings && (await asker.isUnchanged(target, before.sightings)) === true) {
    state.answering++
    findings.unchanged(target)
    settle(state, index)
    return false
  }
  if (parts.isOnLink(target.address)) await parts.neighbourPacer.turn(false)
  const reply = await discover(state, target)
  if (!reply.answered && reply.because === 'no-route') {
    state.noRoute.push({ index, address: target.address })
    return false
  }
  const mac = reply.answered && before === null ? null : await asker.arpEntry(target)
  if (!reply.answered && mac === null) {
    const isSilent = reply.because === 'silence'
    if (isSilent && !isLast) {
      state.silent.push({ index, address: target.address })
      if (state.waits.loses(target.address)) return false
    }
    if (isSilent) recordSilence(state, target, known)
    settle(state, index)
    return false
  }
  const cheap = before?.sightings ? cheapestQuestion(before.sightings) : null
  if (before !== null && cheap === null && before.reply === replyText(reply, mac)) {
    state.answering++
    if (before.sightings !== null) findings.unchanged(target)
    settle(state, index)
    return false
  }
  enqueue(state, { index, target, reply, known, release })
  return true
}

/** Host discovery at one address, again after a pause while the laptop is out of resources. */
async function discover({ parts, waits }: ScanState, target: ProbeTarget): Promise<HostReply> {
  const { address, ports, row } = target
  const { pacer, limits, timing, signal } = parts
  const turn = async (again: boolean): Promise<void> => {
    await pacer.turn(again)
    parts.updates.touch()
  }
  const query = {
    ...{ address, ports, webOnly: row, inTurn: limits.methodsInTurn, turn, signal },
    timeoutMs: () => waits.of(address),
    nextAfterMs: () => waits.nextAfter(address),
  }
  for (let tries = 1; ; tries++) {
    const reply = await parts.discovery.discover(query)
    if (reply.answered) {
      waits.answer(address, reply.tookMs)
      return reply
    }
    if (reply.because !== 'laptop-full') return reply
    pacer.loss()
    if (tries === mostTries) {
      parts.log.write('scan.not-asked', { address })
      return reply
    }
    await new Promise<void>((resolve) => timing.after(50 * 2 ** tries, resolve))
  }
}
