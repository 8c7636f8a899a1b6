import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'

export interface Tenant {
  readonly id: string
  readonly isSuspended: boolean
  /** Live keys work only if the tenant has chosen a plan. */
  plan: string | undefined
  /** The prepaid wallet, in cents. */
  balance: number
}

export type Tenants = ReturnType<typeof createTenants>

/** The rows of billing_plans. */
const plans: ReadonlyMap<string, { readonly isActive: boolean }> = new Map([
  ['payg', { isActive: true }],
  ['beta', { isActive: false }]
])

export function createTenants () {
  const tenants = new Map<string, Tenant>(seeds.map(seed => [seed.id, { ...seed }]))

  return {
    read: (id: string): Tenant => tenants.get(id) as Tenant,

    signUp (): Tenant {
      const tenant = { id: `ten_${randomUUID()}`, isSuspended: false, plan: undefined, balance: 0 }
      tenants.set(tenant.id, tenant)
      return tenant
    },

    choosePlan (tenant: Tenant, slug: string) {
      if (plans.get(slug)?.isActive !== true) throw new CatalogError('plan_not_found')
      tenant.plan = slug
      return { plan: slug }
    }
  }
}

const seeds: readonly Tenant[] = [
  { id: 'acme', isSuspended: false, plan: undefined, balance: 100_000 },
  { id: 'poor', isSuspended: false, plan: undefined, balance: 20 },
  { id: 'paused', isSuspended: true, plan: 'payg', balance: 100_000 }
]
