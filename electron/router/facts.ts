import { base } from './base.ts'

export const facts = {
  list: base.facts.list.handler(({ context }) => context.services.corrections.files()),
  proofs: base.facts.proofs.handler(({ context }) => context.services.modelProofs()),
  correct: base.facts.correct.handler(({ context, input: { file, pointer, value } }) => {
    context.services.corrections.set(file, pointer, value)
    return context.services.corrections.files()
  }),
  reset: base.facts.reset.handler(({ context, input: { file } }) => {
    context.services.corrections.reset(file)
    return context.services.corrections.files()
  }),
  patch: base.facts.patch.handler(({ context, input: { file } }) => ({
    text: context.services.corrections.patch(file),
  })),
  importPatch: base.facts.importPatch.handler(({ context, input: { file, text } }) => {
    context.services.corrections.importPatch(file, text)
    return context.services.corrections.files()
  }),
}
