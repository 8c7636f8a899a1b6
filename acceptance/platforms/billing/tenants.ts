import { CatalogError } from '../../../src/index.ts'

/** Check that the tenant in a request is the caller's tenant. The error may say so, since names of tenants are no secret. */
export function checkTenant (own: string, named: string): { tenant: string } {
  if (named !== own) throw new CatalogError('auth.tenant_mismatch')
  return { tenant: own }
}
