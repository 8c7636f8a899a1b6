import { randomUUID } from 'node:crypto'
import type { Banks } from './banks.ts'
import type { NewDeposit } from './bodies.ts'
import type { IssuedCards } from './issuedCards.ts'
import type { Program } from './programs.ts'

interface Deposit extends NewDeposit {
  readonly id: string
  readonly program: string
  readonly cardId: string
  readonly state: 'unknown' | 'done'
}

export type Deposits = ReturnType<typeof createDeposits>

/**
 * Money for cards. There are no idempotency keys: a deposit that is sent twice is made twice.
 *
 * So the route records each deposit before it calls the bank. After a 5xx a client looks for it in the list of transactions first, as
 * `retry: check-first` of these codes says, and sends the deposit again only if it is not in the list.
 */
export function createDeposits (cards: IssuedCards, banks: Banks) {
  const deposits = new Map<string, Deposit>()
  const save = (deposit: Deposit) => {
    deposits.set(deposit.id, deposit)
    return deposit
  }

  return {
    async make (program: Program, cardId: string, content: NewDeposit): Promise<Deposit> {
      const card = cards.read(program, cardId)
      const deposit = save({ id: `dep_${randomUUID()}`, program: program.name, cardId: card.id, state: 'unknown', ...content })
      await banks.collect(content)
      return save({ ...deposit, state: 'done' })
    },

    list: ({ name }: Program) => [...deposits.values()].filter(({ program }) => program === name)
  }
}
