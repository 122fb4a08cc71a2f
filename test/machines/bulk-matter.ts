/** Bulk runs of a test: devices by group, and a simulator that answers every effect of a run. */
import type { Problem } from '#shared/errors.ts'
import { type BulkEffect, type BulkInput, newBulkRun, transition } from '#shared/machines/bulk-run.ts'
import type { BulkOptions, BulkRun, BulkStep } from '#shared/model/bulk-run.ts'

export const problem = (code: Problem['code']): Problem => ({ code, facts: {} })

/** `['vvx', 'vvx', 'rove']` is three devices of two models: d0, d1, d2. */
export const runOf = (groups: readonly string[], options: Partial<BulkOptions> = {}): BulkRun =>
  newBulkRun(
    {
      ...{ id: 'run', jobId: 'one', createdAt: 1, target: { kind: 'rehearsal' } },
      options: {
        ...{
          concurrency: 8,
          startEveryMs: 0,
          canary: true,
          acceptPlainHttp: false,
          restart: true,
          defaultPasswords: false,
        },
        ...options,
      },
    },
    groups.map((group, index) => ({
      deviceId: `d${index}`,
      group,
      way: group === 'card' ? { kind: 'guided-card', card: 'generic' } : { kind: 'driver', driver: group },
    })),
  )

export const stepOf = (run: BulkRun, deviceId: string): BulkStep | undefined =>
  run.devices.find((device) => device.deviceId === deviceId)?.step

export const stepsOf = (run: BulkRun): string => run.devices.map(({ step }) => step.at).join(' ')

/** Applies a fact that must apply. */
export function go(
  run: BulkRun,
  input: BulkInput,
  now = 0,
): { run: BulkRun; effects: readonly BulkEffect[] } {
  const result = transition(run, input, now)
  if (!result.applies) throw new Error(result.why)
  return { run: result.state, effects: result.effects }
}

interface Told {
  readonly effect: BulkEffect
  readonly at: number
  /** The run after the effect was given. */
  readonly run: BulkRun
}

type Outcome = (effect: Exclude<BulkEffect, { do: 'wait' }>) => BulkInput

/** A run whose effects end in the order that `pick` decides; a wait ends when nothing else is left. */
export function simulator(first: BulkRun, outcome: Outcome, pick: (count: number) => number = () => 0) {
  let run = first
  let now = 0
  const open: Exclude<BulkEffect, { do: 'wait' }>[] = []
  const told: Told[] = []
  let wakeAt: number | null = null
  const apply = (input: BulkInput): boolean => {
    const result = transition(run, input, now)
    if (!result.applies) return false
    run = result.state
    for (const effect of result.effects) {
      told.push({ effect, at: now, run })
      if (effect.do === 'wait') wakeAt = effect.until
      else open.push(effect)
    }
    return true
  }
  /** Ends one effect, or lets the time of a wait come; false when nothing is left. */
  const advance = (): boolean => {
    const [effect] = open.splice(pick(open.length), 1)
    if (effect !== undefined) return apply(outcome(effect))
    if (wakeAt === null) return false
    now = Math.max(now, wakeAt)
    wakeAt = null
    return apply({ fact: 'start-time-came' })
  }
  return {
    apply,
    advance,
    /** A restart of the core: every effect and every timer is gone. */
    kill() {
      open.length = 0
      wakeAt = null
    },
    set: (next: BulkRun) => {
      run = next
    },
    drain() {
      while (advance());
    },
    run: () => run,
    told,
    /** Device ids of the effects of a kind, in order. */
    given: (what: BulkEffect['do']) =>
      told.flatMap(({ effect }) => (effect.do === what && 'deviceId' in effect ? [effect.deviceId] : [])),
  }
}

let made = 0
/** Every device needs the write and takes it. */
export const allWell: Outcome = (effect) => {
  const { deviceId } = effect
  switch (effect.do) {
    case 'plan':
      return { fact: 'plan-made', deviceId, planId: `plan-${made++}`, defaultPassword: false }
    case 'write':
      return { fact: 'written', deviceId }
    case 'roll-back':
      return { fact: 'rolled-back', deviceId }
  }
}

export const failing =
  (
    what: 'plan' | 'write' | 'roll-back',
    code: Problem['code'],
    of: readonly string[] | null = null,
  ): Outcome =>
  (effect) => {
    const { deviceId } = effect
    if (effect.do !== what || (of !== null && !of.includes(deviceId))) return allWell(effect)
    const failed = { deviceId, problem: problem(code) }
    if (what === 'plan') return { fact: 'read-failed', ...failed }
    return what === 'write'
      ? { fact: 'write-failed', ...failed, left: 'not-known' }
      : { fact: 'roll-back-failed', ...failed }
  }
