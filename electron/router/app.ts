import { base } from './base.ts'
import { streamToWire } from './problems.ts'

export const app = {
  status: base.app.status.handler(({ context }) => context.services.status.now()),
  watch: base.app.watch.handler(({ context, signal }) =>
    streamToWire(context.services.status.watch(signal), context.services.log),
  ),
  unreadableRecords: base.app.unreadableRecords.handler(({ context }) =>
    context.services.status.unreadable(),
  ),
  interfaces: base.app.interfaces.handler(({ context }) => context.services.interfaces()),
  catalogue: base.app.catalogue.handler(({ context }) => context.services.catalogue.live),
  importCatalogue: base.app.importCatalogue.handler(({ context, input }) =>
    context.services.catalogue.importPage(input),
  ),
  chooseCatalogue: base.app.chooseCatalogue.handler(({ context, input }) => {
    context.services.catalogue.choose(input.date)
    return context.services.catalogue.live
  }),
  provisioningFacts: base.app.provisioningFacts.handler(({ context }) =>
    context.services.provisioningFacts(),
  ),
  problemReport: base.app.problemReport.handler(({ context }) => context.services.problemReport()),
  log: base.app.log.handler(({ context }) => context.services.log.lines().map((line) => ({ ...line }))),
}
