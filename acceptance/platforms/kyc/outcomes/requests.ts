import { randomUUID } from 'node:crypto'
import { budgets } from '../../../budgets.ts'
import type { Outcome } from '../../../tour/outcome.ts'
import { applicant, as, issueKey, made, signUp, start } from './steps.ts'

/** Failures that any request may get. */
export const requests: readonly Outcome[] = [
  {
    code: 'not_found',
    because: 'the top-up belongs to another tenant',
    async provoke (api) {
      const { id } = made(await api('POST /v1/topups', { body: { amount: 500 } }))
      return api(`GET /v1/topups/${id}`, await signUp(api))
    },
    legal: async api => api(`GET /v1/topups/${made(await api('POST /v1/topups', { body: { amount: 500 } })).id}`)
  },
  {
    code: 'method_not_allowed',
    because: 'a verification can be read, and not deleted',
    provoke: async api => api(`DELETE /v1/verifications/${await start(api)}`),
    legal: async api => api(`GET /v1/verifications/${await start(api)}`),
    headers: { allow: 'GET, HEAD' }
  },
  {
    code: 'idempotency_conflict',
    because: 'the Idempotency-Key was used for another applicant',
    async provoke (api) {
      const headers = { 'idempotency-key': randomUUID() }
      await api('POST /v1/verifications', { headers, body: applicant })
      return api('POST /v1/verifications', { headers, body: { ...applicant, country: 'FR' } })
    },
    async legal (api) {
      const headers = { 'idempotency-key': randomUUID() }
      await api('POST /v1/verifications', { headers, body: applicant })
      return api('POST /v1/verifications', { headers, body: applicant })
    }
  },
  {
    code: 'validation_error',
    because: 'the email is none, and the country is in small letters',
    provoke: api => api('POST /v1/verifications', { body: { email: 'pat', country: 'de' } }),
    legal: api => api('POST /v1/verifications', { body: applicant }),
    issues: [
      { path: 'email', message: 'Must be in the format email.' },
      { path: 'country', message: 'Must match ^[A-Z]{2}$.' }
    ]
  },
  {
    code: 'rate_limited',
    because: 'the key has used up what the route allows in a minute',
    reading: 'How many requests are allowed, and that each key has its own budget, is ours.',
    async provoke (api) {
      const { key } = await issueKey(api, 'test', 'viewer')
      for (let sent = 0; sent < budgets.small.max; sent++) await api('GET /v1/balance', as(key))
      return api('GET /v1/balance', as(key))
    },
    legal: async api => api('GET /v1/balance', as((await issueKey(api, 'test', 'viewer')).key)),
    headers: { 'retry-after': /^[1-9]\d?$/ }
  },
  {
    code: 'internal_error',
    because: 'the stored report is damaged, and nobody foresaw it',
    provoke: api => api('GET /v1/verifications/ver_rejected/report'),
    legal: api => api('GET /v1/verifications/ver_approved/report')
  }
]
