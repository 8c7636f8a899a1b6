import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewCharge } from './bodies.ts'

/** The configuration of the demo: the key that Stripe issues for cards is missing. */
const deployment: { readonly stripeCardKey?: string } = {}

export function charge ({ amount, method }: NewCharge) {
  if (method === 'card' && deployment.stripeCardKey === undefined) throw new CatalogError('stripe_disabled')
  return { id: `ch_${randomUUID()}`, amount, method }
}
