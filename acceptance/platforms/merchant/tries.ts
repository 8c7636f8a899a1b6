import { budgets } from '../../budgets.ts'
import type { Try } from '../../try.ts'

const { max } = budgets.small
const key = { authorization: 'Bearer merchant_test_key' }
const secondKey = { authorization: 'Bearer merchant_second_key' }
const liveKey = { authorization: 'Bearer merchant_live_key' }
const readKey = { authorization: 'Bearer merchant_read_key' }
const otherKey = { authorization: 'Bearer merchant_other_key' }
const json = { ...key, 'content-type': 'application/json' }
const customer = { name: 'Pat Example', email: 'pat@example.com' }
const bank = { holder: 'Pat Example', routingNumber: '110000000', accountNumber: '000123456789' }

export const tries: readonly Try[] = [
  { name: 'create a customer', method: 'POST', path: '/v1/customers', headers: json, body: customer, status: 201 },
  { name: 'create one with a key', method: 'POST', path: '/v1/customers', headers: { ...json, 'idempotency-key': 'customer_1' }, body: customer, status: 201 },
  { name: 'the same key for another customer', method: 'POST', path: '/v1/customers', headers: { ...json, 'idempotency-key': 'customer_1' }, body: { ...customer, name: 'Sam Example' }, status: 409, code: 'idempotency_key_in_use' },
  { name: 'read one', method: 'GET', path: '/v1/customers/cus_1', headers: key, status: 200 },
  { name: 'add a bank account', method: 'POST', path: '/v1/banks', headers: json, body: bank, status: 201 },
  { name: 'pay somebody', method: 'POST', path: '/v1/payouts', headers: { ...json, ...liveKey }, body: { amount: 500, to: 'Sample Ltd' }, status: 201 },
  { name: 'the screening provider takes too long', method: 'POST', path: '/v1/payouts', headers: { ...json, ...liveKey }, body: { amount: 500, to: 'Slow Ltd' }, status: 502, code: 'screening_unavailable' },
  { name: 'details is the list of issues', method: 'POST', path: '/v1/customers', headers: json, body: { name: '', mail: 'pat' }, status: 400, code: 'validation_failed' },
  { name: 'no key', method: 'GET', path: '/v1/customers/cus_1', status: 401, code: 'unauthorized' },
  { name: 'an expired key: the message tells', method: 'GET', path: '/v1/customers/cus_1', headers: { authorization: 'Bearer merchant_expired_key' }, status: 401, code: 'unauthorized' },
  { name: 'a key that may only read: details has both scopes', method: 'POST', path: '/v1/customers', headers: { ...json, ...readKey }, body: customer, status: 403, code: 'insufficient_scope' },
  { name: 'the customer of another merchant', method: 'GET', path: '/v1/customers/cus_other', headers: key, status: 404, code: 'not_found' },
  { name: 'it is canceled', method: 'POST', path: '/v1/payouts/po_canceled/mark-paid', headers: key, status: 409, code: 'terminal_status' },
  { name: 'a routing number with a wrong checksum', method: 'POST', path: '/v1/banks', headers: json, body: { ...bank, routingNumber: '123456789' }, status: 422, code: 'stripe_bank_rejected' },
  { name: 'the budget of the key ends', method: 'GET', path: '/v1/balance', headers: key, repeat: max + 1, status: 429, code: 'rate_limited_key' },
  { name: 'a second key still has its own', method: 'GET', path: '/v1/balance', headers: secondKey, repeat: max, status: 200 },
  { name: 'a third finds that of the merchant used up', method: 'GET', path: '/v1/balance', headers: readKey, status: 429, code: 'rate_limited' },
  { name: 'a merchant with a larger plan may go on', method: 'GET', path: '/v1/balance', headers: otherKey, repeat: 2 * max + 1, status: 200 },
  { name: 'a stored payout is damaged, and only the log says how', method: 'GET', path: '/v1/payouts/po_cut', headers: key, status: 500, code: 'internal_error' }
]
