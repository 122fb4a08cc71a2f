/** Implements the worker's contract. */
import { implement, ORPCError } from '@orpc/server'
import { PunchdownError, toProblem } from '#shared/errors.ts'
import type { GatewayCore } from '../gateway-core.ts'
import { type GatewayEvent, gatewayContract, type InheritedDocument } from './contract.ts'

export interface WorkerContext extends Record<PropertyKey, unknown> {
  /** @throws PunchdownError database-damaged | database-newer | disk-full */
  open(inherited: readonly InheritedDocument[]): void
  /** @throws Error before `open` */
  core(): GatewayCore
  events(signal: AbortSignal | undefined): AsyncGenerator<GatewayEvent, void>
  close(): Promise<void>
  reportBug(error: unknown): void
}

const base = implement(gatewayContract)
  .$context<WorkerContext>()
  .use(async ({ next, context }) => {
    try {
      return await next({ context })
    } catch (error) {
      if (error instanceof ORPCError) throw error
      if (!(error instanceof PunchdownError)) context.reportBug(error)
      throw new ORPCError('PROBLEM', { status: 422, data: toProblem(error) })
    }
  })

export const workerRouter = base.router({
  open: base.open.handler(({ context, input }) => {
    context.open(input.inherited)
    return {}
  }),
  events: base.events.handler(({ context, signal }) => context.events(signal)),
  start: base.start.handler(({ context, input }) => context.core().start(input)),
  close: base.close.handler(async ({ context }) => {
    await context.close()
    return {}
  }),
  enrol: base.enrol.handler(({ context, input }) => {
    context.core().enrol(input.hardwareId)
    return {}
  }),
  issueVerificationCode: base.issueVerificationCode.handler(({ context, input }) =>
    context.core().issueVerificationCode(input.hardwareId),
  ),
  issueSignInCode: base.issueSignInCode.handler(({ context, input }) =>
    context.core().issueSignInCode(input.hardwareId, input.fresh),
  ),
  sendCheckSync: base.sendCheckSync.handler(({ context, input }) =>
    context.core().sendCheckSync(input.hardwareId),
  ),
  offboard: base.offboard.handler(({ context, input }) => {
    context.core().offboard(input.hardwareId)
    return {}
  }),
  answerHeld: base.answerHeld.handler(({ context, input }) => {
    context.core().answerHeld(input.id, input.allow)
    return {}
  }),
  users: base.users.handler(({ context }) => context.core().users()),
  addUser: base.addUser.handler(({ context, input }) => context.core().addUser(input)),
  log: base.log.handler(({ context }) => context.core().log()),
  facts: base.facts.handler(({ context }) => context.core().facts()),
})
