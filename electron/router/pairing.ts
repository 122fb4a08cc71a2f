import { base } from './base.ts'

export const pairing = {
  verificationCode: base.pairing.verificationCode.handler(({ context, input }) =>
    context.services.onboarding.verificationCode(input.endpointId, input.code),
  ),
  signInCode: base.pairing.signInCode.handler(({ context, input }) =>
    context.services.onboarding.signInCode(input.endpointId, input.code),
  ),
  confirm: base.pairing.confirm.handler(({ context, input }) =>
    context.services.onboarding.confirm(input.endpointId, input.fact),
  ),
  check: base.pairing.check.handler(({ context, input }) =>
    context.services.jobLifecycle.check(input.endpointId),
  ),
  retry: base.pairing.retry.handler(({ context, input }) =>
    context.services.onboarding.retry(input.endpointId),
  ),
  restart: base.pairing.restart.handler(({ context, input }) =>
    context.services.onboarding.restart(input.endpointId),
  ),
}
