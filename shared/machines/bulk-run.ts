/**
 * One run of a bulk set-up: reads every device, shows one plan for all, writes it device by device, and can put the values back.
 *
 *   planning → planned → applying → ended → rolling-back → ended
 *
 * The run decides which device is next: how many at once, how often one starts, and one device of a model before the others of
 * the model. Reading, writing and putting back one device are effects; the push machine does the writing. After a restart of the core the
 * run is paused; effectsUnderWay gives the effects of the devices that were in progress, and each tolerates being performed twice.
 */
import type { Problem } from '../errors.ts'
import type { BulkDevice, BulkPhase, BulkRun, BulkStep, Left } from '../model/bulk-run.ts'
import { moved, stayed, type Transition } from './transition.ts'

export type BulkInput =
  | {
      readonly fact: 'plan-made'
      readonly deviceId: string
      readonly planId: string
      readonly defaultPassword: boolean
    }
  | { readonly fact: 'found-unchanged'; readonly deviceId: string; readonly defaultPassword: boolean }
  | { readonly fact: 'read-failed'; readonly deviceId: string; readonly problem: Problem }
  | { readonly fact: 'written'; readonly deviceId: string }
  | {
      readonly fact: 'write-failed'
      readonly deviceId: string
      readonly problem: Problem
      readonly left: Left
    }
  | { readonly fact: 'rolled-back'; readonly deviceId: string }
  | { readonly fact: 'roll-back-failed'; readonly deviceId: string; readonly problem: Problem }
  | { readonly fact: 'approved' }
  | { readonly fact: 'paused' }
  | { readonly fact: 'continued' }
  | { readonly fact: 'cancelled' }
  /** Reads again what was not read, not written or skipped. */
  | { readonly fact: 'retried' }
  /** Null puts back every device that was written. */
  | { readonly fact: 'roll-back-asked'; readonly deviceIds: readonly string[] | null }
  | { readonly fact: 'start-time-came' }

export type BulkEffect =
  | { readonly do: 'plan'; readonly deviceId: string }
  | { readonly do: 'write'; readonly deviceId: string; readonly planId: string }
  | { readonly do: 'roll-back'; readonly deviceId: string; readonly planId: string; readonly since: number }
  /** Gives the fact `start-time-came` at this time. */
  | { readonly do: 'wait'; readonly until: number }

/** Like failures of one model after which the rest of the model is skipped. */
const mostLikeFailures = 2

const isRunning = ({ at }: BulkPhase): boolean => at !== 'planned' && at !== 'ended'
export const isPaused = (phase: BulkPhase): boolean => 'paused' in phase && phase.paused

const inProgress: ReadonlySet<BulkStep['at']> = new Set<BulkStep['at']>([
  'planning',
  'writing',
  'rolling-back',
])

/** The step in which a device waits for its turn in a phase. */
const waitingIn = { planning: 'to-plan', applying: 'planned', 'rolling-back': 'to-roll-back' } as const

export function transition(run: BulkRun, input: BulkInput, now: number): Transition<BulkRun, BulkEffect> {
  if ('deviceId' in input) return deviceFact(run, input, now)
  const { phase } = run
  switch (input.fact) {
    case 'approved':
      if (phase.at !== 'planned') return stayed(`not planned but ${phase.at}`)
      return settled({ ...run, phase: { at: 'applying', paused: false } }, now)
    case 'paused':
      if (!('paused' in phase) || phase.paused || phase.at === 'cancelling')
        return stayed(`nothing to pause in ${phase.at}`)
      return moved({ ...run, phase: { ...phase, paused: true } })
    case 'continued':
      if (!('paused' in phase) || !phase.paused) return stayed(`not paused but ${phase.at}`)
      return settled({ ...run, phase: { ...phase, paused: false } }, now, effectsUnderWay(run))
    case 'cancelled':
      if (!isRunning(phase) && phase.at !== 'planned') return stayed(`already ${phase.at}`)
      if (phase.at === 'cancelling') return stayed('already cancelling')
      // a paused run may have been interrupted: what is in progress ends before the run does
      return settled(cancelled(run), now, isPaused(phase) ? effectsUnderWay(run) : [])
    case 'retried':
      return retried(run, now)
    case 'roll-back-asked':
      return rollBackAsked(run, input.deviceIds, now)
    case 'start-time-came':
      return isRunning(phase) ? settled(run, now) : stayed(`nothing starts in ${phase.at}`)
  }
}

