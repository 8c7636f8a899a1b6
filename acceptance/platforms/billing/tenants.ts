import { CatalogError } from '../../../src/index.ts'

/** A tenant that a request names has to be its own: here there is nothing to hide, for names of tenants are no secret. */
export function checkTenant (own: string, named: string): { tenant: string } {
  if (named !== own) throw new CatalogError('auth.tenant_mismatch')
  return { tenant: own }
}
