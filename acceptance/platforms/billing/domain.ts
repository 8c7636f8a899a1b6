import { createCustomers } from './customers.ts'
import { createEndpoints } from './endpoints.ts'
import { createFx } from './fx.ts'
import { createInvoices } from './invoices.ts'
import { createPaymentMethods } from './paymentMethods.ts'
import { createPayments } from './payments.ts'
import { createPlans } from './plans.ts'
import { createSubscriptions } from './subscriptions.ts'
import { createWallets } from './wallets.ts'

export type Domain = ReturnType<typeof createDomain>

/** All data of an environment. */
export function createDomain () {
  const customers = createCustomers()
  const plans = createPlans()
  const subscriptions = createSubscriptions(customers, plans)
  const methods = createPaymentMethods(customers, subscriptions)
  const invoices = createInvoices(customers)
  const payments = createPayments(invoices, methods)
  const wallets = createWallets(invoices, payments)
  return { customers, plans, subscriptions, methods, invoices, payments, wallets, fx: createFx(), endpoints: createEndpoints() }
}
