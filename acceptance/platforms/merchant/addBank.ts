import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewBank } from './bodies.ts'

/** The response of Stripe: an account or an error. */
interface Answer {
  readonly last4?: string
  readonly error?: { readonly code: string, readonly message: string }
}

/** Add a bank account at Stripe. An error of Stripe becomes ours, with the same code. Its message goes to the log only. */
export async function addBank (providers: string, { holder, ...account }: NewBank) {
  const response = await fetch(`${providers}/stripe/bank_accounts`, { method: 'POST', body: JSON.stringify(account) })
  const { last4, error } = await response.json() as Answer
  if (error !== undefined) throw new CatalogError('stripe_bank_rejected', { stripeCode: error.code }, { cause: new Error(error.message) })
  return { id: `ba_${randomUUID()}`, holder, last4 }
}
