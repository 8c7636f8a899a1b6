import type { Client } from '../../../tour/client.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { address, customer, draft, openInvoice, paidInvoice } from './steps.ts'

/** A draft whose tax was computed before its customer moved. */
async function movedDraft (api: Client): Promise<string> {
  const payer = await customer(api)
  const invoice = await draft(api, { customer: payer })
  await api(`POST /v1/invoices/${invoice}/recompute-tax`)
  await api(`PATCH /v1/customers/${payer}`, { body: { address: { ...address, country: 'FR' } } })
  return invoice
}

export const invoices: readonly Outcome[] = [
  {
    code: 'invoice.locked',
    because: 'the invoice is open, and only drafts change',
    provoke: async api => api(`PATCH /v1/invoices/${await openInvoice(api)}`, { body: { memo: 'May' } }),
    legal: async api => api(`PATCH /v1/invoices/${await draft(api)}`, { body: { memo: 'May' } })
  },
  {
    code: 'invoice.cannot_void_paid',
    because: 'the invoice is paid',
    provoke: async api => api(`POST /v1/invoices/${await paidInvoice(api)}/void`),
    legal: async api => api(`POST /v1/invoices/${await openInvoice(api)}/void`)
  },
  {
    code: 'invoice.cannot_finalize_empty',
    because: 'the invoice has no line',
    provoke: async api => api(`POST /v1/invoices/${await draft(api, { amount: undefined })}/finalize`),
    legal: async api => api(`POST /v1/invoices/${await draft(api)}/finalize`)
  },
  {
    code: 'invoice.tax_recompute_required',
    because: 'the customer has moved to another country since the tax was computed',
    reading: 'Tax depends on the address and the tax ID of the customer and on the sum of the lines.',
    provoke: async api => api(`POST /v1/invoices/${await movedDraft(api)}/finalize`),
    legal: async api => {
      const invoice = await movedDraft(api)
      await api(`POST /v1/invoices/${invoice}/recompute-tax`)
      return api(`POST /v1/invoices/${invoice}/finalize`)
    }
  }
]
