import { base } from './base.ts'

export const endpoints = {
  add: base.endpoints.add.handler(({ context, input }) =>
    context.services.onboarding.add(input.jobId, input.ipei, input.label),
  ),
  addPorts: base.endpoints.addPorts.handler(({ context, input }) =>
    context.services.onboarding.addPorts(input.deviceId, input.count),
  ),
  rename: base.endpoints.rename.handler(({ context, input }) =>
    context.services.onboarding.rename(input.endpointId, input.label),
  ),
}
