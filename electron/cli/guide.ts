/** `punchdown guide`: prints the guided card of a device, with the values to set on its own page. */
import { parseArgs } from 'node:util'
import { PunchdownError } from '#shared/errors.ts'
import { type Backing, copiedBy, type GuidedSheet, guidedCardOf, pageUrl } from '#shared/model/guided-card.ts'
import { deviceClassOf } from '#shared/model/provisioning-facts.ts'
import { buildProvisioningUrl } from '#shared/model/provisioning-url.ts'
import { languageSchema, regionSchema } from '#shared/model/region.ts'
import { words } from '#shared/words/cli.ts'
import { guidedCards } from '../drivers/guided-cards.ts'
import { provisioningFacts } from '../drivers/provisioning-urls.ts'
import { type Command, commonOptions, portOption, serviceOptions } from './command.ts'
import { exitCodes } from './exit-codes.ts'
import { withFoundDevice } from './one-device.ts'

const options = {
  ...serviceOptions,
  ...portOption,
  ...commonOptions,
} as const

export const guide: Command = {
  name: 'guide',
  ...words.guide.help,
  options,
  async run(args, terminal) {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const region = regionSchema.optional().safeParse(values.region)
    if (!region.success) throw new PunchdownError('region-unknown', { region: values.region ?? '' })
    const language = languageSchema.optional().safeParse(values.language)
    if (!language.success) throw new PunchdownError('bad-input', { argument: '--language' })
    return withFoundDevice({ positionals, ports: values.ports }, terminal, async (_core, device) => {
      const { identity, address, ports } = device
      const { vendor, model } = identity
      const found = deviceClassOf(provisioningFacts, vendor, model)
      const built =
        region.data === undefined
          ? null
          : buildProvisioningUrl(provisioningFacts, found, {
              region: region.data,
              language: language.data,
              tenant: values.tenant,
            })
      if (built !== null && built.url === null)
        throw new PunchdownError('bad-input', { argument: '--tenant' })
      const sheet: GuidedSheet = {
        card: guidedCardOf(guidedCards, provisioningFacts, identity),
        page: pageUrl(address, ports.http),
        url: built?.url ?? null,
      }
      const steps = sheet.card.steps.map((step) => ({ ...step, copy: copiedBy(step, sheet) }))
      terminal.result(
        { vendor, model, address, page: sheet.page, url: sheet.url, card: { ...sheet.card, steps } },
        [[vendor, model].filter(Boolean).join(' ') || address, ...linesOf(sheet)].join('\n'),
      )
      for (const { code } of built?.open ?? []) terminal.say(`${words.url.warning}${words.url.open[code]}`)
      return exitCodes.ok
    })
  },
}

function linesOf(sheet: GuidedSheet): string[] {
  const { card } = sheet
  return [
    ...card.notes.map(({ code }) => `${words.url.warning}${words.guide.notes[code]}`),
    ...card.steps.map((step, index) => {
      const value = copiedBy(step, sheet) ?? (needsUrl(step) ? words.guide.giveRegion : null)
      const text = `${index + 1}. ${words.guide.step(step)}${value === null ? '' : `: ${value}`}`
      const source = sourceOf(step.backing)
      return source === null ? text : `${text}\n   (${source})`
    }),
  ]
}

const needsUrl = (step: GuidedSheet['card']['steps'][number]): boolean =>
  step.do === 'find-field' || (step.do === 'set' && step.value.kind === 'url')

/** Null for a step that needs no source: it is the same on every device. */
function sourceOf(backing: Backing): string | null {
  if ('unknown' in backing) return words.guide.notKnown(backing.unknown)
  const { confidence, source } = backing.provenance
  return confidence === 'ours' ? null : `${confidence}: ${source}`
}
