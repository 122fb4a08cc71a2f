/** Bulk set-up: runs over many devices. Each state is stored before its effects run. */
import { randomUUID } from 'node:crypto'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import {
  type BulkEffect,
  type BulkInput,
  interrupted,
  newBulkRun,
  transition,
} from '#shared/machines/bulk-run.ts'
import type { BulkOptions, BulkRun, BulkRunChange, BulkSummary, Way } from '#shared/model/bulk-run.ts'
import type { ProvisioningTarget } from '#shared/model/region.ts'
import type { Plan } from '#shared/model/settings.ts'
import type { Log } from '../../platform/log.ts'
import type { Timing } from '../../platform/timing.ts'
import type { Store, StoredDevice } from '../../store/store.ts'
import { type BulkEffectParts, performBulkEffect, savedPutBack } from './bulk-effects.ts'
import { watchRun } from './bulk-watch.ts'

interface NewBulkRun {
  readonly jobId: string
  readonly deviceIds: readonly string[]
  readonly target: ProvisioningTarget
  readonly options: BulkOptions
}

type BulkCommand = Extract<
  BulkInput,
  { fact: 'approved' | 'paused' | 'continued' | 'cancelled' | 'retried' | 'roll-back-asked' }
>

export interface BulkRuns {
  /** Starts to read the devices; writes nothing before the fact `approved`. @throws PunchdownError not-found | bad-input */
  start(request: NewBulkRun): BulkRun
  /** @throws PunchdownError not-found | input-not-applicable */
  command(runId: string, input: BulkCommand): BulkRun
  /** A run that a restart of the core interrupted is paused. @throws PunchdownError not-found */
  get(runId: string): BulkRun
  /** Newest first. */
  list(jobId: string): BulkSummary[]
  /** Plans of the devices of a run that have one. @throws PunchdownError not-found */
  plans(runId: string): Plan[]
  /** The whole run, then its changes. @throws PunchdownError not-found */
  watch(runId: string, signal: AbortSignal | undefined): AsyncGenerator<BulkRunChange, undefined>
  /** Makes the plan that undoes a push; writes nothing. @throws PunchdownError not-found | nothing-to-put-back */
  planPutBack(pushId: string): Plan
  stop(): void
}

export interface BulkRunsParts extends BulkEffectParts {
  readonly store: Store
  readonly timing: Timing
  readonly log: Log
  readonly wayOf: (device: StoredDevice) => Way
}

interface Active extends BulkRunsParts {
  /** Runs that this process has moved, by id. */
  readonly runs: Map<string, BulkRun>
  /** `run device` of effects in progress. */
  readonly working: Set<string>
  /** Cancels the timer of a run's next start. */
  readonly timers: Map<string, () => void>
  readonly listeners: Map<string, Set<() => void>>
  isStopped: boolean
}

export function createBulkRuns(parts: BulkRunsParts): BulkRuns {
  const active: Active = {
    ...parts,
    ...{ runs: new Map(), working: new Set(), timers: new Map(), listeners: new Map(), isStopped: false },
  }
  return {
    start: (request) => start(active, request),
    command: (runId, input) => command(active, runId, input),
    get: (runId) => runOf(active, runId),
    list: (jobId) =>
      parts.store.bulkRuns.ofJob(jobId).map((run) => summaryOf(active.runs.get(run.id) ?? interrupted(run))),
    plans: (runId) => plansOf(active, runId),
    watch(runId, signal) {
      runOf(active, runId)
      return watchRun(
        {
          timing: parts.timing,
          read: () => runOf(active, runId),
          onChange: (listener) => listen(active, runId, listener),
        },
        signal,
      )
    },
    planPutBack(pushId) {
      const push = parts.store.pushes.get(pushId)
      if (push === null) throw new PunchdownError('not-found', { what: 'push', id: pushId })
      return savedPutBack(parts, push.plan.id, randomUUID())
    },
    stop() {
      active.isStopped = true
      for (const cancel of active.timers.values()) cancel()
    },
  }
}

function runOf({ runs, store }: Active, runId: string): BulkRun {
  const known = runs.get(runId)
  if (known !== undefined) return known
  const stored = store.bulkRuns.get(runId)
  if (stored === null) throw new PunchdownError('not-found', { what: 'bulk run', id: runId })
  const run = interrupted(stored)
  runs.set(runId, run)
  return run
}

