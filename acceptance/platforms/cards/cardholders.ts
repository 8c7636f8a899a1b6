import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { CardholderChanges, Decision, NewCardholder } from './bodies.ts'
import type { Program } from './programs.ts'

export interface Cardholder extends NewCardholder {
  readonly id: string
  readonly program: string
  readonly compliance: 'draft' | 'under_review' | 'approved' | 'rejected'
}

export type Cardholders = ReturnType<typeof createCardholders>

/** A cardholder that compliance reviews, or has reviewed, cannot be changed. */
const locked: ReadonlyArray<keyof CardholderChanges> = ['firstName', 'lastName']
const locking: ReadonlyArray<Cardholder['compliance']> = ['under_review', 'approved']

export function createCardholders () {
  const cardholders = new Map<string, Cardholder>(seeds.map(seed => [seed.id, seed]))

  function read (program: Program, id: string): Cardholder {
    const cardholder = cardholders.get(id)
    if (cardholder?.program !== program.name) throw new CatalogError('not_found')
    return cardholder
  }

  function save (cardholder: Cardholder): Cardholder {
    cardholders.set(cardholder.id, cardholder)
    return cardholder
  }

  function move (program: Program, id: string, from: Cardholder['compliance'], to: Cardholder['compliance']): Cardholder {
    const cardholder = read(program, id)
    if (cardholder.compliance !== from) throw new CatalogError('conflict')
    return save({ ...cardholder, compliance: to })
  }

  return {
    read,

    create: ({ name: program }: Program, content: NewCardholder) => save({ id: `ch_${randomUUID()}`, program, compliance: 'draft', ...content }),

    change (program: Program, id: string, changes: CardholderChanges): Cardholder {
      const cardholder = read(program, id)
      if (locking.includes(cardholder.compliance) && locked.some(name => changes[name] !== undefined)) throw new CatalogError('conflict')
      return save({ ...cardholder, ...changes })
    },

    submit: (program: Program, id: string) => move(program, id, 'draft', 'under_review'),

    decide: (program: Program, id: string, { compliance }: Decision) => move(program, id, 'under_review', compliance)
  }
}

const seeds: readonly Cardholder[] = [
  { id: 'ch_approved', program: 'acme', firstName: 'Pat', lastName: 'Example', phone: '+4900000001', compliance: 'approved' },
  { id: 'ch_rejected', program: 'acme', firstName: 'Kim', lastName: 'Example', phone: '+4900000002', compliance: 'rejected' }
]
