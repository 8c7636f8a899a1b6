import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewPayout } from './bodies.ts'
import type { Merchant } from './merchants.ts'
import { screen } from './screen.ts'

export interface Payout {
  readonly id: string
  readonly merchant: string
  readonly status: 'pending' | 'paid' | 'canceled'
  /** Amount and recipient as in the bank file, which is JSON. */
  readonly order: string
}

export type Payouts = ReturnType<typeof createPayouts>

/** The largest payout of a merchant of the first tier, in cents. */
const firstTierLimit = 100_000

/** @param providers the addresses of the services that payouts need */
export function createPayouts (providers: () => string) {
  const payouts = new Map<string, Payout>(seeds.map(seed => [seed.id, seed]))

  function find (merchant: Merchant, id: string): Payout {
    const payout = payouts.get(id)
    // The error does not say whether another merchant has this payout.
    if (payout?.merchant !== merchant.id) throw new CatalogError('not_found')
    return payout
  }

  function save (payout: Payout) {
    payouts.set(payout.id, payout)
    return toPublic(payout)
  }

  return {
    read: (merchant: Merchant, id: string) => toPublic(find(merchant, id)),

    async create (merchant: Merchant, { amount, to }: NewPayout) {
      if (amount > firstTierLimit && merchant.tier < 2) throw new CatalogError('tier_required')
      await screen(providers(), to)
      return save({ id: `po_${randomUUID()}`, merchant: merchant.id, status: 'pending', order: JSON.stringify({ amount: (amount / 100).toFixed(2), to }) })
    },

    /** The states paid and canceled are final. */
    end (merchant: Merchant, id: string, status: 'paid' | 'canceled') {
      const payout = find(merchant, id)
      if (payout.status !== 'pending') throw new CatalogError('terminal_status')
      return save({ ...payout, status })
    }
  }
}

/** If an order is not JSON, the parser throws and no handler catches it: an 'internal_error'. */
function toPublic ({ id, status, order }: Payout) {
  const { amount } = JSON.parse(order) as { amount: string }
  return { id, status, amount }
}

const seeds: readonly Payout[] = [
  { id: 'po_pending', merchant: 'acme', status: 'pending', order: '{"amount":"25.00","to":"account 0001"}' },
  { id: 'po_canceled', merchant: 'acme', status: 'canceled', order: '{"amount":"10.00","to":"account 0001"}' },
  // This order was cut off when it was written. The message of the parser quotes the rest.
  { id: 'po_cut', merchant: 'acme', status: 'pending', order: 'to:account-0002' }
]
