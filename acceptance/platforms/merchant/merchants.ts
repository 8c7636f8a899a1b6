import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import { plans, type Plan } from './plans.ts'

export interface Merchant {
  readonly id: string
  plan: Plan
  /** How far the merchant is verified: 1 is a name, 2 is a company. */
  tier: 1 | 2
  isClosed: boolean
}

export type Merchants = ReturnType<typeof createMerchants>

export function createMerchants () {
  const merchants = new Map<string, Merchant>(seeds.map(seed => [seed.id, { ...seed }]))

  return {
    signUp (): Merchant {
      const merchant: Merchant = { id: `mer_${randomUUID()}`, plan: 'starter', tier: 1, isClosed: false }
      merchants.set(merchant.id, merchant)
      return merchant
    },

    /** Only an active merchant may be used. */
    active (id: string): Merchant {
      const merchant = merchants.get(id) as Merchant
      if (merchant.isClosed) throw new CatalogError('merchant_inactive')
      return merchant
    },

    choosePlan: (merchant: Merchant, plan: Plan) => Object.assign(merchant, { plan }),

    /** The demo accepts every company. */
    verify: (merchant: Merchant) => Object.assign(merchant, { tier: 2 }),

    close: (merchant: Merchant) => Object.assign(merchant, { isClosed: true }),

    addWebhook ({ plan }: Merchant, url: string) {
      if (!plans[plan].webhooks) throw new CatalogError('plan_required')
      return { id: `we_${randomUUID()}`, url }
    }
  }
}

const seeds: readonly Merchant[] = [
  { id: 'acme', plan: 'starter', tier: 2, isClosed: false },
  { id: 'globex', plan: 'enterprise', tier: 2, isClosed: false }
]
