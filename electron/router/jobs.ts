import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const jobs = {
  list: base.jobs.list.handler(({ context }) => context.services.jobs.list()),
  create: base.jobs.create.handler(({ context, input }) =>
    context.services.jobLifecycle.open(context.services.jobs.create(input).id),
  ),
  practice: base.jobs.practice.handler(({ context }) => context.services.jobLifecycle.openPractice()),
  deleted: base.jobs.deleted.handler(({ context }) => context.services.jobs.deleted()),
  update: base.jobs.update.handler(({ context, input }) =>
    context.services.jobs.update(input.jobId, input.details),
  ),
  duplicate: base.jobs.duplicate.handler(({ context, input }) =>
    context.services.jobs.duplicate(input.jobId),
  ),
  archive: base.jobs.archive.handler(({ context, input }) =>
    context.services.jobs.archive(input.jobId, input.archived),
  ),
  delete: base.jobs.delete.handler(({ context, input }) => context.services.jobLifecycle.delete(input.jobId)),
  restore: base.jobs.restore.handler(({ context, input }) => context.services.jobs.restore(input.jobId)),
  resetPractice: base.jobs.resetPractice.handler(({ context }) =>
    context.services.jobLifecycle.resetPractice(),
  ),
  open: base.jobs.open.handler(({ context, input }) => context.services.jobLifecycle.open(input.jobId)),
  watch: base.jobs.watch.handler(({ context, input, signal }) =>
    streamToWire(context.services.jobs.watch(input.jobId, signal), context.services.log),
  ),
  history: base.jobs.history.handler(({ context, input }) => context.services.jobs.history(input.jobId)),
  report: base.jobs.report.handler(async ({ context, input }) => {
    const { jobId, format, ...options } = input
    const file = await context.services.report(jobId, format, options)
    return { fileName: file.fileName, mediaType: file.mediaType, bytes: file.bytes.toString('base64') }
  }),
}
