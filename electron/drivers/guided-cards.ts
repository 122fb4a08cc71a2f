/** The cards of resources/vendors/guided.json, checked. */
import file from '#resources/vendors/guided.json' with { type: 'json' }
import { type GuidedCards, guidedCardsSchema } from '#shared/model/guided-card.ts'

export const guidedCards: GuidedCards = guidedCardsSchema.parse(file)
