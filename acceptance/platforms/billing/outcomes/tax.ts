import type { Outcome } from '../../../tour/outcome.ts'
import { address, customer, draft } from './steps.ts'

const finalized = (invoice: string) => `POST /v1/invoices/${invoice}/finalize` as const

export const tax: readonly Outcome[] = [
  {
    code: 'tax.engine_unavailable',
    because: 'tax in the US is computed by an engine that cannot be reached',
    reading: 'An engine that cannot be reached is like one that returns an error. The invoice stays a draft.',
    provoke: async api => api(finalized(await draft(api, { customer: await customer(api, { address: { ...address, country: 'US' } }) }))),
    legal: async api => api(finalized(await draft(api)))
  },
  {
    code: 'tax.address_required',
    because: 'the customer has no billing address',
    provoke: async api => api(finalized(await draft(api, { customer: await customer(api, {}) }))),
    legal: async api => api(finalized(await draft(api)))
  },
  {
    code: 'tax.id_invalid',
    because: 'a German tax ID has nine digits, this one has eight',
    reading: 'The formats of Germany, France and the US are known.',
    provoke: api => api('POST /v1/customers', { body: { name: 'Tour', tax_id: 'DE12345678' } }),
    legal: api => api('POST /v1/customers', { body: { name: 'Tour', tax_id: 'DE123456789' } })
  }
]
