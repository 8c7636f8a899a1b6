import { CatalogError } from '../../../src/index.ts'
import type { NewPayment, Refund } from './bodies.ts'
import { charge, type Charge } from './charge.ts'
import type { Invoices } from './invoices.ts'
import { toAmount, toCents } from './money.ts'
import type { PaymentMethods } from './paymentMethods.ts'
import { createRecords, type Owned } from './records.ts'

type Status = 'processing' | Charge['status']

export interface Payment extends Owned, NewPayment {
  readonly amount: string
  readonly refunded: string
  readonly status: Status
}

export type Payments = ReturnType<typeof createPayments>

/** While a payment is in one of these states, the invoice accepts no other payment. */
const inFlight: readonly Status[] = ['processing', 'requires_action']

export function createPayments (invoices: Invoices, methods: PaymentMethods) {
  const payments = createRecords<Payment>('pay')
  const paymentsOf = (invoice: string) => payments.find(payment => payment.invoice === invoice)

  /** Whether an invoice may be paid now. Two payments at once would pay it twice. */
  function checkIdle (invoice: string) {
    if (paymentsOf(invoice).some(({ status }) => inFlight.includes(status))) throw new CatalogError('payment.duplicate')
  }

  function succeed (payment: Payment): Payment {
    invoices.addPaid(payment.tenant, payment.invoice, payment.amount)
    return payments.save({ ...payment, status: 'succeeded' })
  }

  return {
    read: payments.read,
    checkIdle,

    list: (tenant: string, invoice: string): readonly Payment[] => paymentsOf(invoices.read(tenant, invoice).id),

    async pay (tenant: string, { invoice, method }: NewPayment): Promise<Payment> {
      const amount = invoices.readDue(tenant, invoice)
      const { card } = methods.readUsable(tenant, method)
      checkIdle(invoice)
      const payment = payments.create(tenant, { invoice, method, amount, refunded: '0.00', status: 'processing' })
      const answer = await charge(card, toCents(amount))
      if (answer.status === 'succeeded') return succeed(payment)
      payments.save({ ...payment, status: answer.status })
      if (answer.status === 'declined') {
        throw new CatalogError('payment.declined', { last_error: { code: answer.code, message: answer.message } })
      }
      throw new CatalogError('payment.requires_action', { next_action: { type: 'redirect_to_url', url: answer.url } })
    },

    /** The bank has authenticated its customer. Its webhook may arrive more than once. */
    authenticate (id: string) {
      const payment = payments.find(payment => payment.id === id && payment.status === 'requires_action')[0]
      if (payment !== undefined) succeed(payment)
    },

    refund (tenant: string, id: string, { amount }: Refund): Payment {
      const payment = payments.read(tenant, id)
      if (payment.status !== 'succeeded') throw new CatalogError('payment.cannot_refund_failed')
      const refunded = toCents(payment.refunded) + toCents(amount)
      if (refunded > toCents(payment.amount)) throw new CatalogError('payment.refund_exceeds_amount')
      return payments.save({ ...payment, refunded: toAmount(refunded) })
    }
  }
}
