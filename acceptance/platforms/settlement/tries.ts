import { budgets } from '../../budgets.ts'
import type { Try } from '../../try.ts'

const key = { authorization: 'Bearer settlement_test_key' }
const json = { ...key, 'content-type': 'application/json' }

export const tries: readonly Try[] = [
  { name: 'sign a merchant up', method: 'POST', path: '/v1/merchants', headers: json, body: { name: 'Acme', country: 'DE' }, status: 201 },
  { name: 'create a payment', method: 'POST', path: '/v1/payments', headers: json, body: { customerEmail: 'pat@example.com', amount: 5 }, status: 201 },
  { name: 'create one with a key', method: 'POST', path: '/v1/payments', headers: { ...json, 'idempotency-key': 'payment_1' }, body: { customerEmail: 'pat@example.com', amount: 6 }, status: 201 },
  { name: 'the same key for another payment', method: 'POST', path: '/v1/payments', headers: { ...json, 'idempotency-key': 'payment_1' }, body: { customerEmail: 'pat@example.com', amount: 7 }, status: 409, code: 'conflict' },
  { name: 'read one', method: 'GET', path: '/v1/payments/pay_1', headers: key, status: 200 },
  { name: 'param is the first field with an issue', method: 'POST', path: '/v1/customers', headers: json, body: { email: 'pat' }, status: 400, code: 'invalid_request' },
  { name: 'a rule that no schema states', method: 'POST', path: '/v1/payments', headers: json, body: { amount: 5 }, status: 400, code: 'invalid_request' },
  { name: 'no key', method: 'GET', path: '/v1/chains', status: 401, code: 'unauthorized' },
  { name: 'a key that may only read', method: 'POST', path: '/v1/subscriptions/sub_active/cancel', headers: { authorization: 'Bearer settlement_viewer_key' }, status: 403, code: 'forbidden' },
  { name: 'a restricted state, with metadata', method: 'POST', path: '/v1/merchants', headers: json, body: { name: 'Acme', country: 'XB', state: 'QA' }, status: 403, code: 'restricted_jurisdiction' },
  { name: 'an unknown customer', method: 'GET', path: '/v1/customers/cus_unknown', headers: key, status: 404, code: 'not_found' },
  { name: 'the email is taken', method: 'POST', path: '/v1/customers', headers: json, body: { email: 'pat@example.com' }, status: 409, code: 'conflict' },
  { name: 'it is canceled already', method: 'POST', path: '/v1/subscriptions/sub_canceled/cancel', headers: key, status: 422, code: 'invalid_state_transition' },
  { name: 'the budget of this route ends', method: 'GET', path: '/v1/chains', headers: key, repeat: budgets.small.max + 1, status: 429, code: 'rate_limited' },
  { name: 'a stored amount is damaged, and only the log says how', method: 'GET', path: '/v1/payments/pay_manual', headers: key, status: 500, code: 'internal_error' }
]