type DeviceFact = Extract<BulkInput, { deviceId: string }>

function deviceFact(run: BulkRun, input: DeviceFact, now: number): Transition<BulkRun, BulkEffect> {
  const device = run.devices.find(({ deviceId }) => deviceId === input.deviceId)
  if (device === undefined) return stayed('not a device of this run')
  const step = stepAfter(device.step, input, now)
  if (step === null) return stayed(`${input.fact} does not apply to ${device.step.at}`)
  const defaultPassword =
    device.defaultPassword || ('defaultPassword' in input && input.defaultPassword === true)
  const next: BulkDevice = { ...device, step, defaultPassword }
  return settled({ ...run, devices: run.devices.map((each) => (each === device ? next : each)) }, now)
}

function stepAfter(step: BulkStep, input: DeviceFact, now: number): BulkStep | null {
  switch (step.at) {
    case 'planning':
      if (input.fact === 'plan-made') return { at: 'planned', planId: input.planId }
      if (input.fact === 'found-unchanged') return { at: 'unchanged' }
      return input.fact === 'read-failed' ? { at: 'not-read', problem: input.problem } : null
    case 'writing':
      if (input.fact === 'written')
        return { at: 'done', planId: step.planId, tookMs: Math.max(0, now - step.since) }
      if (input.fact !== 'write-failed') return null
      return { at: 'not-written', planId: step.planId, problem: input.problem, left: input.left }
    case 'rolling-back':
      if (input.fact === 'rolled-back') return { at: 'rolled-back', planId: step.planId }
      if (input.fact !== 'roll-back-failed') return null
      return { at: 'not-rolled-back', planId: step.planId, problem: input.problem }
    default:
      return null
  }
}

function withSteps(run: BulkRun, steps: ReadonlyMap<string, BulkStep>): BulkRun {
  const devices = run.devices.map((device) => {
    const step = steps.get(device.deviceId)
    return step === undefined ? device : { ...device, step }
  })
  return { ...run, devices }
}

/** Devices whose step `change` replaces; null leaves a device as it is. */
function changed(run: BulkRun, change: (device: BulkDevice) => BulkStep | null): BulkRun {
  const steps = new Map<string, BulkStep>()
  for (const device of run.devices) {
    const step = change(device)
    if (step !== null) steps.set(device.deviceId, step)
  }
  return steps.size === 0 ? run : withSteps(run, steps)
}

function cancelled(run: BulkRun): BulkRun {
  const stopped = changed(run, ({ step }) => {
    if (step.at === 'to-plan' || step.at === 'planned') return { at: 'skipped', why: 'cancelled' }
    return step.at === 'to-roll-back' ? notPutBack(step) : null
  })
  return { ...stopped, phase: { at: 'cancelling', paused: false } }
}

/** A device whose values were not put back after all. */
const notPutBack = ({ planId }: Extract<BulkStep, { at: 'to-roll-back' }>): BulkStep => ({
  ...{ at: 'not-rolled-back', planId, problem: { code: 'cancelled', facts: {} } },
})

function retried(run: BulkRun, now: number): Transition<BulkRun, BulkEffect> {
  const { phase } = run
  if (phase.at !== 'planned' && phase.at !== 'ended') return stayed(`still ${phase.at}`)
  const next = changed(run, ({ step }) =>
    step.at === 'not-read' || step.at === 'not-written' || step.at === 'skipped' ? { at: 'to-plan' } : null,
  )
  if (next === run) return stayed('no device to retry')
  return settled({ ...next, phase: { at: 'planning', paused: false } }, now)
}

