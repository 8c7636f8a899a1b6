import { CatalogError } from '../../../src/index.ts'
import type { Tenant, Tenants } from './tenants.ts'

export interface Caller {
  readonly key: string
  readonly tenant: Tenant
  readonly role: 'admin' | 'viewer'
}

interface Key {
  readonly tenant: string
  readonly role: Caller['role']
  readonly mode: 'test' | 'live'
  readonly isRevoked?: true
}

const keys: ReadonlyMap<string, Key> = new Map<string, Key>([
  ['kyc_test_key', { tenant: 'acme', role: 'admin', mode: 'test' }],
  ['kyc_viewer_key', { tenant: 'acme', role: 'viewer', mode: 'test' }],
  ['kyc_revoked_key', { tenant: 'acme', role: 'admin', mode: 'test', isRevoked: true }],
  ['kyc_live_key', { tenant: 'acme', role: 'admin', mode: 'live' }],
  ['kyc_poor_key', { tenant: 'poor', role: 'admin', mode: 'test' }],
  ['kyc_paused_key', { tenant: 'paused', role: 'admin', mode: 'test' }]
])

/** Who is calling, by the Authorization header. */
export function toCaller (tenants: Tenants, authorization: string | undefined): Caller {
  if (authorization === undefined) throw new CatalogError('authentication_required')
  const key = /^Bearer (\w+)$/i.exec(authorization)?.[1] ?? ''
  const found = keys.get(key)
  const tenant = found && tenants.get(found.tenant)
  if (found === undefined || tenant === undefined || found.isRevoked) throw new CatalogError('invalid_api_key')
  if (tenant.isSuspended) throw new CatalogError('tenant_suspended')
  if (found.mode === 'live' && !tenant.hasBilling) throw new CatalogError('live_mode_not_activated')
  return { key, tenant, role: found.role }
}
