import { base } from './base.ts'

export const endpoints = {
  add: base.endpoints.add.handler(({ context, input }) =>
    context.services.onboarding.add(input.jobId, input.ipei, input.label),
  ),
  rename: base.endpoints.rename.handler(({ context, input }) =>
    context.services.onboarding.rename(input.endpointId, input.label),
  ),
}
