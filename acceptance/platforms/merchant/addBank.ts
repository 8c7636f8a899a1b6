import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewBank } from './bodies.ts'

/** What Stripe answers: one of both. */
interface Answer {
  readonly last4?: string
  readonly error?: { readonly code: string, readonly message: string }
}

/** Add a bank account at Stripe. Its refusal becomes ours, with the code; its message stays in the log. */
export async function addBank (providers: string, { holder, ...account }: NewBank) {
  const response = await fetch(`${providers}/stripe/bank_accounts`, { method: 'POST', body: JSON.stringify(account) })
  const { last4, error } = await response.json() as Answer
  if (error !== undefined) throw new CatalogError('stripe_bank_rejected', { stripeCode: error.code }, { cause: new Error(error.message) })
  return { id: `ba_${randomUUID()}`, holder, last4 }
}
