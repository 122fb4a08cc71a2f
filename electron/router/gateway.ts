import { base } from './base.ts'

export const gateway = {
  status: base.gateway.status.handler(({ context }) => context.services.gateway.status()),
  start: base.gateway.start.handler(({ context, input }) =>
    context.services.jobLifecycle.startGateway(input),
  ),
  stop: base.gateway.stop.handler(({ context }) => context.services.jobLifecycle.stopGateway()),
  users: base.gateway.users.handler(({ context }) => context.services.gateway.users()),
  addUser: base.gateway.addUser.handler(({ context, input }) => context.services.gateway.addUser(input)),
  answerHeld: base.gateway.answerHeld.handler(async ({ context, input }) => {
    await context.services.gateway.answerHeld(input.id, input.allow)
    return {}
  }),
  log: base.gateway.log.handler(({ context }) => context.services.gateway.log()),
}
