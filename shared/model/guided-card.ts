/**
 * Guided cards: the steps by which a technician sets the provisioning URL on a device's own web page. The data is in
 * resources/vendors/guided.json; this file gives its shape and finds the card of a device. Pure.
 */
import { z } from 'zod'
import { provenanceSchema } from './confidence.ts'
import { deviceClassOf, type ProvisioningFacts } from './provisioning-facts.ts'
import { bare } from './text-search.ts'

/** A source, or where the fact was looked for and not found. */
const backing = z.union([
  z.object({ provenance: provenanceSchema }),
  z.object({ unknown: z.string().min(1) }),
])
export type Backing = z.infer<typeof backing>

const valueSchema = z.discriminatedUnion('kind', [
  /** The provisioning URL for the device. */
  z.object({ kind: z.literal('url') }),
  z.object({ kind: z.literal('text'), text: z.string() }),
])

/** Unique within the card; stored with the progress, so a released id keeps its meaning. */
const stepId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const own = { id: stepId, backing }
const label = z.string().min(1)

const guidedStepSchema = z.discriminatedUnion('do', [
  /** A page of the device, by its path. */
  z.object({ do: z.literal('open-page'), ...own, path: z.string().regex(/^\/[^\s]*$/) }),
  z.object({ do: z.literal('sign-in'), ...own }),
  z.object({ do: z.literal('menu'), ...own, menu: z.array(label).min(1) }),
  z.object({ do: z.literal('set'), ...own, field: label, value: valueSchema }),
  /** The menu is not known. `named`: the setting's name in the maker's configuration files, where that is known. */
  z.object({ do: z.literal('find-field'), ...own, named: label.nullable() }),
  z.object({ do: z.literal('empty'), ...own, field: label }),
  z.object({ do: z.literal('press'), ...own, button: label }),
  z.object({ do: z.literal('upload-empty-file'), ...own, name: label }),
  /** The technician decides: the app does not know the country of the site, and another band is unlawful. */
  z.object({ do: z.literal('choose-dect-band'), ...own }),
  z.object({ do: z.literal('save'), ...own }),
  z.object({ do: z.literal('restart'), ...own }),
])
export type GuidedStep = z.infer<typeof guidedStepSchema>

const noteCodes = [
  'fax-not-supported',
  'resets-settings',
  'static-address',
  'password-change-first',
  'field-may-be-missing',
  'dhcp-may-win',
  'install-certificate',
  'firmware-first',
] as const
const noteSchema = z.object({ code: z.enum(noteCodes), provenance: provenanceSchema })
export type GuidedNote = z.infer<typeof noteSchema>

const cardSchema = z.object({
  /** Unique; stored with the progress. */
  id: stepId,
  /** A class of resources/vendors/provisioning-urls.json; null for the generic card. */
  class: z.string().nullable(),
  /** Beginnings of the models' names within the class; the longest one that fits decides. */
  models: z.array(z.string()).min(1),
  notes: z.array(noteSchema),
  steps: z
    .array(guidedStepSchema)
    .min(1)
    .refine((steps) => new Set(steps.map(({ id }) => id)).size === steps.length, 'ids of steps repeat'),
})
export type GuidedCard = z.infer<typeof cardSchema>

export const guidedCardsSchema = z.object({ generic: cardSchema, cards: z.array(cardSchema) })
export type GuidedCards = z.infer<typeof guidedCardsSchema>

interface NamedDevice {
  readonly vendor: string | null
  readonly model: string | null
}

/** The card of a device; the generic one for a make or a model without one. */
export function guidedCardOf(
  { generic, cards }: GuidedCards,
  facts: ProvisioningFacts,
  { vendor, model }: NamedDevice,
): GuidedCard {
  const found = deviceClassOf(facts, vendor, model)
  if (found === null) return generic
  const name = bare(model ?? '')
  let best = { card: generic, length: -1 }
  for (const card of cards) {
    if (card.class !== found.id) continue
    for (const beginning of card.models.map(bare)) {
      if (name.startsWith(beginning) && beginning.length > best.length)
        best = { card, length: beginning.length }
    }
  }
  return best.card
}

/** The first page of a device: `http://192.0.2.7/`, `http://127.0.0.1:18080/`. */
export function pageUrl(address: string, port: number): string {
  const host = address.includes(':') ? `[${address}]` : address
  return `http://${host}${port === 80 ? '' : `:${port}`}/`
}

/** The text that a step copies: a page, a value, or the URL; null for a step without one, and while the URL is not known. */
export function copiedBy(step: GuidedStep, { page, url }: Pick<GuidedSheet, 'page' | 'url'>): string | null {
  switch (step.do) {
    case 'open-page':
      return page.slice(0, -1) + step.path
    case 'set':
      return step.value.kind === 'url' ? url : step.value.text
    case 'find-field':
      return url
    default:
      return null
  }
}

/** A card for one device. */
export const guidedSheetSchema = z.object({
  card: cardSchema,
  /** The first page of the device: `http://192.0.2.7/`. */
  page: z.string(),
  /** The URL to set, by the job's region and language, or the gateway's in rehearsal; null while the gateway is off. */
  url: z.string().nullable(),
})
export type GuidedSheet = z.infer<typeof guidedSheetSchema>