function rollBackAsked(
  run: BulkRun,
  deviceIds: readonly string[] | null,
  now: number,
): Transition<BulkRun, BulkEffect> {
  if (run.phase.at !== 'ended') return stayed(`still ${run.phase.at}`)
  const wanted = deviceIds === null ? null : new Set(deviceIds)
  const next = changed(run, ({ deviceId, step }) =>
    canRollBack(step) && (wanted === null || wanted.has(deviceId))
      ? { at: 'to-roll-back', planId: step.planId }
      : null,
  )
  if (next === run) return stayed('no device to put back')
  return settled({ ...next, phase: { at: 'rolling-back', paused: false } }, now)
}

/** Devices that were written, or that may have been written in part. */
export const canRollBack = (
  step: BulkStep,
): step is Extract<BulkStep, { at: 'done' | 'not-written' | 'not-rolled-back' }> =>
  step.at === 'done' ||
  step.at === 'not-rolled-back' ||
  (step.at === 'not-written' && step.left !== 'untouched')

/** Skips the rest of stopped models, starts what may start, and ends a phase in which nothing is left. */
function settled(
  run: BulkRun,
  now: number,
  before: readonly BulkEffect[] = [],
): Transition<BulkRun, BulkEffect> {
  const next = withoutStopped(run)
  const { phase } = next
  if (phase.at === 'planned' || phase.at === 'ended') return moved(next, ...before)
  const busy = next.devices.filter(({ step }) => inProgress.has(step.at)).length
  if (phase.at === 'cancelling')
    return moved(busy > 0 ? next : { ...next, phase: { at: 'ended', cancelled: true } }, ...before)
  const waiting = next.devices.some(({ step }) => step.at === waitingIn[phase.at])
  if (busy === 0 && !waiting) {
    const isPlanned = next.devices.some(({ step }) => step.at === 'planned')
    const after: BulkPhase =
      phase.at === 'planning' && isPlanned ? { at: 'planned' } : { at: 'ended', cancelled: false }
    return moved({ ...next, phase: after }, ...before)
  }
  if (phase.paused) return moved(next, ...before)
  const { run: started, effects } = startedIn(next, phase.at, busy, now)
  return moved(started, ...before, ...effects)
}

/**
 * Skips the waiting devices of each model with two like failures: refused sign-ins while the devices are read, failed writes while they are
 * written. A device that could not be read for another reason, such as one that is switched off, does not count.
 */
function withoutStopped(run: BulkRun): BulkRun {
  const { phase } = run
  if (phase.at !== 'planning' && phase.at !== 'applying') return run
  const waiting = waitingIn[phase.at]
  const counts = new Map<string, number>()
  const stopped = new Set<string>()
  for (const { group, step } of run.devices) {
    const problem = countedProblem(step, phase.at)
    if (problem === null) continue
    const like = JSON.stringify([group, problem.code])
    const count = (counts.get(like) ?? 0) + 1
    counts.set(like, count)
    if (count >= mostLikeFailures) stopped.add(group)
  }
  if (stopped.size === 0) return run
  return changed(run, ({ group, step }) =>
    step.at === waiting && stopped.has(group) ? { at: 'skipped', why: 'model-stopped' } : null,
  )
}

function countedProblem(step: BulkStep, phase: 'planning' | 'applying'): Problem | null {
  if (phase === 'applying') return step.at === 'not-written' ? step.problem : null
  return step.at === 'not-read' && isSignInProblem(step.problem) ? step.problem : null
}

const isSignInProblem = ({ code }: Problem): boolean => code.startsWith('sign-in-')

/** Whether a device ended the step of the canary in this phase, so that the other devices of its model may start. */
function provesModel(step: BulkStep, phase: keyof typeof waitingIn): boolean {
  switch (phase) {
    case 'planning':
      return step.at === 'not-read'
        ? !isSignInProblem(step.problem)
        : step.at !== 'to-plan' && step.at !== 'planning' && step.at !== 'skipped'
    case 'applying':
      return step.at === 'done'
    case 'rolling-back':
      return step.at === 'rolled-back'
  }
}

