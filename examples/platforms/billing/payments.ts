import { randomUUID } from 'node:crypto'
import { CatalogError } from '../../../src/index.ts'
import type { NewPayment } from './bodies.ts'
import { charge, type Card, type Outcome } from './charge.ts'
import type { Invoices } from './invoices.ts'

export interface Payment extends NewPayment {
  readonly id: string
  readonly tenant: string
  readonly status: Outcome['status']
}

export type Payments = ReturnType<typeof createPayments>

export function createPayments (invoices: Invoices) {
  const payments = new Map<string, Payment>()

  return {
    pay (tenant: string, { invoice, method }: NewPayment): Payment {
      const { amount } = invoices.read(tenant, invoice)
      const card = methods.get(method)
      if (card === undefined) throw new CatalogError('not_found')
      const id = `pay_${randomUUID()}`
      const outcome = charge(card, Number(amount), id)
      const payment: Payment = { id, tenant, invoice, method, status: outcome.status }
      payments.set(id, payment)
      if (outcome.status === 'declined') {
        throw new CatalogError('payment.declined', { last_error: { code: outcome.code, message: outcome.message } })
      }
      if (outcome.status === 'requires_action') {
        throw new CatalogError('payment.requires_action', { next_action: { type: 'redirect_to_url', url: outcome.url } })
      }
      return payment
    },

    read (tenant: string, id: string): Payment {
      const payment = payments.get(id)
      if (payment?.tenant !== tenant) throw new CatalogError('not_found')
      return payment
    }
  }
}

const methods: ReadonlyMap<string, Card> = new Map<string, Card>([
  ['pm_card', { limit: 1000 }],
  ['pm_3ds_card', { limit: 1000, isStepUp: true }],
  ['pm_poor_card', { limit: 5 }]
])
