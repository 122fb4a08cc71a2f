import { Secret } from '../platform/secret.ts'
import { base } from './base.ts'
import { streamToWire } from './problems.ts'

/** Null for an empty passphrase. */
const secretOf = (passphrase: string): Secret | null => (passphrase === '' ? null : new Secret(passphrase))

export const jobs = {
  list: base.jobs.list.handler(({ context }) => context.services.jobs.list()),
  create: base.jobs.create.handler(({ context, input }) =>
    context.services.jobLifecycle.open(context.services.jobs.create(input).id),
  ),
  practice: base.jobs.practice.handler(({ context }) => context.services.jobLifecycle.openPractice()),
  deleted: base.jobs.deleted.handler(({ context }) => context.services.jobs.deleted()),
  update: base.jobs.update.handler(({ context, input }) => {
    context.services.jobs.update(input.jobId, input.details)
    return {}
  }),
  duplicate: base.jobs.duplicate.handler(({ context, input }) => ({
    jobId: context.services.jobs.duplicate(input.jobId).id,
  })),
  archive: base.jobs.archive.handler(({ context, input }) => {
    context.services.jobs.archive(input.jobId, input.archived)
    return {}
  }),
  delete: base.jobs.delete.handler(async ({ context, input }) => {
    await context.services.jobLifecycle.delete(input.jobId)
    return {}
  }),
  restore: base.jobs.restore.handler(({ context, input }) => {
    context.services.jobs.restore(input.jobId)
    return {}
  }),
  export: base.jobs.export.handler(async ({ context, input }) => {
    const { fileName, text } = await context.services.jobTransfer.export(
      input.jobId,
      secretOf(input.passphrase),
    )
    return { fileName, mediaType: 'application/json', bytes: Buffer.from(text, 'utf8').toString('base64') }
  }),
  compareFile: base.jobs.compareFile.handler(({ context, input }) =>
    context.services.jobTransfer.compare(input.text, secretOf(input.passphrase)),
  ),
  importFile: base.jobs.importFile.handler(async ({ context, input: { text, passphrase, fromFile } }) => ({
    jobId: (await context.services.jobTransfer.import(text, secretOf(passphrase), fromFile)).id,
  })),
  resetPractice: base.jobs.resetPractice.handler(async ({ context }) => ({
    jobId: (await context.services.jobLifecycle.resetPractice()).id,
  })),
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
