import { maskedPlan } from '#shared/model/bulk-plan.ts'
import { Secret } from '../platform/secret.ts'
import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const bulk = {
  list: base.bulk.list.handler(({ context, input }) => context.services.bulkRuns.list(input.jobId)),
  start: base.bulk.start.handler(({ context, input }) => ({
    runId: context.services.bulkRuns.start(input).id,
  })),
  plans: base.bulk.plans.handler(({ context, input }) =>
    context.services.bulkRuns.plans(input.runId).map(maskedPlan),
  ),
  watch: base.bulk.watch.handler(({ context, input, signal }) =>
    streamToWire(context.services.bulkRuns.watch(input.runId, signal), context.services.log),
  ),
  command: base.bulk.command.handler(({ context, input: { runId, fact } }) => {
    context.services.bulkRuns.command(runId, { fact })
    return {}
  }),
  rollBack: base.bulk.rollBack.handler(({ context, input: { runId, deviceIds } }) => {
    context.services.bulkRuns.command(runId, { fact: 'roll-back-asked', deviceIds })
    return {}
  }),
  signIns: base.bulk.signIns.handler(({ context, input }) => context.services.keptSignIns.list(input.jobId)),
  saveSignIn: base.bulk.saveSignIn.handler(({ context, input: { jobId, scope, user, password } }) => {
    context.services.keptSignIns.save(jobId, scope, user, new Secret(password))
    return {}
  }),
  removeSignIn: base.bulk.removeSignIn.handler(({ context, input: { jobId, scope } }) => {
    context.services.keptSignIns.remove(jobId, scope)
    return {}
  }),
}
