/** The cards of resources/vendors/guided.json with the corrections of this installation. */
import file from '#resources/vendors/guided.json' with { type: 'json' }
import { type GuidedCards, guidedCardsSchema } from '#shared/model/guided-card.ts'
import { type FactFile, factFile } from './fact-file.ts'

/** The cards in use. */
export let guidedCards: GuidedCards
export const guidedCardFacts: FactFile = factFile('guided', file, guidedCardsSchema, (cards) => {
  guidedCards = cards
})
