import type { Outcome } from '../../../tour/outcome.ts'

const create = 'POST /v1/plans'
const plan = { name: 'Basic', currency: 'EUR', amount: '10.00' }

export const validation: readonly Outcome[] = [
  {
    code: 'validation.failed',
    because: 'the name is empty, and the commitment too long',
    issues: [
      { path: 'name', message: 'Must have at least 1 character.' },
      { path: 'commitment_months', message: 'Must be at most 36.' }
    ],
    provoke: api => api(create, { body: { ...plan, name: '', commitment_months: 37 } }),
    legal: api => api(create, { body: { ...plan, commitment_months: 36 } })
  },
  {
    code: 'validation.unknown_field',
    because: 'a name is misspelled',
    provoke: api => api(create, { body: { ...plan, comitment_months: 12 } }),
    legal: api => api(create, { body: { ...plan, commitment_months: 12 } })
  },
  {
    code: 'validation.currency_invalid',
    because: 'the currency is in small letters',
    reading: 'The form is checked, not the list of currencies.',
    provoke: api => api(create, { body: { ...plan, currency: 'eur' } }),
    legal: api => api(create, { body: { ...plan, currency: 'EUR' } })
  },
  {
    code: 'validation.amount_invalid',
    because: 'the amount is a number',
    provoke: api => api(create, { body: { ...plan, amount: 10 } }),
    legal: api => api(create, { body: { ...plan, amount: '10' } })
  }
]
