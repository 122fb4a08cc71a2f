/** The guided cards: one for each class of devices, each fact with its source, none that sets another value than it says. */
import { describe, expect, it } from 'vitest'
import { guidedCards } from '#electron/drivers/guided-cards.ts'
import { provisioningFacts } from '#electron/drivers/provisioning-urls.ts'
import { confidenceSchema } from '#shared/model/confidence.ts'
import { copiedBy, guidedCardOf, guidedCardsSchema, pageUrl } from '#shared/model/guided-card.ts'

const { cards, generic } = guidedCards
const all = [...cards, generic]
const cardOf = (vendor: string | null, model: string | null) =>
  guidedCardOf(guidedCards, provisioningFacts, { vendor, model })

describe('each class of devices', () => {
  it.each(provisioningFacts.classes.map((each) => [each.id, each] as const))(
    '%s has a card for each of its models',
    (id, { maker, models }) => {
      for (const model of models) {
        const own = cards.filter((card) => card.class === id)
        expect(own.length).toBeGreaterThan(0)
        expect(own.map((card) => card.id)).toContain(cardOf(maker, `${model}1`).id)
      }
    },
  )

  it('has no card of a class that is not there', () => {
    const ids = new Set<string | null>(provisioningFacts.classes.map(({ id }) => id))
    expect(cards.filter((card) => !ids.has(card.class)).map(({ id }) => id)).toEqual([])
  })
})

describe.each(all.map((card) => [card.id, card] as const))('card %s', (id, card) => {
  it('is the only one with its id, and sets the URL once', () => {
    expect(all.filter((each) => each.id === id)).toHaveLength(1)
    const urls = card.steps.filter(
      (step) => step.do === 'find-field' || (step.do === 'set' && step.value.kind === 'url'),
    )
    expect(urls).toHaveLength(1)
  })

  it('begins at the device’s page', () => {
    expect(card.steps[0]?.do).toBe('open-page')
  })

  it('says for each step and note where it comes from', () => {
    for (const { backing } of card.steps) {
      const source = 'unknown' in backing ? backing.unknown : backing.provenance.source
      expect(source.trim()).not.toBe('')
    }
    for (const { provenance } of card.notes) {
      expect(provenance.source.trim()).not.toBe('')
      expect(confidenceSchema.options).toContain(provenance.confidence)
    }
  })

  it('claims no menu and no field of a page as ours', () => {
    for (const { do: kind, backing } of card.steps) {
      if (kind !== 'menu' && kind !== 'set' && kind !== 'press') continue
      expect('provenance' in backing ? backing.provenance.confidence : 'unknown').not.toMatch(/ours|unknown/)
    }
  })
})

describe('the card of a device', () => {
  it.each([
    ['Cisco', 'ATA 191', 'cisco-ata'],
    ['Cisco', 'CP-8851', 'cisco-mpp'],
    ['Cisco', '9851', 'cisco-phoneos'],
    ['AudioCodes', 'MP-118', 'audiocodes-mp11x'],
    ['AudioCodes', 'MP-1288', 'audiocodes-mediapack'],
    ['AudioCodes', 'C450HD', 'audiocodes-phone'],
    ['Poly', 'OBi 302', 'poly-ata'],
    ['Alcatel-Lucent Enterprise', 'M5', 'ale-phone'],
    ['Poly', 'SoundPoint IP 331', 'generic'],
    ['Acme', 'X1', 'generic'],
    [null, null, 'generic'],
  ])('%s %s is %s', (vendor, model, id) => {
    expect(cardOf(vendor, model).id).toBe(id)
  })

  it.each(cards.filter(({ class: of }) => of?.endsWith('-ata')).map((card) => [card.id, card] as const))(
    '%s says that fax is not supported',
    (_, { notes }) => {
      expect(notes.map(({ code }) => code)).toContain('fax-not-supported')
    },
  )

  it('copies pages, constants and the URL, and nothing while the URL is not known', () => {
    const { steps } = cardOf('AudioCodes', 'C450HD')
    const page = pageUrl('192.0.2.7', 8080)
    expect(steps.map((step) => copiedBy(step, { page, url: 'http://192.0.2.1/' }))).toEqual([
      ...['http://192.0.2.7:8080/', null, 'http://192.0.2.7:8080/mainform.cgi/Auto_Provision.htm'],
      ...['2', 'http://192.0.2.1/', null, null],
    ])
    expect(steps.map((step) => copiedBy(step, { page, url: null }))).not.toContain('http://192.0.2.1/')
    expect([pageUrl('192.0.2.7', 80), pageUrl('fe80::1', 80)]).toEqual([
      'http://192.0.2.7/',
      'http://[fe80::1]/',
    ])
  })
})

it('a step without a source is refused', () => {
  const broken = structuredClone(guidedCards)
  const step = { do: 'save', id: 'save', backing: {} }
  const card = { ...broken.generic, steps: [step] }
  expect(guidedCardsSchema.safeParse({ ...broken, generic: card }).success).toBe(false)
  const twice = { ...broken.generic, steps: [...broken.generic.steps, ...broken.generic.steps] }
  expect(guidedCardsSchema.safeParse({ ...broken, generic: twice }).success).toBe(false)
})
