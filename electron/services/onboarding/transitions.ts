/** Applies facts to the onboarding machine: stores the transition, then runs its effects. Sets timers for deadlines in the state. */
import { PunchdownError, toProblem } from '#shared/errors.ts'
import {
  deadlineOf,
  effectsOnEntry,
  type OnboardingEffect,
  type OnboardingInput,
  transition,
} from '#shared/machines/onboarding.ts'
import type { Endpoint } from '#shared/model/job.ts'
import type { Gateway } from '../../gateway/gateway.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Log } from '../../platform/log.ts'
import type { Store } from '../../store/store.ts'
import type { JobChanges, Jobs } from '../jobs/index.ts'

/** Source of a fact, written to the history. */
type FactSource = 'gateway' | 'device' | 'technician' | 'punchdown'

/** Operations of the gateway core that onboarding uses. */
export type OnboardingGateway = Pick<
  Gateway,
  | 'enrol'
  | 'entryUrl'
  | 'facts'
  | 'issueSignInCode'
  | 'issueVerificationCode'
  | 'offboard'
  | 'sendCheckSync'
  | 'status'
>

export interface TransitionParts {
  readonly store: Store
  readonly clock: Clock
  readonly log: Log
  readonly changes: JobChanges
  readonly jobs: Pick<Jobs, 'get'>
  readonly gateway: OnboardingGateway
}

export interface Transitions {
  /** @throws PunchdownError not-found */
  get(endpointId: string): Endpoint
  /** Stores an endpoint and notifies watchers. */
  save(endpoint: Endpoint): Endpoint
  isRehearsal(endpoint: Endpoint): boolean
  /** Applies a fact to the machine. Resolves when the effects have run. A fact that does not apply changes nothing. */
  put(endpointId: string, input: OnboardingInput, source: FactSource): Promise<Endpoint>
  /** Sets the timer for the deadline of a stored state. */
  arm(endpoint: Endpoint): void
  /** Runs the effects of a stored state again, after a restart of the core. */
  runEffectsOnEntry(endpoint: Endpoint): Promise<void>
  stop(): void
}

export function createTransitions(parts: TransitionParts): Transitions {
  const { store, changes, jobs } = parts
  const deadlines = createDeadlines(parts, (endpointId) =>
    transitions.put(endpointId, { fact: 'sign-in-code-expired' }, 'punchdown'),
  )
  const transitions: Transitions = {
    get(endpointId) {
      const endpoint = store.endpoints.get(endpointId)
      if (endpoint === null) throw new PunchdownError('not-found', { what: 'endpoint', id: endpointId })
      return endpoint
    },
    save(endpoint) {
      store.endpoints.save(endpoint)
      changes.endpoint(endpoint.jobId, endpoint.id)
      return endpoint
    },
    isRehearsal: ({ jobId }) => jobs.get(jobId).mode === 'rehearsal',
    async put(endpointId, input, source) {
      const endpoint = transitions.get(endpointId)
      const moved = storeTransition(parts, endpoint, input, source)
      if (moved === null) return endpoint
      deadlines.arm(moved.endpoint)
      for (const effect of moved.effects) await perform(parts, transitions, moved.endpoint, effect)
      return transitions.get(endpointId)
    },
    arm: deadlines.arm,
    async runEffectsOnEntry(endpoint) {
      for (const effect of effectsOnEntry(endpoint.onboarding)) {
        await perform(parts, transitions, endpoint, effect)
      }
    },
    stop: deadlines.stop,
  }
  return transitions
}

/** One timer per endpoint, for the state that ends by itself. */
function createDeadlines(
  { clock, log }: Pick<TransitionParts, 'clock' | 'log'>,
  onDeadline: (endpointId: string) => Promise<unknown>,
) {
  const timers = new Map<string, NodeJS.Timeout>()
  let stopped = false
  return {
    arm(endpoint: Endpoint): void {
      clearTimeout(timers.get(endpoint.id))
      timers.delete(endpoint.id)
      const deadline = deadlineOf(endpoint.onboarding)
      if (deadline === null || stopped) return
      // setTimeout accepts at most 2^31-1 ms, which is longer than the validity of any code
      const wait = Math.min(Math.max(deadline - clock.now(), 0), 2_147_483_647)
      const timer = setTimeout(() => {
        onDeadline(endpoint.id).catch((error: unknown) =>
          log.write('onboarding.deadline-failed', {
            endpointId: endpoint.id,
            problem: toProblem(error).code,
          }),
        )
      }, wait)
      timer.unref()
      timers.set(endpoint.id, timer)
    },
    stop(): void {
      stopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}

function storeTransition(
  { store, clock, log, changes }: TransitionParts,
  endpoint: Endpoint,
  input: OnboardingInput,
  source: FactSource,
): { endpoint: Endpoint; effects: readonly OnboardingEffect[] } | null {
  const now = clock.now()
  const moved = transition(endpoint.onboarding, input, now)
  if (!moved.applies) {
    log.write('onboarding.input-not-applicable', {
      endpointId: endpoint.id,
      fact: input.fact,
      why: moved.why,
    })
    return null
  }
  const { endpoint: next, entry } = store.endpoints.saveTransition(endpoint, moved.state, {
    jobId: endpoint.jobId,
    at: now,
    what: `onboarding.${input.fact}`,
    deviceId: endpoint.deviceId,
    endpointId: endpoint.id,
    facts: {
      from: endpoint.onboarding.at,
      to: moved.state.at,
      fact: input.fact,
      by: source,
      ...('problem' in input ? { problem: input.problem.code } : {}),
    },
  })
  changes.endpoint(next.jobId, next.id)
  changes.history(entry)
  return { endpoint: next, effects: moved.effects }
}

/** Effects may run twice. In live mode they are skipped: Microsoft's service and the technician do the work. */
async function perform(
  { gateway }: TransitionParts,
  { isRehearsal, put }: Transitions,
  endpoint: Endpoint,
  effect: OnboardingEffect,
): Promise<void> {
  if (!isRehearsal(endpoint)) return
  const { id, hardwareId } = endpoint
  try {
    switch (effect.do) {
      case 'enrol':
        await gateway.enrol(hardwareId)
        return
      case 'issue-verification-code': {
        const code = await gateway.issueVerificationCode(hardwareId)
        await put(id, { fact: 'verification-code-issued', ...code }, 'gateway')
        return
      }
      case 'issue-sign-in-code': {
        const code = await gateway.issueSignInCode(hardwareId, false)
        await put(id, { fact: 'sign-in-code-issued', ...code }, 'gateway')
        return
      }
      case 'send-check-sync':
        await gateway.sendCheckSync(hardwareId)
        return
    }
  } catch (error) {
    await put(id, { fact: 'failed', problem: toProblem(error) }, 'punchdown')
  }
}
