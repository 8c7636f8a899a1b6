import { CatalogError } from '../../../src/index.ts'
import type { NewBank } from './bodies.ts'
import { stripe } from './stripe.ts'

/** Add a bank account at Stripe. Its refusal becomes ours, with the code; its message stays in the log. */
export function addBank (bank: NewBank) {
  try {
    return stripe.addBank(bank)
  } catch (cause) {
    const { type, code } = cause as { type?: string, code?: string }
    if (type !== 'StripeInvalidRequestError' || code === undefined) throw cause
    throw new CatalogError('stripe_bank_rejected', { stripeCode: code }, { cause })
  }
}
