import { setTimeout } from 'node:timers/promises'

/** The payment provider's answer to a charge. */
export type Charge =
  | { readonly status: 'succeeded' }
  | { readonly status: 'requires_action', readonly url: string }
  | { readonly status: 'declined', readonly code: string, readonly message: string }

/** The bank's decision about a card. */
interface Card {
  readonly cents: number
  /** The bank authenticates its customer at each payment (3DS). */
  readonly isStepUp?: true
  /** How long the bank takes to answer, in milliseconds. */
  readonly delay?: number
}

/** The cards of the sandbox. */
export const cards = {
  plain: { cents: 100_000 },
  '3ds': { cents: 100_000, isStepUp: true },
  poor: { cents: 500 },
  slow: { cents: 100_000, delay: 500 }
} as const satisfies Readonly<Record<string, Card>>

/** A fake payment provider, which asks the bank of the card. */
export async function charge (name: keyof typeof cards, cents: number): Promise<Charge> {
  const card: Card = cards[name]
  await setTimeout(card.delay ?? 0)
  if (cents > card.cents) return { status: 'declined', code: 'insufficient_funds', message: 'The bank reports too little credit.' }
  if (card.isStepUp) return { status: 'requires_action', url: 'https://bank.example.com/3ds' }
  return { status: 'succeeded' }
}
