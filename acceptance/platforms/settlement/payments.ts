import { CatalogError } from '../../../src/index.ts'
import type { NewPayment } from './bodies.ts'
import type { Chain } from './chain.ts'
import type { Customers } from './customers.ts'
import { createRecords, type Owned } from './records.ts'

interface Stored extends Owned {
  readonly customerId: string
  /** In the smallest unit of the token, as the chain has it. */
  readonly baseUnits: string
  readonly state: 'pending' | 'submitted' | 'confirmed'
  /** The hash of the transaction, once it is submitted. */
  readonly transaction?: string
}

const unit = 1_000_000n

/** How many blocks make a payment final on this chain. */
export const threshold = 3

export function createPayments (customers: Customers, chain: Chain) {
  const payments = createRecords<Stored>('pay', seeds)

  /** Find a payment, and check that its state allows the next step. */
  function readIn (workspace: string, id: string, state: Stored['state']): Stored {
    const payment = payments.read(workspace, id)
    if (payment.state !== state) throw new CatalogError('invalid_state_transition')
    return payment
  }

  return {
    read: (workspace: string, id: string) => toPayment(payments.read(workspace, id)),

    create (workspace: string, { customerId, customerEmail, amount }: NewPayment) {
      if (customerId === undefined && customerEmail === undefined) {
        throw new CatalogError('invalid_request', {}, { message: 'A payment names its customer by customerId or customerEmail.', param: 'customerId' })
      }
      const { id } = customerId === undefined ? customers.readByEmail(workspace, customerEmail ?? '') : customers.read(workspace, customerId)
      return toPayment(payments.create(workspace, { customerId: id, baseUnits: String(BigInt(amount) * unit), state: 'pending' }))
    },

    submit (workspace: string, id: string, wallet: string) {
      const payment = readIn(workspace, id, 'pending')
      const { hash, isReverted } = chain.take(wallet, Number(BigInt(payment.baseUnits) / unit))
      if (isReverted) throw new CatalogError('chain_reverted')
      return toPayment(payments.save({ ...payment, state: 'submitted', transaction: hash }))
    },

    confirm (workspace: string, id: string) {
      const payment = readIn(workspace, id, 'submitted')
      if (chain.confirmationsOf(payment.transaction ?? '') < threshold) throw new CatalogError('insufficient_confirmations')
      return toPayment(payments.save({ ...payment, state: 'confirmed' }))
    }
  }
}

/** The payment as a client sees it. BigInt throws for text that is not a number, which is an 'internal_error'. */
function toPayment ({ id, customerId, baseUnits, state, transaction }: Stored) {
  const units = BigInt(baseUnits)
  return { id, customerId, amount: `${units / unit}.${String(units % unit).padStart(6, '0')}`, state, transaction }
}

const seed = { workspace: 'acme', state: 'pending' } as const

const seeds: readonly Stored[] = [
  { ...seed, id: 'pay_1', customerId: 'cus_1', baseUnits: '12500000' },
  // Somebody typed the amount in by hand and added a remark. The message of BigInt quotes it.
  { ...seed, id: 'pay_manual', customerId: 'cus_2', baseUnits: '12500000 (refund to kim@example.com agreed by phone)' }
]
