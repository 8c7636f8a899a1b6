import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewCharge } from './bodies.ts'

/** How the platform was set up here: the key that Stripe gives for cards is left out. */
const deployment: { readonly stripeCardKey?: string } = {}

export function charge ({ amount, method }: NewCharge) {
  if (method === 'card' && deployment.stripeCardKey === undefined) throw new CatalogError('stripe_disabled')
  return { id: `ch_${randomUUID()}`, amount, method }
}
