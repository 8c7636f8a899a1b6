import { randomUUID } from 'node:crypto'
import type { Outcome } from '../../../tour/outcome.ts'
import { as, customer, issueKey, made, signUp, useUp } from './steps.ts'

/** How long to wait: the same number is in the body and in the header. */
const seconds = /^[1-9]\d?$/

/** Failures that any request may get. */
export const requests: readonly Outcome[] = [
  {
    code: 'validation_failed',
    because: 'the name is empty, the email is none, and a field is misspelled',
    provoke: api => api('POST /v1/customers', { body: { name: '', email: 'pat', phnoe: '1' } }),
    legal: api => api('POST /v1/customers', { body: customer }),
    issues: [
      { path: 'phnoe', message: 'This field is not known here.', keyword: 'additionalProperties' },
      { path: 'name', message: 'Must have at least 1 character.', keyword: 'minLength' },
      { path: 'email', message: 'Must be in the format email.', keyword: 'format' }
    ]
  },
  {
    code: 'not_found',
    because: 'the customer belongs to another merchant',
    provoke: async api => api(`GET /v1/customers/${made(await api('POST /v1/customers', { body: customer })).id}`, await signUp(api)),
    legal: async api => api(`GET /v1/customers/${made(await api('POST /v1/customers', { body: customer })).id}`)
  },
  {
    code: 'idempotency_key_in_use',
    because: 'the Idempotency-Key was used for another customer',
    async provoke (api) {
      const headers = { 'idempotency-key': randomUUID() }
      await api('POST /v1/customers', { headers, body: customer })
      return api('POST /v1/customers', { headers, body: { ...customer, name: 'Sam Example' } })
    },
    async legal (api) {
      const headers = { 'idempotency-key': randomUUID() }
      await api('POST /v1/customers', { headers, body: customer })
      return api('POST /v1/customers', { headers, body: customer })
    }
  },
  {
    code: 'rate_limited',
    because: 'two keys have used up the budget of their merchant, and a third finds nothing left',
    reading: 'The budgets of the page are counted by the minute. That of this route is ours, small enough to be used up.',
    async provoke (api) {
      const merchant = await signUp(api)
      await useUp(api, merchant)
      await useUp(api, as(made(await issueKey(api, merchant)).key))
      return api('GET /v1/balance', as(made(await issueKey(api, merchant)).key))
    },
    async legal (api) {
      const merchant = await signUp(api)
      await useUp(api, merchant)
      return api('GET /v1/balance', as(made(await issueKey(api, merchant)).key))
    },
    details: { resetSeconds: seconds },
    headers: { 'retry-after': seconds }
  },
  {
    code: 'rate_limited_key',
    because: 'one key has used up its half of the budget of the merchant',
    reading: 'The budgets of the page are counted by the minute. That of this route is ours, small enough to be used up.',
    async provoke (api) {
      const merchant = await signUp(api)
      await useUp(api, merchant)
      return api('GET /v1/balance', merchant)
    },
    async legal (api) {
      const merchant = await signUp(api)
      await useUp(api, merchant)
      return api('GET /v1/balance', as(made(await issueKey(api, merchant)).key))
    },
    details: { resetSeconds: seconds },
    headers: { 'retry-after': seconds }
  },
  {
    code: 'internal_error',
    because: 'the stored payout is damaged, and nobody foresaw it',
    provoke: api => api('GET /v1/payouts/po_cut'),
    legal: api => api('GET /v1/payouts/po_pending')
  }
]
