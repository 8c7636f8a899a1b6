import type { Client } from '../../../tour/client.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { activeSubscription, customer, event, method, openInvoice, paidInvoice, pay, paymentOf } from './steps.ts'

/** An invoice whose payment waits for the customer. */
async function waitingInvoice (api: Client): Promise<string> {
  const invoice = await openInvoice(api)
  await pay(api, invoice, '3ds')
  return invoice
}

async function declinedPayment (api: Client): Promise<string> {
  const invoice = await openInvoice(api)
  await pay(api, invoice, 'poor')
  return paymentOf(api, invoice)
}

/** The payment of an invoice of 119.00. */
async function payment (api: Client): Promise<string> {
  return paymentOf(api, await paidInvoice(api))
}

export const payments: readonly Outcome[] = [
  {
    code: 'payment.requires_action',
    because: 'the bank wants to see its customer',
    details: { next_action: { type: 'redirect_to_url', url: 'https://bank.example.com/3ds' } },
    reading: 'next_action tells by type and url where to send the customer; the bank reports by a webhook that it has seen them.',
    provoke: async api => pay(api, await openInvoice(api), '3ds'),
    legal: async api => pay(api, await openInvoice(api), 'plain')
  },
  {
    code: 'payment.declined',
    because: 'the card does not cover the amount',
    reading: 'last_error is what the provider says, by code and message. The provider is one that the demo plays, with cards for tests.',
    details: { last_error: { code: 'insufficient_funds', message: 'The bank reports too little credit.' } },
    provoke: async api => pay(api, await openInvoice(api), 'poor'),
    legal: async api => pay(api, await openInvoice(api), 'plain')
  },
  {
    code: 'payment.duplicate',
    because: 'another payment of the invoice still waits for the customer',
    reading: 'A payment that waits for its customer is in flight.',
    provoke: async api => pay(api, await waitingInvoice(api), 'plain'),
    legal: async api => pay(api, await openInvoice(api), 'plain')
  },
  {
    code: 'payment.cannot_refund_failed',
    because: 'the payment was declined',
    provoke: async api => api(`POST /v1/payments/${await declinedPayment(api)}/refunds`, { body: { amount: '1.00' } }),
    legal: async api => api(`POST /v1/payments/${await payment(api)}/refunds`, { body: { amount: '1.00' } })
  },
  {
    code: 'payment.refund_exceeds_amount',
    because: 'after 100.00 of 119.00 another 19.01 is to be refunded',
    provoke: async api => {
      const refunds = `POST /v1/payments/${await payment(api)}/refunds` as const
      await api(refunds, { body: { amount: '100.00' } })
      return api(refunds, { body: { amount: '19.01' } })
    },
    legal: async api => {
      // This payment waited for its customer, and the bank has authenticated them.
      const id = await paymentOf(api, await waitingInvoice(api))
      await event(api, { type: 'payment.authenticated', payment: id })
      await api(`POST /v1/payments/${id}/refunds`, { body: { amount: '100.00' } })
      return api(`POST /v1/payments/${id}/refunds`, { body: { amount: '19.00' } })
    }
  },
  {
    code: 'payment.method_expired',
    because: 'the card has expired',
    provoke: async api => api('POST /v1/payments', { body: { invoice: await openInvoice(api), method: await method(api, { expires: '2025-01' }) } }),
    legal: async api => api('POST /v1/payments', { body: { invoice: await openInvoice(api), method: await method(api, { expires: '2099-12' }) } })
  },
  {
    code: 'payment.method_in_use',
    because: 'an active subscription is paid with the card',
    provoke: async api => {
      const payer = await customer(api)
      const card = await method(api, { customer: payer })
      await activeSubscription(api, { customer: payer })
      return api(`DELETE /v1/payment-methods/${card}`)
    },
    legal: async api => {
      const payer = await customer(api)
      const card = await method(api, { customer: payer })
      await api(`POST /v1/subscriptions/${await activeSubscription(api, { customer: payer })}/cancel`)
      return api(`DELETE /v1/payment-methods/${card}`)
    }
  }
]
