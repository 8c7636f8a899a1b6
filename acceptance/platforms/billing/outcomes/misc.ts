import type { Outcome } from '../../../tour/outcome.ts'
import { draft } from './steps.ts'

export const misc: readonly Outcome[] = [
  {
    code: 'not_found',
    because: 'the invoice is of another tenant',
    provoke: api => api('GET /v1/invoices/inv_other'),
    legal: async api => api(`GET /v1/invoices/${await draft(api)}`)
  },
  {
    code: 'gone',
    because: 'the draft was deleted',
    reading: 'What is deleted, here a draft, is gone for good; its id is remembered.',
    provoke: async api => {
      const invoice = await draft(api)
      await api(`DELETE /v1/invoices/${invoice}`)
      return api(`GET /v1/invoices/${invoice}`)
    },
    legal: async api => api(`GET /v1/invoices/${await draft(api)}`)
  },
  {
    code: 'internal_error',
    because: 'an import has put an address where the currency should be, and the formatter throws',
    provoke: api => api('GET /v1/invoices/inv_imported/total'),
    legal: async api => api(`GET /v1/invoices/${await draft(api)}/total`)
  },
  {
    code: 'unavailable',
    because: 'a PDF is made by a renderer that cannot be reached',
    reading: 'The downstream is a renderer of PDFs.',
    provoke: async api => api(`GET /v1/invoices/${await draft(api)}/document?format=pdf`),
    legal: async api => api(`GET /v1/invoices/${await draft(api)}/document?format=text`)
  }
]
