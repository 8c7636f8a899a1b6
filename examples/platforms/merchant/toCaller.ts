import { CatalogError } from '../../../src/index.ts'

export type MerchantScope = 'customers:read' | 'customers:write' | 'payouts:write' | 'banks:write'

export type Plan = 'starter' | 'enterprise'

export interface Caller {
  readonly key: string
  readonly merchant: string
  readonly plan: Plan
  readonly scopes: readonly MerchantScope[]
}

interface Key extends Omit<Caller, 'key' | 'plan'> {
  readonly isRevoked?: true
  readonly expiresAt?: string
}

const everything = ['customers:read', 'customers:write', 'payouts:write', 'banks:write'] as const

const plans: ReadonlyMap<string, Plan> = new Map([['acme', 'starter'], ['globex', 'enterprise']])

const keys: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['merchant_test_key', { merchant: 'acme', scopes: everything }],
  ['merchant_second_key', { merchant: 'acme', scopes: everything }],
  ['merchant_read_key', { merchant: 'acme', scopes: ['customers:read'] }],
  ['merchant_revoked_key', { merchant: 'acme', scopes: everything, isRevoked: true }],
  ['merchant_expired_key', { merchant: 'acme', scopes: everything, expiresAt: '2025-01-01T00:00:00Z' }],
  ['merchant_other_key', { merchant: 'globex', scopes: everything }]
])

/** Who is calling, by the Authorization header. One code, of which the message tells the case. */
export function toCaller (authorization: string | undefined): Caller {
  if (authorization === undefined) throw unauthorized('The Authorization header is missing.')
  const key = /^Bearer (\w+)$/i.exec(authorization)?.[1]
  if (key === undefined) throw unauthorized('The Authorization header is not in the form "Bearer KEY".')
  const found = keys.get(key)
  if (found === undefined) throw unauthorized('The API key is not known.')
  if (found.isRevoked) throw unauthorized('The API key has been revoked.')
  if (found.expiresAt !== undefined && Date.parse(found.expiresAt) < Date.now()) throw unauthorized('The API key has expired.')
  const { merchant, scopes } = found
  return { key, merchant, plan: plans.get(merchant) ?? 'starter', scopes }
}

function unauthorized (message: string) {
  return new CatalogError('unauthorized', {}, { message })
}
