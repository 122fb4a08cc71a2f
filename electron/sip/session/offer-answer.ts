/**
 * The offer/answer model (RFC 3264 §4, RFC 6337 §2). Descriptions are opaque texts here; the user of the session reads them.
 *
 *             send offer                       receive offer
 *   ┌──────────────────── stable ─────────────────────────┐
 *   ▼                     ▲  ▲  ▲                         ▼
 *   offered ──answer──────┘  │  └──────answer sent─── asked
 *     │                      │                         │
 *     └── rejected ──────────┴───────── rejected ──────┘        the descriptions before the offer stay in force
 */
export interface OfferAnswer {
  readonly at: 'stable' | 'offered' | 'asked'
  /** Descriptions in force; null before the first exchange. */
  readonly local: string | null
  readonly remote: string | null
  /** The offer that waits for its answer. */
  readonly offer: string | null
}

export const noDescriptions: OfferAnswer = { at: 'stable', local: null, remote: null, offer: null }

export type OfferAnswerInput =
  | {
      readonly fact: 'offer-sent' | 'offer-received' | 'answer-sent' | 'answer-received'
      readonly sdp: string
    }
  | { readonly fact: 'rejected' }

/**
 * Null for an input that the model does not allow: a second offer while one waits (RFC 3264 §4; the peer gets 491 or 500), or an answer
 * without an offer.
 */
export function offerAnswer(state: OfferAnswer, input: OfferAnswerInput): OfferAnswer | null {
  const { at, local, remote, offer } = state
  switch (input.fact) {
    case 'offer-sent':
      return at === 'stable' ? { at: 'offered', local, remote, offer: input.sdp } : null
    case 'offer-received':
      return at === 'stable' ? { at: 'asked', local, remote, offer: input.sdp } : null
    case 'answer-received':
      return at === 'offered' ? { at: 'stable', local: offer, remote: input.sdp, offer: null } : null
    case 'answer-sent':
      return at === 'asked' ? { at: 'stable', local: input.sdp, remote: offer, offer: null } : null
    case 'rejected':
      return at === 'stable' ? null : { at: 'stable', local, remote, offer: null }
  }
}
