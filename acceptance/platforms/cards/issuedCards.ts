import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewCard } from './bodies.ts'
import type { Cardholders } from './cardholders.ts'
import type { Program } from './programs.ts'

/** Its `status` is not the `status` of the envelope, although both members have this name. */
export interface Card extends NewCard {
  readonly id: string
  readonly program: string
  readonly status: 'inactive' | 'active' | 'blocked'
}

export type IssuedCards = ReturnType<typeof createIssuedCards>

export function createIssuedCards (cardholders: Cardholders) {
  const cards = new Map<string, Card>(seeds.map(seed => [seed.id, seed]))

  function read ({ name }: Program, id: string): Card {
    const card = cards.get(id)
    if (card?.program !== name) throw new CatalogError('not_found')
    return card
  }

  return {
    read,

    list: ({ name }: Program) => [...cards.values()].filter(({ program }) => program === name),

    issue (program: Program, content: NewCard): Card {
      if (cardholders.read(program, content.cardholderId).compliance !== 'approved') throw new CatalogError('compliance_restricted')
      const card: Card = { id: `card_${randomUUID()}`, program: program.name, status: 'inactive', ...content }
      cards.set(card.id, card)
      return card
    },

    /** The spending limit. If the stored text is not JSON, the parser throws and no handler catches it: an 'internal_error'. */
    limits (program: Program, id: string): unknown {
      return JSON.parse(limits.get(read(program, id).id) ?? '{}')
    }
  }
}

const seeds: readonly Card[] = [
  { id: 'card_1', program: 'acme', status: 'active', cardholderId: 'ch_approved', label: 'Travel', kind: 'virtual' },
  { id: 'card_2', program: 'acme', status: 'blocked', cardholderId: 'ch_approved', label: 'Office', kind: 'physical' }
]

const limits: ReadonlyMap<string, string> = new Map([
  ['card_1', '{"daily":"500.00"}'],
  // An import stored a line of another file here. The message of the parser quotes it.
  ['card_2', 'pan=0000&pin=0000']
])
