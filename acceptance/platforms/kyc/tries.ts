import { budgets } from '../../budgets.ts'
import type { Try } from '../../try.ts'

const key = { authorization: 'Bearer kyc_test_key' }
const json = { 'content-type': 'application/json' }
const applicant = { email: 'pat@example.com', country: 'DE' }

export const tries: readonly Try[] = [
  { name: 'start a verification', method: 'POST', path: '/v1/verifications', headers: { ...key, ...json }, body: applicant, status: 201 },
  { name: 'start one with a key', method: 'POST', path: '/v1/verifications', headers: { ...key, ...json, 'idempotency-key': 'verification_1' }, body: applicant, status: 201 },
  { name: 'the same key for another applicant', method: 'POST', path: '/v1/verifications', headers: { ...key, ...json, 'idempotency-key': 'verification_1' }, body: { ...applicant, country: 'FR' }, status: 409, code: 'idempotency_conflict' },
  { name: 'read one', method: 'GET', path: '/v1/verifications/ver_approved', headers: key, status: 200 },
  { name: 'the issues are listed by field', method: 'POST', path: '/v1/verifications', headers: { ...key, ...json }, body: { email: 'pat', country: 'de' }, status: 422, code: 'validation_error' },
  { name: 'no key', method: 'GET', path: '/v1/balance', status: 401, code: 'authentication_required' },
  { name: 'a revoked key', method: 'GET', path: '/v1/balance', headers: { authorization: 'Bearer kyc_revoked_key' }, status: 401, code: 'invalid_api_key' },
  { name: 'a tenant that is paused', method: 'GET', path: '/v1/balance', headers: { authorization: 'Bearer kyc_paused_key' }, status: 403, code: 'tenant_suspended' },
  { name: 'a live key without billing', method: 'GET', path: '/v1/balance', headers: { authorization: 'Bearer kyc_live_key' }, status: 403, code: 'live_mode_not_activated' },
  { name: 'a viewer may only read', method: 'POST', path: '/v1/verifications/ver_pending/cancel', headers: { authorization: 'Bearer kyc_viewer_key' }, status: 403, code: 'permission_denied' },
  { name: 'the wallet is nearly empty', method: 'POST', path: '/v1/verifications', headers: { authorization: 'Bearer kyc_poor_key', ...json }, body: applicant, status: 402, code: 'insufficient_balance' },
  { name: 'an unknown verification', method: 'GET', path: '/v1/verifications/ver_unknown', headers: key, status: 404, code: 'verification_not_found' },
  { name: 'an unknown route', method: 'GET', path: '/v1/nowhere', headers: key, status: 404, code: 'not_found' },
  { name: 'Allow names the methods', method: 'DELETE', path: '/v1/verifications/ver_approved', headers: key, status: 405, code: 'method_not_allowed' },
  { name: 'it is finished', method: 'POST', path: '/v1/verifications/ver_approved/cancel', headers: key, status: 409, code: 'verification_not_cancelable' },
  { name: 'the budget of this route ends', method: 'GET', path: '/v1/balance', headers: key, repeat: budgets.small.max + 1, status: 429, code: 'rate_limited' },
  { name: 'a stored report is damaged, and only the log says how', method: 'GET', path: '/v1/verifications/ver_rejected/report', headers: key, status: 500, code: 'internal_error' }
]
