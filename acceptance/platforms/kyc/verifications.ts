import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { Check, NewVerification } from './bodies.ts'
import { compareFaces } from './compareFaces.ts'
import type { Caller } from './credentials.ts'

/** In cents. */
const price = 150

export interface Verification extends Required<NewVerification>, Pick<Caller, 'mode'> {
  readonly id: string
  readonly tenant: string
  readonly submitted: readonly Check[]
  readonly status: 'pending' | 'approved' | 'rejected' | 'canceled'
}

export type Verifications = ReturnType<typeof createVerifications>

export function createVerifications () {
  const verifications = new Map<string, Verification>(seeds.map(seed => [seed.id, seed]))

  function read ({ tenant, mode }: Caller, id: string): Verification {
    const verification = verifications.get(id)
    if (verification?.tenant !== tenant.id) throw new CatalogError('verification_not_found')
    if (verification.mode !== mode) throw new CatalogError('invalid_api_key')
    return verification
  }

  function save (verification: Verification): Verification {
    verifications.set(verification.id, verification)
    return verification
  }

  return {
    read,

    /** A flow requires the document, unless it names other checks. */
    start ({ tenant, mode }: Caller, { checks = ['document'], ...applicant }: NewVerification): Verification {
      if (tenant.balance < price) throw new CatalogError('insufficient_balance')
      tenant.balance -= price
      return save({ id: `ver_${randomUUID()}`, tenant: tenant.id, mode, status: 'pending', ...applicant, checks, submitted: [] })
    },

    /** Accept a file of the applicant, uploaded in the iframe. The demo approves an applicant who has uploaded all files. */
    async submit (caller: Caller, id: string, check: Check): Promise<Verification> {
      const verification = read(caller, id)
      if (verification.status !== 'pending' || !verification.checks.includes(check)) throw new CatalogError('check_not_required')
      if (check === 'selfie') await compareFaces(id)
      const submitted = [...new Set([...verification.submitted, check])]
      const status = submitted.length === verification.checks.length ? 'approved' : verification.status
      return save({ ...verification, submitted, status })
    },

    cancel (caller: Caller, id: string): Verification {
      const verification = read(caller, id)
      if (verification.status !== 'pending') throw new CatalogError('verification_not_cancelable')
      return save({ ...verification, status: 'canceled' })
    },

    /** The notes that the reviewer stored. If the text is not JSON, the parser throws and no handler catches it: an 'internal_error'. */
    report (caller: Caller, id: string): unknown {
      return JSON.parse(archive.get(read(caller, id).id) ?? '{"result":"none yet"}')
    }
  }
}

const seed = { tenant: 'acme', mode: 'test' } as const

const seeds: readonly Verification[] = [
  { ...seed, id: 'ver_pending', email: 'pat@example.com', country: 'DE', checks: ['document'], submitted: [], status: 'pending' },
  { ...seed, id: 'ver_approved', email: 'kim@example.com', country: 'FR', checks: ['document', 'selfie'], submitted: ['document', 'selfie'], status: 'approved' },
  { ...seed, id: 'ver_rejected', email: 'lou@example.com', country: 'FR', checks: ['document'], submitted: ['document'], status: 'rejected' }
]

const archive: ReadonlyMap<string, string> = new Map([
  ['ver_approved', '{"result":"approved","checks":{"document":"passed","selfie":"passed"}}'],
  // An old release stored form fields here. The message of the parser quotes them.
  ['ver_rejected', 'passport=P0000000&result=rejected']
])
