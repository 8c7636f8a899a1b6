import { CatalogError } from '../../../src/index.ts'
import type { NewPaymentMethod } from './bodies.ts'
import type { Customers } from './customers.ts'
import { createRecords, type Owned } from './records.ts'
import type { Subscriptions } from './subscriptions.ts'

export interface PaymentMethod extends Owned, NewPaymentMethod {}

export type PaymentMethods = ReturnType<typeof createPaymentMethods>

export function createPaymentMethods (customers: Customers, subscriptions: Subscriptions) {
  const methods = createRecords<PaymentMethod>('pm', seeds)

  return {
    /** A method that can be charged now. */
    readUsable (tenant: string, id: string): PaymentMethod {
      const method = methods.read(tenant, id)
      if (method.expires < new Date().toISOString().slice(0, 'YYYY-MM'.length)) throw new CatalogError('payment.method_expired')
      return method
    },

    /** Attach a card to a customer. The first card becomes the default. The expiry date is checked when the card is charged. */
    attach (tenant: string, content: NewPaymentMethod): PaymentMethod {
      const customer = customers.read(tenant, content.customer)
      const method = methods.create(tenant, content)
      if (customer.default_method === undefined) customers.change(tenant, customer.id, { default_method: method.id })
      return method
    },

    detach (tenant: string, id: string) {
      const method = methods.read(tenant, id)
      if (subscriptions.isPaidBy(id)) throw new CatalogError('payment.method_in_use')
      methods.remove(method)
      const customer = customers.read(tenant, method.customer)
      if (customer.default_method === id) customers.change(tenant, customer.id, { default_method: undefined })
    }
  }
}

const seed = { tenant: 'acme', customer: 'cus_1', expires: '2099-12' } as const

const seeds: readonly PaymentMethod[] = [
  { ...seed, id: 'pm_card', card: 'plain' },
  { ...seed, id: 'pm_3ds_card', card: '3ds' },
  { ...seed, id: 'pm_poor_card', card: 'poor' }
]
