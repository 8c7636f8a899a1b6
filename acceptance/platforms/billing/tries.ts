import { budgets } from '../../budgets.ts'
import type { Try } from '../../try.ts'

const token = { authorization: 'Bearer billing_test_token' }
const json = { ...token, 'content-type': 'application/json' }
/** The headers that a client repeats when it retries a write. */
const keyed = (key: string) => ({ ...json, 'idempotency-key': key })
const invoice = { customer: 'cus_1', currency: 'EUR', amount: '12.50' }

export const tries: readonly Try[] = [
  { name: 'create an invoice', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_1'), body: invoice, status: 201 },
  { name: 'create it again: the same key, the same invoice', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_1'), body: invoice, status: 201 },
  { name: 'the same key for another invoice', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_1'), body: { ...invoice, amount: '13.00' }, status: 422, code: 'idempotency.body_mismatch' },
  { name: 'a write without a key', method: 'POST', path: '/v1/invoices', headers: json, body: invoice, status: 400, code: 'idempotency.required' },
  { name: 'read one', method: 'GET', path: '/v1/invoices/inv_open', headers: token, status: 200 },
  { name: 'pay it', method: 'POST', path: '/v1/payments', headers: keyed('payment_1'), body: { invoice: 'inv_open', method: 'pm_card' }, status: 201 },
  { name: 'every issue is listed', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_2'), body: { ...invoice, customer: '', memo: 5 }, status: 422, code: 'validation.failed' },
  { name: 'a misspelled field', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_3'), body: { ...invoice, meno: 'May' }, status: 400, code: 'validation.unknown_field' },
  { name: 'a currency in small letters', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_4'), body: { ...invoice, currency: 'eur' }, status: 422, code: 'validation.currency_invalid' },
  { name: 'an amount that is a number', method: 'POST', path: '/v1/invoices', headers: keyed('invoice_5'), body: { ...invoice, amount: 12.5 }, status: 422, code: 'validation.amount_invalid' },
  { name: 'no token', method: 'GET', path: '/v1/scopes', status: 401, code: 'auth.missing_token' },
  { name: 'a revoked token', method: 'GET', path: '/v1/scopes', headers: { authorization: 'Bearer billing_revoked_token' }, status: 401, code: 'auth.invalid_token' },
  { name: 'a rotated token after its grace period', method: 'GET', path: '/v1/scopes', headers: { authorization: 'Bearer billing_rotated_token' }, status: 401, code: 'auth.expired_token' },
  { name: 'a live token in the sandbox', method: 'GET', path: '/v1/scopes', headers: { authorization: 'Bearer billing_live_token' }, status: 401, code: 'auth.wrong_environment' },
  { name: 'a token that may only read', method: 'POST', path: '/v1/invoices', headers: { ...json, authorization: 'Bearer billing_read_token' }, body: invoice, status: 403, code: 'auth.scope_required' },
  { name: 'the invoice of another tenant', method: 'GET', path: '/v1/invoices/inv_other', headers: token, status: 404, code: 'not_found' },
  { name: 'it is no draft any more', method: 'PATCH', path: '/v1/invoices/inv_paid', headers: keyed('change_1'), body: { memo: 'May' }, status: 422, code: 'invoice.locked' },
  { name: 'the bank refuses', method: 'POST', path: '/v1/payments', headers: keyed('payment_2'), body: { invoice: 'inv_due', method: 'pm_poor_card' }, status: 422, code: 'payment.declined' },
  { name: 'the bank wants to see its customer: no failure', method: 'POST', path: '/v1/payments', headers: keyed('payment_3'), body: { invoice: 'inv_due', method: 'pm_3ds_card' }, status: 200, code: 'payment.requires_action' },
  { name: 'the budget of this route ends', method: 'GET', path: '/v1/scopes', headers: token, repeat: budgets.small.max + 1, status: 429, code: 'rate_limit.exceeded' },
  { name: 'an imported invoice is damaged, and only the log says how', method: 'GET', path: '/v1/invoices/inv_imported/total', headers: token, status: 500, code: 'internal_error' }
]
