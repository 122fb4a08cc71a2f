import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const jobs = {
  list: base.jobs.list.handler(({ context }) => context.services.jobs.list()),
  create: base.jobs.create.handler(({ context, input }) =>
    context.services.jobLifecycle.open(context.services.jobs.create(input).id),
  ),
  practice: base.jobs.practice.handler(({ context }) => context.services.jobLifecycle.openPractice()),
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
