/** Runs the effects of a bulk run on one device: sign in, read and plan, write, put back. */
import { type Problem, type ProblemCode, PunchdownError, toProblem } from '#shared/errors.ts'
import type { BulkEffect, BulkInput } from '#shared/machines/bulk-run.ts'
import { isActive, type Push } from '#shared/machines/push.ts'
import type { BulkRun, Left } from '#shared/model/bulk-run.ts'
import type { Plan } from '#shared/model/settings.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Store } from '../../store/store.ts'
import type { Devices, Sessions } from '../devices/index.ts'
import type { Jobs } from '../jobs/index.ts'
import type { KeptSignIns } from './kept-sign-ins.ts'
import type { Pushes } from './pushes.ts'
import { putBackPlan } from './put-back.ts'

export interface BulkEffectParts {
  readonly store: Pick<Store, 'pushes' | 'devices'>
  readonly clock: Clock
  readonly jobs: Pick<Jobs, 'note'>
  readonly sessions: Pick<Sessions, 'isSignedIn' | 'stored'>
  readonly devices: Pick<Devices, 'signIn' | 'plan'>
  readonly pushes: Pick<Pushes, 'apply' | 'resume' | 'ended'>
  readonly signIns: Pick<KeptSignIns, 'candidates' | 'refused'>
  /** Called for a device that was read and already fetches from this URL. */
  readonly onUnchanged: (deviceId: string, url: string) => void
}

type DeviceEffect = Exclude<BulkEffect, { do: 'wait' }>

/** Sign-ins tried on a device in one go. Several makes block an account after three wrong passwords. */
const mostTries = 2

/** Runs one effect and returns the fact that follows; null when the service stops before the end. */
export function performBulkEffect(
  parts: BulkEffectParts,
  run: BulkRun,
  effect: DeviceEffect,
): Promise<BulkInput | null> {
  switch (effect.do) {
    case 'plan':
      return planned(parts, run, effect.deviceId)
    case 'write':
      return written(parts, run, effect.deviceId, effect.planId)
    case 'roll-back':
      return rolledBack(parts, run, effect)
  }
}

async function planned(parts: BulkEffectParts, run: BulkRun, deviceId: string): Promise<BulkInput> {
  try {
    const defaultPassword = await signedIn(parts, run, deviceId)
    const plan = await parts.devices.plan(deviceId, run.target)
    if (plan.edits.some(({ before, after }) => before !== after))
      return { fact: 'plan-made', deviceId, planId: plan.id, defaultPassword }
    if (plan.target.kind === 'provisioning') parts.onUnchanged(deviceId, plan.target.url)
    return { fact: 'found-unchanged', deviceId, defaultPassword }
  } catch (error) {
    return { fact: 'read-failed', deviceId, problem: toProblem(error) }
  }
}

async function written(
  parts: BulkEffectParts,
  run: BulkRun,
  deviceId: string,
  planId: string,
): Promise<BulkInput | null> {
  try {
    const push = await pushed(parts, run, deviceId, planId)
    if (isActive(push.state)) return null
    if (push.state.at !== 'failed') return { fact: 'written', deviceId }
    return { fact: 'write-failed', deviceId, problem: push.state.problem, left: leftBy(push) }
  } catch (error) {
    // without a push, nothing was sent; with one, it is continued at the next sign-in
    const left = parts.store.pushes.ofPlan(deviceId, planId) === null ? 'untouched' : 'not-known'
    return { fact: 'write-failed', deviceId, problem: toProblem(error), left }
  }
}

async function rolledBack(
  parts: BulkEffectParts,
  run: BulkRun,
  { deviceId, planId, since }: Extract<DeviceEffect, { do: 'roll-back' }>,
): Promise<BulkInput | null> {
  const failed = (problem: Problem): BulkInput => ({ fact: 'roll-back-failed', deviceId, problem })
  try {
    const { id } = savedPutBack(parts, planId, `${planId} put-back ${since}`)
    const push = await pushed(parts, run, deviceId, id)
    if (isActive(push.state)) return null
    return push.state.at === 'failed' ? failed(push.state.problem) : { fact: 'rolled-back', deviceId }
  } catch (error) {
    return failed(toProblem(error))
  }
}

/** @throws PunchdownError not-found | nothing-to-put-back */
export function savedPutBack(
  { store, clock }: Pick<BulkEffectParts, 'store' | 'clock'>,
  planId: string,
  id: string,
): Plan {
  const saved = store.pushes.plan(id)
  if (saved !== null) return saved
  const plan = store.pushes.plan(planId)
  if (plan === null) throw new PunchdownError('not-found', { what: 'plan', id: planId })
  const back = putBackPlan(plan, id, clock.now())
  if (back === null) throw new PunchdownError('nothing-to-put-back')
  store.pushes.savePlan(back)
  return back
}

/** The push of a plan when it has ended. A plan has one push: one that was interrupted is continued, one that ended is not repeated. */
async function pushed(parts: BulkEffectParts, run: BulkRun, deviceId: string, planId: string): Promise<Push> {
  const { store, pushes } = parts
  const known = store.pushes.ofPlan(deviceId, planId)
  if (known !== null && !isActive(known.state)) return known
  await signedIn(parts, run, deviceId)
  const push =
    store.pushes.ofPlan(deviceId, planId) ?? pushes.apply(deviceId, planId, { start: run.options.restart })
  pushes.resume(deviceId)
  return pushes.ended(push.id)
}

/**
 * Signs in with the kept sign-ins; each is tried once. Resolves to true when it was the maker's default one.
 * @throws PunchdownError sign-in-needed | sign-in-refused | sign-in-blocked and what a sign-in throws
 */
async function signedIn(
  { sessions, devices, signIns, jobs }: BulkEffectParts,
  { options }: BulkRun,
  deviceId: string,
): Promise<boolean> {
  if (sessions.isSignedIn(deviceId)) return false
  const device = sessions.stored(deviceId)
  let problem = new PunchdownError('sign-in-needed', { address: device.address })
  for (const candidate of signIns.candidates(device, options.defaultPasswords).slice(0, mostTries)) {
    const { id, user, password, isDefault } = candidate
    try {
      await devices.signIn(deviceId, { user, password, acceptPlainHttp: options.acceptPlainHttp })
    } catch (error) {
      const { code } = toProblem(error)
      if (!(error instanceof PunchdownError) || !isRefusal(code)) throw error
      signIns.refused(deviceId, id)
      if (code === 'sign-in-blocked') throw error
      problem = error
      continue
    }
    if (isDefault)
      jobs.note({
        ...{ jobId: device.jobId, what: 'device.default-password', deviceId, endpointId: null },
        facts: { user },
      })
    return isDefault
  }
  throw problem
}

const isRefusal = (code: ProblemCode): boolean => code === 'sign-in-refused' || code === 'sign-in-blocked'

/** Problems of a write that arise before anything is sent. */
const beforeWriting: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'plan-outdated',
  'value-refused',
  'setting-missing',
  'sign-in-needed',
  'device-moved',
  'no-driver',
  'capability-missing',
])

/** State of the device's settings after a failed push. */
export function leftBy({ state }: Pick<Push, 'state'>): Left {
  if (state.at !== 'failed') return 'written'
  const { during, problem, results } = state
  if (during === 'applying') return beforeWriting.has(problem.code) ? 'untouched' : 'not-known'
  const kept = results.filter(({ result }) => result === 'set').length
  if (results.some(({ result }) => result === 'unknown')) return 'not-known'
  if (results.every(({ result }) => result === 'set' || result === 'unchanged')) return 'written'
  return kept > 0 ? 'partly-written' : 'untouched'
}
