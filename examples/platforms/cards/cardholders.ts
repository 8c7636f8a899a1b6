import { CatalogError } from '../../../src/index.ts'
import type { CardholderChanges } from './bodies.ts'

export interface Cardholder {
  readonly id: string
  readonly firstName: string
  readonly lastName: string
  readonly phone: string
  readonly compliance: 'draft' | 'under_review' | 'approved' | 'rejected'
}

export type Cardholders = ReturnType<typeof createCardholders>

/** What compliance has looked at, or is looking at, stays as it is. */
const locked: ReadonlyArray<keyof CardholderChanges> = ['firstName', 'lastName']
const locking: ReadonlyArray<Cardholder['compliance']> = ['under_review', 'approved']

export function createCardholders () {
  const cardholders = new Map<string, Cardholder>(seeds.map(seed => [seed.id, seed]))

  function read (id: string): Cardholder {
    const cardholder = cardholders.get(id)
    if (cardholder === undefined) throw new CatalogError('not_found')
    return cardholder
  }

  return {
    read,

    change (id: string, changes: CardholderChanges): Cardholder {
      const cardholder = read(id)
      if (locking.includes(cardholder.compliance) && locked.some(name => changes[name] !== undefined)) throw new CatalogError('conflict')
      const changed = { ...cardholder, ...changes }
      cardholders.set(id, changed)
      return changed
    }
  }
}

const seeds: readonly Cardholder[] = [
  { id: 'ch_approved', firstName: 'Pat', lastName: 'Example', phone: '+4900000001', compliance: 'approved' },
  { id: 'ch_rejected', firstName: 'Kim', lastName: 'Example', phone: '+4900000002', compliance: 'rejected' }
]
