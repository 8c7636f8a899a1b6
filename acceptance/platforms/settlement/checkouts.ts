import { CatalogError } from '../../../src/index.ts'
import type { Attestation, NewCheckout } from './bodies.ts'
import { createRecords, type Owned } from './records.ts'
import type { Workspaces } from './workspaces.ts'

export interface Checkout extends Owned, NewCheckout {
  readonly state: 'open' | 'paid'
  /** The data that customers entered about themselves. */
  readonly attestation?: Attestation
}

export function createCheckouts (workspaces: Workspaces) {
  const checkouts = createRecords<Checkout>('cko')

  function readOpen (workspace: string, id: string): Checkout {
    const checkout = checkouts.read(workspace, id)
    if (checkout.state === 'paid') throw new CatalogError('invalid_state_transition')
    return checkout
  }

  return {
    create: (workspace: string, content: NewCheckout): Checkout => checkouts.create(workspace, { ...content, state: 'open' }),

    attest: (workspace: string, id: string, attestation: Attestation): Checkout =>
      checkouts.save({ ...readOpen(workspace, id), attestation }),

    pay (workspace: string, id: string): Checkout {
      const checkout = readOpen(workspace, id)
      if (checkout.attestation === undefined && workspaces.needsAttestation(workspace)) throw new CatalogError('attestation_required')
      return checkouts.save({ ...checkout, state: 'paid' })
    }
  }
}
