import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewPayment } from './bodies.ts'
import type { Customers } from './customers.ts'

interface Stored {
  readonly id: string
  readonly customerId: string
  /** In the smallest unit of the token, as the chain has it. */
  readonly baseUnits: string
}

export type Payments = ReturnType<typeof createPayments>

const unit = 1_000_000n

export function createPayments (customers: Customers) {
  const payments = new Map<string, Stored>(seeds.map(seed => [seed.id, seed]))

  return {
    read (id: string) {
      const payment = payments.get(id)
      if (payment === undefined) throw new CatalogError('not_found')
      return toPayment(payment)
    },

    create ({ customerId, customerEmail, amount }: NewPayment) {
      if (customerId === undefined && customerEmail === undefined) {
        throw new CatalogError('invalid_request', {}, { message: 'Either customerId or customerEmail is required.', param: 'customerId' })
      }
      const customer = customers.read(customerId === undefined ? { email: customerEmail } : { id: customerId })
      const payment = { id: `pay_${randomUUID()}`, customerId: customer.id, baseUnits: String(BigInt(amount) * unit) }
      payments.set(payment.id, payment)
      return toPayment(payment)
    }
  }
}

function toPayment ({ id, customerId, baseUnits }: Stored) {
  const units = BigInt(baseUnits)
  return { id, customerId, amount: `${units / unit}.${String(units % unit).padStart(6, '0')}` }
}

const seeds: readonly Stored[] = [
  { id: 'pay_1', customerId: 'cus_1', baseUnits: '12500000' },
  // Typed in by hand, with a remark for the colleagues. The message of BigInt quotes it.
  { id: 'pay_manual', customerId: 'cus_2', baseUnits: '12500000 (refund to kim@example.com agreed by phone)' }
]
