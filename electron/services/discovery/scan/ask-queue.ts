/** Asks discovered hosts, a limited number at the same time, and records what they are. */
import { deviceFrom } from './found-device.ts'
import { isAnswer, macIn } from './questions.ts'
import { type DiscoveredHost, fail, recordSilence, replyText, type ScanState, settle } from './scan-state.ts'

export function enqueue(state: ScanState, host: DiscoveredHost): void {
  state.queue.push(host)
  state.unspoken++
  startNext(state)
}

/** Fills the free slots from the queue. */
export function startNext(state: ScanState): void {
  const { signal, limits } = state.parts
  if (signal.aborted) for (const host of state.queue.splice(0)) host.release()
  while (state.asking < limits.devicesAtOnce) {
    const host = state.queue.shift()
    if (host === undefined) break
    state.asking++
    askHost(state, host)
      .catch((error: unknown) => fail(state, error))
      .finally(() => {
        host.release()
        state.asking--
        startNext(state)
      })
  }
  if (state.asking === 0 && state.queue.length === 0) state.idle?.resolve()
}

async function askHost(state: ScanState, { index, target, reply, known }: DiscoveredHost): Promise<void> {
  const { asker, findings, waits, parts } = state
  let hasSpoken = false
  const spoke = () => {
    if (hasSpoken) return
    hasSpoken = true
    state.unspoken--
  }
  try {
    const { sightings, identity } = await asker.ask(target, reply, spoke)
    const isSilent = !sightings.some(isAnswer)
    if (!isSilent) state.answering++
    // with overlapping methods, another one may only have been faster than the web port
    const missedWeb = !reply.answered || (reply.by !== 'web' && parts.limits.methodsInTurn)
    const hasPage = sightings.some(
      ({ port, protocol }) => /^http/.test(protocol) && port === target.ports.http,
    )
    if (missedWeb && hasPage) waits.loss(target.address)
    const device = deviceFrom(target, sightings, identity)
    // an ARP entry alone says nothing new of a device that answered before
    const isGone = isSilent && known?.sightings?.some(isAnswer) === true
    if (isGone) recordSilence(state, target, known)
    else {
      if (device !== null) findings.device(device)
      findings.reply(target, replyText(reply, macIn(sightings)))
    }
    settle(state, index)
  } finally {
    spoke()
  }
}
