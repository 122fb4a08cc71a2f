import { Secret } from '../platform/secret.ts'
import { base } from './base.ts'

export const devices = {
  signIn: base.devices.signIn.handler(({ context, input: { deviceId, password, ...request } }) =>
    context.services.devices.signIn(deviceId, { ...request, password: new Secret(password) }),
  ),
  signOut: base.devices.signOut.handler(({ context, input }) => {
    context.services.devices.signOut(input.deviceId)
    return {}
  }),
  moveToOtherAddress: base.devices.moveToOtherAddress.handler(({ context, input }) => {
    context.services.devices.moveToOtherAddress(input.deviceId)
    return {}
  }),
  read: base.devices.read.handler(({ context, input }) => context.services.devices.read(input.deviceId)),
  identity: base.devices.identity.handler(
    ({ context, input }) => context.services.devices.get(input.deviceId).identity,
  ),
  deviceLog: base.devices.deviceLog.handler(async ({ context, input }) =>
    (await context.services.devices.log(input.deviceId)).map((text) => ({ text })),
  ),
  plan: base.devices.plan.handler(({ context, input }) =>
    context.services.devices.plan(input.deviceId, input.target),
  ),
  apply: base.devices.apply.handler(({ context, input }) => ({
    pushId: context.services.pushes.apply(input.deviceId, input.planId, input).id,
  })),
  planPutBack: base.devices.planPutBack.handler(({ context, input }) =>
    context.services.bulkRuns.planPutBack(input.pushId),
  ),
  act: base.devices.act.handler(async ({ context, input }) => {
    await context.services.devices.act(input.deviceId, input.action)
    return {}
  }),
}