function startedIn(
  run: BulkRun,
  phase: keyof typeof waitingIn,
  busy: number,
  now: number,
): { run: BulkRun; effects: BulkEffect[] } {
  const { concurrency, startEveryMs, canary } = run.options
  const proven = new Set<string>()
  const underWay = new Set<string>()
  for (const { group, step } of run.devices) {
    if (!canary || provesModel(step, phase)) proven.add(group)
    if (inProgress.has(step.at)) underWay.add(group)
  }
  const steps = new Map<string, BulkStep>()
  const effects: BulkEffect[] = []
  let { nextStartAt } = run
  for (const { deviceId, group, step } of slowestFirst(run.devices)) {
    if (busy >= concurrency) break
    if (step.at !== waitingIn[phase] || (underWay.has(group) && !proven.has(group))) continue
    if (startEveryMs > 0 && nextStartAt > now) {
      effects.push({ do: 'wait', until: nextStartAt })
      break
    }
    const next = startOf(step, now)
    if (next === null) continue
    steps.set(deviceId, next)
    effects.push(...effectOf(deviceId, next))
    underWay.add(group)
    busy++
    if (startEveryMs > 0) nextStartAt = now + startEveryMs
  }
  return { run: steps.size === 0 ? run : { ...withSteps(run, steps), nextStartAt }, effects }
}

/**
 * Devices of models that took longest first, so that no slow one is left for the end; models of which none is done yet before them. The
 * order within a model stays.
 */
function slowestFirst(devices: readonly BulkDevice[]): readonly BulkDevice[] {
  const took = new Map<string, number>()
  for (const { group, step } of devices) {
    if (step.at === 'done') took.set(group, Math.max(step.tookMs, took.get(group) ?? 0))
  }
  if (took.size === 0) return devices
  const of = ({ group }: BulkDevice): number => took.get(group) ?? Number.MAX_SAFE_INTEGER
  return devices.toSorted((a, b) => of(b) - of(a))
}

function startOf(step: BulkStep, now: number): BulkStep | null {
  switch (step.at) {
    case 'to-plan':
      return { at: 'planning' }
    case 'planned':
      return { at: 'writing', planId: step.planId, since: now }
    case 'to-roll-back':
      return { at: 'rolling-back', planId: step.planId, since: now }
    default:
      return null
  }
}

function effectOf(deviceId: string, step: BulkStep): BulkEffect[] {
  switch (step.at) {
    case 'planning':
      return [{ do: 'plan', deviceId }]
    case 'writing':
      return [{ do: 'write', deviceId, planId: step.planId }]
    case 'rolling-back':
      return [{ do: 'roll-back', deviceId, planId: step.planId, since: step.since }]
    default:
      return []
  }
}

/** Effects of the devices in progress, to perform again after a restart of the core. */
export const effectsUnderWay = ({ devices }: Pick<BulkRun, 'devices'>): BulkEffect[] =>
  devices.flatMap(({ deviceId, step }) => effectOf(deviceId, step))

/** The run as it is found after a restart of the core: paused, so that nothing is written before the technician continues. */
export function interrupted(run: BulkRun): BulkRun {
  const { phase } = run
  return 'paused' in phase ? { ...run, phase: { ...phase, paused: true } } : run
}

/** A new run with its devices waiting to be read. */
export function newBulkRun(
  made: Omit<BulkRun, 'phase' | 'nextStartAt' | 'devices'>,
  devices: readonly Omit<BulkDevice, 'step' | 'defaultPassword'>[],
): BulkRun {
  return {
    ...made,
    phase: { at: 'planning', paused: true },
    nextStartAt: 0,
    devices: devices.map((device) => ({
      ...device,
      step: { at: device.way.kind === 'guided-card' ? 'by-hand' : 'to-plan' },
      defaultPassword: false,
    })),
  }
}
