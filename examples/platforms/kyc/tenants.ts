export interface Tenant {
  readonly id: string
  readonly isSuspended: boolean
  /** Live keys work only where it is set. */
  readonly hasBilling: boolean
  /** The prepaid wallet, in cents. */
  balance: number
}

export type Tenants = ReadonlyMap<string, Tenant>

export function createTenants (): Tenants {
  return new Map([
    { id: 'acme', isSuspended: false, hasBilling: false, balance: 100_000 },
    { id: 'poor', isSuspended: false, hasBilling: false, balance: 20 },
    { id: 'paused', isSuspended: true, hasBilling: true, balance: 100_000 }
  ].map(tenant => [tenant.id, tenant]))
}
