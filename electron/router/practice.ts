import { base } from './base.ts'

export const practice = {
  status: base.practice.status.handler(({ context }) => context.services.practice.status()),
  start: base.practice.start.handler(({ context }) => context.services.jobLifecycle.startPractice()),
  stop: base.practice.stop.handler(({ context }) => context.services.jobLifecycle.stopPractice()),
  office: base.practice.office.handler(({ context }) => context.services.practice.office()),
  dial: base.practice.dial.handler(async ({ context, input }) => {
    await context.services.practice.dial(input.deviceId, input.ipei, input.digits)
    return context.services.practice.status()
  }),
  misbehave: base.practice.misbehave.handler(({ context, input }) => {
    context.services.practice.misbehave(input.deviceId, input.fault, input.on)
    return context.services.practice.status()
  }),
}
