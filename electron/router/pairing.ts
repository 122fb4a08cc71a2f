import { base } from './base.ts'

export const pairing = {
  verificationCode: base.pairing.verificationCode.handler(({ context, input }) =>
    context.services.pairing.verificationCode(input.endpointId, input.code),
  ),
  signInCode: base.pairing.signInCode.handler(({ context, input }) =>
    context.services.pairing.signInCode(input.endpointId, input.code),
  ),
  confirm: base.pairing.confirm.handler(({ context, input }) =>
    context.services.pairing.confirm(input.endpointId, input.fact),
  ),
  check: base.pairing.check.handler(({ context, input }) => context.services.visits.check(input.endpointId)),
  retry: base.pairing.retry.handler(({ context, input }) =>
    context.services.pairing.put(input.endpointId, { fact: 'retried' }),
  ),
  restart: base.pairing.restart.handler(({ context, input }) =>
    context.services.pairing.restart(input.endpointId),
  ),
}
