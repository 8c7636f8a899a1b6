/** What the payment provider says to a charge. */
export type Outcome =
  | { readonly status: 'succeeded' }
  | { readonly status: 'requires_action', readonly url: string }
  | { readonly status: 'declined', readonly code: string, readonly message: string }

/** What the bank behind a payment method allows. */
export interface Card {
  readonly limit: number
  /** The bank wants to see its customer at each payment (3DS). */
  readonly isStepUp?: true
}

/** Stands in for the payment provider, which asks the bank of the card. */
export function charge (card: Card, amount: number, reference: string): Outcome {
  if (amount > card.limit) return { status: 'declined', code: 'insufficient_funds', message: 'The bank reports too little credit.' }
  if (card.isStepUp) return { status: 'requires_action', url: `https://bank.example.com/3ds/${reference}` }
  return { status: 'succeeded' }
}
