import { CatalogError } from '../../../src/index.ts'

export interface Payout {
  readonly id: string
  readonly merchant: string
  readonly status: 'pending' | 'paid' | 'canceled'
  /** Amount and recipient as the bank file has them, which is JSON. */
  readonly order: string
}

export type Payouts = ReturnType<typeof createPayouts>

export function createPayouts () {
  const payouts = new Map<string, Payout>(seeds.map(seed => [seed.id, seed]))

  function find (merchant: string, id: string): Payout {
    const payout = payouts.get(id)
    if (payout?.merchant !== merchant) throw new CatalogError('not_found')
    return payout
  }

  return {
    read: (merchant: string, id: string) => toPublic(find(merchant, id)),

    markPaid (merchant: string, id: string) {
      const payout = find(merchant, id)
      if (payout.status !== 'pending') throw new CatalogError('terminal_status')
      const paid = { ...payout, status: 'paid' as const }
      payouts.set(id, paid)
      return toPublic(paid)
    }
  }
}

function toPublic ({ id, status, order }: Payout) {
  const { amount } = JSON.parse(order) as { amount: string }
  return { id, status, amount }
}

const seeds: readonly Payout[] = [
  { id: 'po_pending', merchant: 'acme', status: 'pending', order: '{"amount":"25.00","to":"account 0001"}' },
  { id: 'po_canceled', merchant: 'acme', status: 'canceled', order: '{"amount":"10.00","to":"account 0001"}' },
  // Cut off when it was written. The parser's message quotes what is left.
  { id: 'po_cut', merchant: 'acme', status: 'pending', order: 'to:account-0002' }
]
