import { randomUUID } from 'node:crypto'
import { budgets } from '../../budgets.ts'
import type { Outcome } from '../../tour/outcome.ts'

const applicant = { email: 'pat@example.com', country: 'DE' }

export const common = () => ({ authorization: 'Bearer kyc_test_key' })

export const outcomes: readonly Outcome[] = [
  {
    code: 'authentication_required',
    because: 'the request has no Authorization header',
    provoke: api => api('GET /v1/balance', { headers: { authorization: undefined } }),
    legal: api => api('GET /v1/balance')
  },
  {
    code: 'idempotency_conflict',
    because: 'its Idempotency-Key was used for another applicant',
    async provoke (api) {
      const headers = { 'idempotency-key': randomUUID() }
      await api('POST /v1/verifications', { headers, body: applicant })
      return api('POST /v1/verifications', { headers, body: { ...applicant, country: 'FR' } })
    },
    legal: api => api('POST /v1/verifications', { headers: { 'idempotency-key': randomUUID() }, body: applicant })
  },
  {
    code: 'validation_error',
    because: 'two fields are not what the schema says',
    provoke: api => api('POST /v1/verifications', { body: { email: 'pat', country: 'de' } }),
    legal: api => api('POST /v1/verifications', { body: applicant }),
    issues: [
      { path: 'email', message: 'Must be in the format email.' },
      { path: 'country', message: 'Must match ^[A-Z]{2}$.' }
    ]
  },
  {
    code: 'rate_limited',
    because: 'the budget is used up',
    async provoke (api) {
      for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /v1/balance')
      return api('GET /v1/balance')
    },
    legal: api => api('GET /v1/verifications/ver_approved'),
    headers: { 'retry-after': /^[1-9]\d*$/ }
  }
]
