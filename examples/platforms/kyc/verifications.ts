import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewVerification } from './bodies.ts'
import type { Tenant, Tenants } from './tenants.ts'

const price = 150

export interface Verification extends Required<NewVerification> {
  readonly id: string
  readonly tenant: string
  status: 'pending' | 'approved' | 'rejected' | 'canceled'
}

export type Verifications = ReturnType<typeof createVerifications>

export function createVerifications (tenants: Tenants) {
  const verifications = new Map<string, Verification>(seeds.map(seed => [seed.id, { ...seed }]))

  function read (tenant: Tenant, id: string): Verification {
    const verification = verifications.get(id)
    if (verification === undefined || tenants.get(verification.tenant) !== tenant) throw new CatalogError('verification_not_found')
    return verification
  }

  return {
    read,

    start (tenant: Tenant, { checks = ['document'], ...applicant }: NewVerification): Verification {
      if (tenant.balance < price) throw new CatalogError('insufficient_balance')
      tenant.balance -= price
      const verification: Verification = { id: `ver_${randomUUID()}`, tenant: tenant.id, status: 'pending', ...applicant, checks }
      verifications.set(verification.id, verification)
      return verification
    },

    cancel (tenant: Tenant, id: string): Verification {
      const verification = read(tenant, id)
      if (verification.status !== 'pending') throw new CatalogError('verification_not_cancelable')
      verification.status = 'canceled'
      return verification
    },

    /** What the reviewer stored, which is text in the archive. */
    report (tenant: Tenant, id: string): unknown {
      return JSON.parse(archive.get(read(tenant, id).id) ?? '{"result":"none yet"}')
    }
  }
}

const seeds: readonly Verification[] = [
  { id: 'ver_pending', tenant: 'acme', email: 'pat@example.com', country: 'DE', checks: ['document'], status: 'pending' },
  { id: 'ver_approved', tenant: 'acme', email: 'kim@example.com', country: 'FR', checks: ['document', 'selfie'], status: 'approved' },
  { id: 'ver_rejected', tenant: 'acme', email: 'lou@example.com', country: 'FR', checks: ['document'], status: 'rejected' }
]

const archive: ReadonlyMap<string, string> = new Map([
  ['ver_approved', '{"result":"approved","checks":{"document":"passed","selfie":"passed"}}'],
  // An old release stored its form fields here. The parser's message quotes them.
  ['ver_rejected', 'passport=P0000000&result=rejected']
])
