import { base } from './base.ts'

export const endpoints = {
  add: base.endpoints.add.handler(({ context, input }) =>
    context.services.onboarding.add(input.jobId, input.ipei, input.label),
  ),
  addPorts: base.endpoints.addPorts.handler(({ context, input }) =>
    context.services.onboarding.addPorts(input.deviceId, input.count),
  ),
  update: base.endpoints.update.handler(({ context, input: { endpointId, ...changes } }) =>
    context.services.onboarding.update(endpointId, changes),
  ),
  testCall: base.endpoints.testCall.handler(({ context, input }) =>
    context.services.onboarding.testCall(input.endpointId, input.direction, input.made),
  ),
}