function start(active: Active, { jobId, deviceIds, target, options }: NewBulkRun): BulkRun {
  const { store, clock, wayOf, jobs } = active
  const devices = [...new Set(deviceIds)].map((deviceId) => {
    const device = store.devices.get(deviceId)
    if (device === null || device.jobId !== jobId)
      throw new PunchdownError('not-found', { what: 'device', id: deviceId })
    return { deviceId, group: groupOf(device), way: wayOf(device) }
  })
  if (devices.length === 0) throw new PunchdownError('bad-input', { field: 'deviceIds' })
  const run = newBulkRun({ id: randomUUID(), jobId, createdAt: clock.now(), target, options }, devices)
  store.bulkRuns.save(run)
  active.runs.set(run.id, run)
  jobs.note({
    ...{ jobId, what: 'bulk.started', deviceId: null, endpointId: null },
    facts: { devices: devices.length },
  })
  return command(active, run.id, { fact: 'continued' })
}

/** `Poly VVX 411`; the maker alone, or nothing, for a device that is not fully identified. */
const groupOf = ({ identity: { vendor, model } }: StoredDevice): string =>
  [vendor, model].filter((part) => part !== null).join(' ')

function command(active: Active, runId: string, input: BulkCommand): BulkRun {
  const { phase } = runOf(active, runId)
  if (!advance(active, runId, input)) throw new PunchdownError('input-not-applicable', { state: phase.at })
  return runOf(active, runId)
}

/** Applies a fact, stores the run and starts the effects; false when the fact does not apply. */
function advance(active: Active, runId: string, input: BulkInput): boolean {
  const before = runOf(active, runId)
  const result = transition(before, input, active.clock.now())
  if (!result.applies) return false
  const run = result.state
  active.store.transaction(() => {
    active.store.bulkRuns.save(run, before)
    noteChange(active, before, run)
  })
  active.runs.set(runId, run)
  for (const listener of active.listeners.get(runId) ?? []) listener()
  for (const effect of result.effects) perform(active, run, effect)
  return true
}

/** A line of history when the run is approved, cancelled, put back or ended. */
function noteChange({ jobs }: Active, before: BulkRun, { jobId, phase, devices }: BulkRun): void {
  if (before.phase.at === phase.at) return
  jobs.note({
    ...{ jobId, what: `bulk.${phase.at}`, deviceId: null, endpointId: null },
    facts: { devices: devices.length },
  })
}

function perform(active: Active, run: BulkRun, effect: BulkEffect): void {
  if (active.isStopped) return
  if (effect.do === 'wait') {
    wait(active, run.id, effect.until)
    return
  }
  const key = `${run.id} ${effect.deviceId}`
  // after a pause the effect may still be in progress
  if (active.working.has(key)) return
  active.working.add(key)
  performBulkEffect(active, run, effect)
    .then((input) => {
      active.working.delete(key)
      if (input !== null && !active.isStopped) advance(active, run.id, input)
    })
    .catch((error: unknown) =>
      active.log.write('bulk.stopped', { runId: run.id, problem: toProblem(error).code }),
    )
}

function wait(active: Active, runId: string, until: number): void {
  active.timers.get(runId)?.()
  const cancel = active.timing.after(Math.max(0, until - active.clock.now()), () => {
    active.timers.delete(runId)
    advance(active, runId, { fact: 'start-time-came' })
  })
  active.timers.set(runId, cancel)
}

function plansOf(active: Active, runId: string): Plan[] {
  return runOf(active, runId).devices.flatMap(({ step }) => {
    const plan = 'planId' in step ? active.store.pushes.plan(step.planId) : null
    return plan === null ? [] : [plan]
  })
}

function listen({ listeners }: Active, runId: string, listener: () => void): () => void {
  const all = listeners.get(runId) ?? new Set()
  listeners.set(runId, all.add(listener))
  return () => void all.delete(listener)
}

function summaryOf({ devices, ...head }: BulkRun): BulkSummary {
  const steps = new Map<string, number>()
  for (const { step } of devices) steps.set(step.at, (steps.get(step.at) ?? 0) + 1)
  return { ...head, steps: Object.fromEntries(steps) }
}
