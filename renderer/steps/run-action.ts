/** Runs the action of a step: a call of the contract, or navigation to another screen. */
import { useMutation } from '@tanstack/react-query'
import { useLocation } from 'wouter'
import type { Problem } from '#shared/errors.ts'
import type { ConfirmableFact, StepAction, StepActionId } from '#shared/machines/steps.ts'
import type { Endpoint } from '#shared/model/job.ts'
import { problemOf } from '../connection/connection.ts'
import { useConnection } from '../connection/context.ts'

export interface StepActions {
  run(action: StepAction, typed?: string): void
  readonly busy: boolean
  /** The problem of the last action. */
  readonly problem: Problem | null
}

/** `next`: the endpoint to continue with when this one is done. */
export function useStepActions(endpoint: Endpoint, next: Endpoint | undefined): StepActions {
  const { client } = useConnection()
  const [, navigate] = useLocation()
  const { id: endpointId, jobId, deviceId } = endpoint
  const { pairing } = client
  const confirm = (fact: ConfirmableFact) => () => pairing.confirm({ endpointId, fact })
  const coded = (typed: string | undefined) => ({
    endpointId,
    ...(typed === undefined ? {} : { code: typed }),
  })
  const goTo = (path: string) => async () => navigate(`/job/${jobId}${path}`)
  const does: Record<StepActionId, (typed?: string) => Promise<unknown>> = {
    'confirm-url-written': confirm('url-written'),
    'confirm-configuration-fetched': confirm('configuration-fetched'),
    'confirm-registered-without-owner': confirm('registered-without-owner'),
    'confirm-verification-accepted': confirm('verification-accepted'),
    'confirm-signed-in': confirm('signed-in'),
    'verification-code': (typed) => pairing.verificationCode(coded(typed)),
    'sign-in-code': (typed) => pairing.signInCode(coded(typed)),
    check: () => pairing.check({ endpointId }),
    retry: () => pairing.retry({ endpointId }),
    restart: () => pairing.restart({ endpointId }),
    'open-device': goTo(deviceId === null ? '/site' : `/device/${deviceId}`),
    // rendered as a link
    'open-sign-in-page': async () => undefined,
    'next-endpoint': goTo(next === undefined ? '/pairing' : `/pairing/${next.id}`),
    report: goTo('/reports'),
  }
  const action = useMutation({
    mutationFn: ({ id, typed }: { id: StepActionId; typed: string | undefined }) => does[id](typed),
  })
  return {
    run: ({ id }, typed) => action.mutate({ id, typed }),
    busy: action.isPending,
    problem: action.error === null ? null : problemOf(action.error),
  }
}
