import { CatalogError } from '../../../src/index.ts'

export type BillingScope = 'invoices:read' | 'invoices:write' | 'payments:write'

export interface Principal {
  readonly token: string
  readonly tenant: string
  readonly scopes: readonly BillingScope[]
}

interface Token extends Omit<Principal, 'token'> {
  readonly environment: 'sandbox' | 'live'
  readonly isRevoked?: true
  /** Where it was rotated: how long it goes on working. */
  readonly graceEnds?: string
}

const everything = ['invoices:read', 'invoices:write', 'payments:write'] as const

const tokens: ReadonlyMap<string, Token> = new Map<string, Token>([
  ['billing_test_token', { tenant: 'acme', scopes: everything, environment: 'sandbox' }],
  ['billing_read_token', { tenant: 'acme', scopes: ['invoices:read'], environment: 'sandbox' }],
  ['billing_revoked_token', { tenant: 'acme', scopes: everything, environment: 'sandbox', isRevoked: true }],
  ['billing_rotated_token', { tenant: 'acme', scopes: everything, environment: 'sandbox', graceEnds: '2025-01-01T00:00:00Z' }],
  ['billing_live_token', { tenant: 'acme', scopes: everything, environment: 'live' }]
])

/** Who is calling, by the Authorization header. */
export function toPrincipal (authorization: string | undefined): Principal {
  if (authorization === undefined) throw new CatalogError('auth.missing_token')
  const token = /^Bearer (\w+)$/i.exec(authorization)?.[1] ?? ''
  const found = tokens.get(token)
  if (found === undefined || found.isRevoked) throw new CatalogError('auth.invalid_token')
  if (found.environment !== 'sandbox') throw new CatalogError('auth.wrong_environment')
  if (found.graceEnds !== undefined && Date.parse(found.graceEnds) < Date.now()) throw new CatalogError('auth.expired_token')
  return { token, tenant: found.tenant, scopes: found.scopes }
}
