/** One scan while it runs: rounds of host discovery, the devices that are asked, updates, pausing. */
import { PunchdownError } from '#shared/errors.ts'
import { startNext } from './ask-queue.ts'
import { discoveryRound } from './discovery-round.ts'
import type { DoneSet } from './done-set.ts'
import type { EngineProgress, EngineUpdate } from './engine-events.ts'
import type { Pacer } from './pacer.ts'
import { createRate, createStopwatch, type Stopwatch, stageOf, timeLeft } from './progress.ts'
import { createScanState, type RunParts, type ScanState, settle } from './scan-state.ts'

export type { RunParts } from './scan-state.ts'

export interface Run {
  /** Resolves when every target is settled. @throws PunchdownError cancelled | unreachable */
  work(): Promise<void>
  /** Findings and progress since the last call. */
  update(): EngineUpdate
  readonly control: Pick<Pacer, 'pause' | 'resume' | 'paused'>
}

export function createRun(parts: RunParts): Run {
  const { done, timing } = parts
  const state = createScanState(parts)
  const stopwatch = createStopwatch(timing)
  const rate = createRate(timing)
  const settledBefore = done.count
  return {
    work: () => work(state, settledBefore),
    update: () => ({
      kind: 'update',
      progress: progressOf(state, settledBefore, stopwatch, rate.rateAt(parts.pacer.asked)),
      ...state.findings.take(),
      done: done.bytes(),
    }),
    control: controlOf(parts, stopwatch),
  }
}

async function work(state: ScanState, settledBefore: number): Promise<void> {
  const { done } = state.parts
  await discoveryRound(state, unsettledIn(done), done.size - done.count, false)
  const again = state.silent.splice(0).filter(({ address }) => state.waits.loses(address))
  await discoveryRound(
    state,
    again.map(({ index }) => index),
    again.length,
    true,
  )
  state.idle = Promise.withResolvers()
  startNext(state)
  await state.idle.promise
  if (state.failure !== null) throw state.failure.error
  const [first] = state.noRoute
  // nothing could be asked at all: no target is settled, so that the scan can be resumed
  if (first !== undefined && done.count === settledBefore) {
    throw new PunchdownError('unreachable', { address: first.address, reason: 'no-route' })
  }
  for (const { index } of state.noRoute) settle(state, index)
}

function* unsettledIn(done: DoneSet): Generator<number> {
  for (let index = 0; index < done.size; index++) if (!done.has(index)) yield index
}

function progressOf(
  state: ScanState,
  settledBefore: number,
  stopwatch: Stopwatch,
  rate: number,
): EngineProgress {
  const { done, pacer } = state.parts
  const left = done.size - done.count
  const { paused } = pacer
  return {
    ...{ stage: stageOf(state), done: done.count, total: done.size, answering: state.answering, paused },
    rate,
    leftMs: paused ? null : timeLeft(done.count - settledBefore, left, stopwatch.ms()),
  }
}

function controlOf({ pacer, neighbourPacer, updates }: RunParts, stopwatch: Stopwatch): Run['control'] {
  return {
    pause() {
      pacer.pause()
      neighbourPacer.pause()
      stopwatch.stop()
      updates.touch()
    },
    resume() {
      stopwatch.start()
      pacer.resume()
      neighbourPacer.resume()
      updates.touch()
    },
    get paused() {
      return pacer.paused
    },
  }
}
